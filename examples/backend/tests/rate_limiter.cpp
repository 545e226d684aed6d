// SPDX-License-Identifier: MIT
#include "api/rate_limiter.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

using backend::rate_limiter;
using namespace std::chrono_literals;

namespace {

/// A second that nobody's clock is at.
constexpr rate_limiter::clock::time_point start{1000s};

}  // namespace

TEST_CASE("a client has its own requests of each second") {
  rate_limiter two(2);
  CHECK(two.allows("a", start));
  CHECK(two.allows("a", start + 500ms));
  CHECK_FALSE(two.allows("a", start + 999ms));
  CHECK(two.allows("b", start + 999ms));
  CHECK(two.allows("a", start + 1000ms));
  // Late by a moment: of the window that is.
  CHECK(two.allows("a", start + 999ms));
  CHECK_FALSE(two.allows("a", start + 1001ms));
}

TEST_CASE("clients beyond the capacity are one together") {
  rate_limiter one(1);
  for (std::size_t i = 0; i < rate_limiter::capacity; ++i) {
    REQUIRE(one.allows(std::to_string(i), start));
  }
  CHECK(one.allows("a", start));
  CHECK_FALSE(one.allows("b", start));
  CHECK_FALSE(one.allows("7", start));
  CHECK(one.allows("b", start + 1s));
}

TEST_CASE("many threads of one client get its requests, and no more") {
  rate_limiter thousand(1000);
  std::atomic<int> served{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        served += thousand.allows("a", start) ? 1 : 0;
      }
    });
  }
  for (std::thread& each : threads) {
    each.join();
  }
  CHECK(served == 1000);
}
