// SPDX-License-Identifier: MIT
#include <zerometer/detail/shard_bitmap.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using zerometer::detail::shard_bitmap;

template <std::size_t Shards>
static void takes_each_once() {
  shard_bitmap<Shards> map;
  for (std::size_t i = 0; i < Shards; ++i) {
    CHECK(map.take() == i);
  }
  CHECK(map.take() == Shards);
  map.put_back(Shards / 2);
  CHECK(map.take() == Shards / 2);
  CHECK(map.take() == Shards);
}

TEST_CASE("each shard is taken once, and again when it was given back") {
  takes_each_once<1>();
  takes_each_once<63>();
  takes_each_once<64>();
  takes_each_once<65>();
  takes_each_once<200>();
}

TEST_CASE("no two threads hold one shard") {
  static shard_bitmap<3> map;
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
