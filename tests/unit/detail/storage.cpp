// SPDX-License-Identifier: MIT
/// Shards under threads: more threads than shards, threads that come and go, a reader beside them.
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <thread>
#include <type_traits>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

// How many short threads; tests/meson.build asks for a million once.
static const std::uint64_t short_threads = [] {
  const char* const wanted = std::getenv("ZEROMETER_TEST_THREADS");
  return wanted == nullptr ? 4000 : std::strtoull(wanted, nullptr, 10);
}();

namespace zm = zerometer;

struct narrow : zm::meter<narrow, "narrow", zm::shards<2>> {
  struct calls : counter<"calls", "", "Calls."> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 2}> {};
  struct level : gauge<"level", "", "Level."> {};
  using metrics = zm::list<calls, time, level>;
};
struct churned : zm::meter<churned, "churned", zm::shards<8>> {
  struct calls : counter<"calls", "", "Calls."> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{1}> {};
  using metrics = zm::list<calls, time>;
};
struct wide : zm::meter<wide, "wide", zm::shards<130>> {
  struct calls : counter<"calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
struct three : zm::meter<three, "three", zm::shards<3>> {
  struct calls : counter<"calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
struct seven : zm::meter<seven, "seven", zm::shards<7>> {
  struct calls : counter<"calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
// 128 bytes short of a page: of four shards in a row, most lie in two.
struct paged : zm::meter<paged, "paged", zm::shards<5>> {
  struct time : histogram<"time", "s", "Time.", zm::exponential_bounds<245>(1, 1.1)> {};
  using metrics = zm::list<time>;
};
static_assert(zm::detail::storage<paged>::shape.size * 8 == 4096 - 128);
using app = zm::exposition<narrow, churned, wide, three, seven>;
static zm::snapshot<app> now;

TEST_CASE("storage has no lifetime") {
  static_assert(std::is_trivially_destructible_v<zm::detail::storage<narrow>>);
  static_assert(std::is_trivially_destructible_v<zm::detail::claim>);
  static_assert(std::is_trivially_destructible_v<zm::detail::thread_claims>);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("four times more threads than shards, while scraped: every count is there") {
  constexpr int threads = 8;
  constexpr int each = 20000;
  std::atomic<bool> stop{false};
  bool falls = false;
  std::thread scraper{[&] {
    static zm::snapshot<app> seen;
    std::uint64_t last = 0;
    while (!stop) {
      seen.take();
      falls = falls || seen.value<narrow::calls>() < last;
      last = seen.value<narrow::calls>();
    }
  }};
  std::vector<std::thread> workers;
  std::atomic<int> ready{0};
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&ready] {
      narrow::calls::inc();
      ++ready;
      while (ready < threads) {  // nobody gives a shard back before everybody wanted one
        std::this_thread::yield();
      }
      for (int j = 0; j < each; ++j) {
        narrow::calls::inc();
        narrow::time::observe(0.5);
        narrow::level::inc();
      }
    });
  }
  for (std::thread& worker : workers) {
    worker.join();
  }
  stop = true;
  scraper.join();
  now.take();
  CHECK_FALSE(falls);
  CHECK(now.value<narrow::calls>() == threads * (each + 1));
  CHECK(now.value<narrow::time>().count() == threads * each);
  CHECK(now.value<narrow::time>().sum() == threads * each * 0.5);
  CHECK(now.value<narrow::level>() == threads * each);
  CHECK(now.value<zm::self::shared_recordings>() > 0);
}

TEST_CASE("short threads, while scraped: every count is there and no shard is lost") {
  std::atomic<bool> stop{false};
  std::uint64_t wrong = 0;
  std::thread scraper{[&] {
    static zm::snapshot<app> seen;
    std::uint64_t calls = 0;
    std::uint64_t count = 0;
    while (!stop) {
      seen.take();
      const auto time = seen.value<churned::time>();
      // Shards change hands meanwhile: no count falls, and none is ahead of its sum.
      const bool fell = seen.value<churned::calls>() < calls || time.count() < count;
      wrong += fell || time.sum() < static_cast<double>(time.count()) * 0.25 ? 1U : 0U;
      calls = seen.value<churned::calls>();
      count = time.count();
      std::this_thread::yield();
    }
  }};
  const std::uint64_t shared_before = [] {
    now.take();
    return now.value<zm::self::shared_recordings>();
  }();
  std::vector<std::thread> starters;
  for (int i = 0; i < 2; ++i) {
    starters.emplace_back([] {
      for (std::uint64_t j = 0; j < short_threads / 2; ++j) {
        std::thread{[] {
          churned::calls::inc();
          churned::time::observe(0.25);
        }}.join();
      }
    });
  }
  for (std::thread& starter : starters) {
    starter.join();
  }
  stop = true;
  scraper.join();
  now.take();
  CHECK(wrong == 0);
  CHECK(now.value<churned::calls>() == short_threads);
  CHECK(now.value<churned::time>().count() == short_threads);
  CHECK(now.value<churned::time>().sum() == static_cast<double>(short_threads) * 0.25);
  // Two at a time on eight shards: had one been lost at each exit, they would have run out.
  CHECK(now.value<zm::self::shared_recordings>() == shared_before);
}

TEST_CASE("attach_thread touches every page of the shard") {
  // One behind the other, all at once: each looks while the shard behind its own is untouched.
  std::atomic<int> attached{0};
  int untouched = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&, i] {
      while (attached < i) {
        std::this_thread::yield();
      }
      paged::attach_thread();
      const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
      const auto begin = reinterpret_cast<std::uintptr_t>(
          zm::detail::shard_pointer<paged, zm::tls_model::initial_exec>::value);
      const std::uintptr_t end = begin + zm::detail::storage<paged>::shape.size * 8;
      for (std::uintptr_t at = begin / page * page; at < end; at += page) {
        unsigned char resident = 0;
        const bool known = mincore(reinterpret_cast<void*>(at), page, &resident) == 0;
        untouched += known && (resident & 1) != 0 ? 0 : 1;
      }
      ++attached;
      while (attached < 4) {
        std::this_thread::yield();
      }
    });
  }
  for (std::thread& worker : workers) {
    worker.join();
  }
  CHECK(untouched == 0);
}

TEST_CASE("rows that no four at a time make up are read to the last one, and not beyond it") {
  // Behind the last one is another object: a sanitizer tells.
  std::vector<std::thread> workers;
  std::atomic<unsigned> ready{0};
  for (unsigned i = 0; i < 7; ++i) {
    workers.emplace_back([&ready, i] {
      seven::calls::add(1U << i);
      if (i < 3) {
        three::calls::add(1U << i);
      }
      ++ready;
      while (ready < 7) {
        std::this_thread::yield();
      }
    });
  }
  for (std::thread& worker : workers) {
    worker.join();
  }
  now.take();
  CHECK(now.value<seven::calls>() == 127);
  CHECK(now.value<three::calls>() == 7);
}

TEST_CASE("more than 64 shards: a bitmap of several words, each shard once") {
  constexpr int threads = 130;
  std::vector<std::thread> workers;
  std::atomic<int> ready{0};
  now.take();
  const std::uint64_t before = now.value<zm::self::shared_recordings>();
  for (int i = 0; i < threads + 5; ++i) {
    workers.emplace_back([&ready] {
      wide::calls::inc();
      ++ready;
      while (ready < threads + 5) {
        std::this_thread::yield();
      }
      for (int j = 0; j < 1000; ++j) {
        wide::calls::inc();
      }
    });
  }
  for (std::thread& worker : workers) {
    worker.join();
  }
  now.take();
  CHECK(now.value<wide::calls>() == (threads + 5) * 1001);
  CHECK(now.value<zm::self::shared_recordings>() - before >= 5);
}
