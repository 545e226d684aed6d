// SPDX-License-Identifier: MIT
#include <zerometer/detail/claim_bitmap.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using zerometer::detail::claim_bitmap;

template <std::size_t Count>
static void takes_each_once() {
  claim_bitmap<Count> map;
  for (std::size_t i = 0; i < Count; ++i) {
    CHECK(map.take() == i);
  }
  CHECK(map.take() == Count);
  map.put_back(Count / 2);
  CHECK(map.take() == Count / 2);
  CHECK(map.take() == Count);
}

TEST_CASE("each is taken once, and again when it was given back") {
  takes_each_once<1>();
  takes_each_once<63>();
  takes_each_once<64>();
  takes_each_once<65>();
  takes_each_once<200>();
}

TEST_CASE("no two threads hold one shard") {
  static claim_bitmap<3> map;
  static std::atomic<int> held[3];
  std::atomic<bool> twice{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 20000; ++j) {
        const std::size_t shard = map.take();
        if (shard < 3) {
          twice = twice || held[shard].fetch_add(1) != 0;
          held[shard].fetch_sub(1);
          map.put_back(shard);
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK_FALSE(twice);
}

TEST_CASE("a search may begin anywhere and misses none") {
  claim_bitmap<130> map;
  CHECK(map.take(1) == 64);
  CHECK(map.take(2) == 128);
  CHECK(map.take(2) == 129);
  CHECK(map.take(2) == 0);  // behind the last word comes the first
  map.hold(1);
  CHECK(map.take() == 2);
}
