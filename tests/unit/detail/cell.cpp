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

TEST_CASE("a shared cell loses nothing of several threads") {
  std::uint64_t count = 0;
  std::uint64_t sum = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 50000; ++j) {
        shared::add(count, std::uint64_t{1});
        shared::add_release(count, 1);
        shared::add(sum, 0.5);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(load(count) == 400000);
  CHECK(load_double(sum) == 100000.0);
  shared::store(sum, -1.5);
  CHECK(load_double(sum) == -1.5);
}
