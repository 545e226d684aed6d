// SPDX-License-Identifier: MIT
#include <zerometer/detail/hash_seed.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <thread>

#include <sys/auxv.h>

namespace detail = zerometer::detail;

TEST_CASE("the seed is drawn once, by whichever thread needs it first") {
  CHECK(detail::load_hash_seed().first == 0);
  std::array<detail::hash_seed, 4> seen{};
  std::array<std::thread, 4> threads;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    threads[i] = std::thread{[&seen, i] {
      detail::draw_hash_seed();
      seen[i] = detail::load_hash_seed();
    }};
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const detail::hash_seed& seed : seen) {
    CHECK(seed.first == seen[0].first);
    CHECK(seed.second == seen[0].second);
  }
  CHECK(seen[0].first != 0);
  CHECK(seen[0].second != 0);
  CHECK(seen[0].first != seen[0].second);
  // Nobody knows it beforehand: it is of what the kernel drew for this process.
  std::uint64_t random[2]{};
  std::memcpy(random, reinterpret_cast<const char*>(getauxval(AT_RANDOM)), sizeof random);
  const auto place = reinterpret_cast<std::uintptr_t>(&detail::hash_seed_words::value);
  CHECK(seen[0].first == detail::mix_seed(random[0] ^ place, random[1]));
  CHECK(seen[0].second == detail::mix_seed(random[1] ^ place, random[0]));
}
