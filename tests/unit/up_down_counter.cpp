// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <string_view>
#include <thread>
#include <vector>

namespace zm = zerometer;

struct pool : zm::meter<pool, "pool"> {
  struct in_flight
      : up_down_counter<"in.flight", "{task}", "Begun and not ended.", zm::label<"slow", bool>> {};
  struct handed : up_down_counter<"handed", "{task}", "Handed over."> {};
  struct brief : up_down_counter<"brief", "{task}", "Of short threads."> {};
  struct counted : up_down_counter<"counted", "{task}", "Ups and downs."> {};
  using metrics = zm::list<in_flight, handed, brief, counted>;
};
using app = zm::exposition<pool>;
static zm::snapshot<app> now;

TEST_CASE("ups and downs make the value, negative ones too") {
  pool::in_flight::inc(true);
  pool::in_flight::inc(true);
  pool::in_flight::dec(true);
  pool::in_flight::add(-5, false);
  pool::in_flight::add(3, false);
  const auto handle = pool::in_flight::series(true);
  handle.inc();
  handle.dec();
  handle.add(10);
  decltype(pool::in_flight::series(true)){}.add(1000);
  now.take();
  CHECK(now.value<pool::in_flight>(true) == 11);
  CHECK(now.value<pool::in_flight>(false) == -2);
  pool::in_flight::add(std::numeric_limits<std::int64_t>::min(), false);
  pool::in_flight::add(std::numeric_limits<std::int64_t>::max(), false);
  now.take();
  CHECK(now.value<pool::in_flight>(false) == -3);
}

TEST_CASE("ups and downs are two counts that only rise") {
  now.take();
  const std::uint64_t ups = now.late<pool::counted>()[0];
  const std::uint64_t downs = now.counts<pool::counted>()[0];
  pool::counted::add(7);
  pool::counted::dec();
  pool::counted::add_signal_safe(2);
  pool::counted::add_signal_safe(-4);
  now.take();
  CHECK(now.late<pool::counted>()[0] == ups + 9);
  CHECK(now.counts<pool::counted>()[0] == downs + 5);
}

TEST_CASE("[D-P2] it is a gauge on a page, without _total") {
  static std::array<char, zm::prometheus::max_bytes<app>> page;
  const std::string_view text = zm::prometheus::render<app>(page);
  CHECK(text.find("# TYPE in_flight gauge\n") != std::string_view::npos);
  CHECK(text.find("in_flight{otel_scope_name=\"pool\",slow=\"false\"} -3\n") !=
        std::string_view::npos);
}

TEST_CASE("work that is handed from thread to thread is never negative") {
  constexpr int pairs = 4;
  constexpr int tasks = 30000;
  std::atomic<bool> stop{false};
  std::atomic<std::int64_t> lowest{0};
  std::thread scraper{[&] {
    static zm::snapshot<app> seen;
    while (!stop) {
      seen.take();
      const std::int64_t value = seen.value<pool::handed>();
      lowest = value < lowest ? value : lowest.load();
    }
  }};
  std::vector<std::thread> threads;
  static std::array<std::atomic<int>, pairs> queues{};
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    threads.emplace_back([pair] {
      for (int i = 0; i < tasks; ++i) {
        pool::handed::inc();
        queues[pair].fetch_add(1, std::memory_order_release);
      }
    });
    threads.emplace_back([pair] {
      for (int done = 0; done < tasks;) {
        if (queues[pair].load(std::memory_order_acquire) > done) {
          pool::handed::dec();
          ++done;
        } else {
          std::this_thread::yield();
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  stop = true;
  scraper.join();
  now.take();
  CHECK(lowest == 0);
  CHECK(now.value<pool::handed>() == 0);
}

TEST_CASE("work that short threads begin and other short threads end is never negative") {
  constexpr int pairs = 4;
  constexpr int tasks = 500;
  std::atomic<bool> stop{false};
  bool negative = false;
  std::thread scraper{[&] {
    static zm::snapshot<app> seen;
    while (!stop) {
      seen.take();
      negative = negative || seen.value<pool::brief>() < 0;
    }
  }};
  std::vector<std::thread> starters;
  for (int pair = 0; pair < pairs; ++pair) {
    starters.emplace_back([] {
      for (int i = 0; i < tasks; ++i) {
        std::thread{[] { pool::brief::inc(); }}.join();
        std::thread{[] { pool::brief::dec(); }}.join();
      }
    });
  }
  for (std::thread& starter : starters) {
    starter.join();
  }
  stop = true;
  scraper.join();
  now.take();
  CHECK_FALSE(negative);
  CHECK(now.value<pool::brief>() == 0);
}

/// One whose threads each keep the shard that they claimed.
struct claims : zm::meter<claims, "claims", zm::shards<128>> {
  using digit = zm::integers<0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15>;
  // Cells that take the reader some time.
  struct wide : counter<"wide", "", "Wide.", zm::label<"a", digit>, zm::label<"b", digit>> {};
  struct tasks : up_down_counter<"tasks", "", "Tasks."> {};
  using metrics = zm::list<wide, tasks>;
};

/// A round's task begins on a thread in whose shard nobody has recorded yet, and ends on another.
static bool negative_in_a_round(std::vector<std::thread>& kept, std::atomic<bool>& over) {
  static zm::snapshot<zm::exposition<claims, zm::without_self_metrics>> seen;
  std::atomic<bool> ready{false};
  std::atomic<bool> handed_over{false};
  std::atomic<bool> stop{false};
  std::thread ends{[&] {
    claims::tasks::inc();
    claims::tasks::dec();
    ready = true;
    while (!handed_over) {
    }
    claims::tasks::dec();
    stop = true;
  }};
  kept.emplace_back([&] {
    while (!ready) {
    }
    claims::tasks::inc();  // claims its shard here, while the reader reads
    handed_over = true;
    over.wait(false);
  });
  bool negative = false;
  while (!stop) {
    seen.take();
    negative = negative || seen.value<claims::tasks>() < 0;
  }
  ends.join();
  return negative;
}

TEST_CASE("work begun on a thread that is new to the meter is never missed") {
  std::vector<std::thread> kept;
  std::atomic<bool> over{false};
  int negative = 0;
  for (int round = 0; round < 120; ++round) {
    negative += negative_in_a_round(kept, over) ? 1 : 0;
  }
  over = true;
  over.notify_all();
  for (std::thread& thread : kept) {
    thread.join();
  }
  CHECK(negative == 0);
}
