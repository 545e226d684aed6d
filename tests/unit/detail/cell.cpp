// SPDX-License-Identifier: MIT
#include <zerometer/detail/cell.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cstdint>
#include <thread>
#include <vector>

using namespace zerometer::detail;

TEST_CASE("an owned cell adds integers and doubles") {
  std::uint64_t cell = 0;
  owned::add(cell, std::uint64_t{3});
  owned::add_release(cell, 4);
  CHECK(load(cell) == 7);
  CHECK(load_acquire(cell) == 7);
  std::uint64_t sum = 0;
  owned::add(sum, 0.25);
  owned::add(sum, 0.5);
  CHECK(load_double(sum) == 0.75);
}

TEST_CASE("two cells keep the greatest and the least key there was") {
  for (const auto move :
       {static_cast<void (*)(std::uint64_t*, extremes) noexcept>(owned::raise),
        static_cast<void (*)(std::uint64_t*, extremes) noexcept>(shared::raise)}) {
    std::uint64_t cells[4]{};
    move(cells, {1, 5});
    CHECK(cells[1] == 5);
    CHECK(~cells[2] == 5);
    move(cells, {1, 7});
    move(cells, {1, 6});
    CHECK(cells[1] == 7);
    CHECK(~cells[2] == 5);
    move(cells, {1, 0});
    move(cells, {1, ~std::uint64_t{0}});
    CHECK(~cells[1] == 0);
    CHECK(~cells[2] == 0);
    CHECK(cells[0] == 0);
    CHECK(cells[3] == 0);
  }
}

TEST_CASE("a shared cell loses nothing of several threads") {
  std::uint64_t count = 0;
  std::uint64_t sum = 0;
  std::uint64_t keys[2]{};
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (std::uint64_t j = 0; j < 50000; ++j) {
        shared::add(count, std::uint64_t{1});
        shared::add_release(count, 1);
        shared::add(sum, 0.5);
        shared::raise(keys, {0, 1000000 + (i % 2 == 0 ? j : 0 - j) * 4 + i});
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(load(count) == 400000);
  CHECK(load_double(sum) == 100000.0);
  CHECK(load(keys[0]) == 1000000 + 49999 * 4 + 2);
  CHECK(~load(keys[1]) == 1000000 - 49999 * 4 + 1);
  shared::store(sum, -1.5);
  CHECK(load_double(sum) == -1.5);
}
