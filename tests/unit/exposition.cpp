// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace zm = zerometer;

struct small : zm::meter<small, "small", zm::shards<4>> {
  struct a : counter<"a", "", "A."> {};
  struct b : histogram<"b", "", "B.", zm::bounds{1, 2}> {};
  using metrics = zm::list<a, b>;
};
struct large : zm::meter<large, "large"> {
  struct a : counter<"a", "", "A.", zm::label<"x", zm::integers<0, 1, 2, 3, 4, 5, 6, 7, 8, 9>>> {};
  using metrics = zm::list<a>;
};

TEST_CASE("an exposition lists its meters, and zm::self last unless told not to") {
  static_assert(
      std::is_same_v<zm::exposition<small, large>::meters, zm::list<small, large, zm::self>>);
  static_assert(
      std::is_same_v<zm::exposition<small, zm::without_self_metrics>::meters, zm::list<small>>);
  static_assert(std::is_same_v<zm::exposition<zm::self, small>::meters, zm::list<zm::self, small>>);
  static_assert(std::is_same_v<zm::exposition<small, zm::without_self_metrics>::metrics,
                               zm::list<small::a, small::b>>);
  static_assert(std::is_same_v<zm::exposition<zm::without_self_metrics>::metrics, zm::list<>>);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("memory is a constant, and the sum of its meters'") {
  // Five shards of 16 cells: a, three buckets, three cells of trash, a sum and its trash.
  static_assert(zm::memory_bytes<small> >= 5 * 16 * sizeof(std::uint64_t));
  static_assert(zm::memory_bytes<small> < 1024);
  static_assert(zm::memory_bytes<zm::exposition<small, large>> ==
                zm::memory_bytes<small> + zm::memory_bytes<large> + zm::memory_bytes<zm::self>);
  static_assert(zm::snapshot_bytes<zm::exposition<small, zm::without_self_metrics>> ==
                8 * (1 + 3 + 1 + 6) + 2 * 8);
  CHECK(true);  // the static_asserts above are the test
}

/// What a child of this process finds, as its exit status: 0 when all is as it should be.
template <class Body>
static int in_child(Body body) {
  const pid_t child = fork();
  if (child == 0) {
    _exit(body() ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

TEST_CASE(
    "the child of a fork begins at zero, or goes on, and its parent's threads hold no shard") {
  using app = zm::exposition<small, large>;
  static zm::snapshot<app> now;
  small::a::add(5U);
  small::b::observe(1.5);
  std::atomic<bool> stop{false};
  std::atomic<int> ready{0};
  std::vector<std::thread> others;
  for (int i = 0; i < 3; ++i) {  // with this thread, all four shards
    others.emplace_back([&] {
      small::a::inc();
      ++ready;
      while (!stop) {
        std::this_thread::yield();
      }
    });
  }
  while (ready < 3) {
    std::this_thread::yield();
  }
  const auto records_without_sharing = [] {
    small::a::inc();
    static std::atomic<int> recorded{0};
    std::vector<std::thread> children;
    for (int i = 0; i < 3; ++i) {  // at once: each needs a shard of its own
      children.emplace_back([] {
        small::a::inc();
        ++recorded;
        while (recorded < 3) {
          std::this_thread::yield();
        }
      });
    }
    for (std::thread& child : children) {
      child.join();
    }
    now.take();
    return now.value<zm::self::shared_recordings>() == 0;
  };
  CHECK(in_child([&] {
          zm::after_fork<app>();
          now.take();
          const bool zero = now.value<small::a>() == 0 && now.value<small::b>().count() == 0 &&
                            now.value<small::b>().sum() == 0.0;
          // The counts begin now, whenever the process did.
          const std::uint64_t age = zm::detail::epoch_nanoseconds() - zm::detail::fork_time::load();
          return zero && age < 10'000'000'000 && records_without_sharing() &&
                 now.value<small::a>() == 4;
        }) == 0);
  CHECK(in_child([&] {
          zm::after_fork<app>(zm::fork_counts::inherit);
          now.take();
          return zm::detail::fork_time::load() == 0 && now.value<small::a>() == 8 &&
                 records_without_sharing() && now.value<small::a>() == 12;
        }) == 0);
  stop = true;
  for (std::thread& other : others) {
    other.join();
  }
  now.take();
  CHECK(now.value<small::a>() == 8);
}

struct kept : zm::meter<kept, "kept"> {
  struct calls : counter<"calls", "", "C.", zm::label<"x", zm::text<8>>> {};
  using metrics = zm::list<calls>;
};
struct user_level : zm::meter<user_level, "user.level", zm::droppable> {
  struct calls
      : counter<"calls", "", "C.", zm::label<"user", zm::text<8>>, zm::cardinality_limit<4>> {};
  struct time : histogram<"time", "s", "T.", zm::bounds{1}, zm::label<"x", bool>> {};
  struct level : gauge<"level", "", "L."> {};
  struct open : up_down_counter<"open", "", "O."> {};
  struct work : double_counter<"work", "s", "W."> {};
  using metrics = zm::list<calls, time, level, open, work>;
};
using droppable_app = zm::exposition<kept, user_level>;
static zm::snapshot<droppable_app> dropped_values;

template <class Metric>
static bool is_seen() {
  return dropped_values.next<Metric>(0) != Metric::labels::series;
}

TEST_CASE(
    "a dropped meter measures nothing, stores nothing, shows nothing, and complains of nothing") {
  user_level::calls::inc("ann");
  user_level::level::set(5);
  const auto handle = user_level::time::series(true);
  handle.observe(0.5);
  dropped_values.take();
  CHECK(is_seen<user_level::calls>());
  CHECK(dropped_values.value<user_level::time>(true).count() == 1);

  CHECK(zm::drop<droppable_app>() == 1);
  const std::size_t known = user_level::calls::labels::size();
  user_level::calls::inc("bob");
  user_level::calls::inc("\xFF");
  user_level::calls::inc_signal_safe("eve");
  user_level::time::observe(-1, true);
  handle.observe(0.5);
  user_level::level::set(9);
  user_level::level::inc();
  user_level::open::inc();
  user_level::work::add(-1);
  user_level::work::series().add(1);
  kept::calls::inc("ann");
  const zm::snapshot<droppable_app>& now = dropped_values;
  dropped_values.take();
  CHECK(user_level::calls::labels::size() == known);
  CHECK_FALSE(is_seen<user_level::calls>());
  CHECK_FALSE(is_seen<user_level::time>());
  CHECK_FALSE(is_seen<user_level::level>());
  CHECK(is_seen<kept::calls>());
  CHECK(now.value<user_level::time>(true).count() == 0);
  CHECK(now.value<user_level::level>() == 0);
  CHECK(now.value<zm::self::invalid>(zm::invalid_reason::negative) == 0);
  CHECK(now.value<zm::self::invalid>(zm::invalid_reason::encoding) == 0);

  CHECK(zm::drop<user_level>(false) == 1);
  dropped_values.take();
  CHECK(is_seen<user_level::calls>());
  CHECK(now.value<user_level::time>(true).count() == 1);
  CHECK(now.value<user_level::level>() == 5);
  CHECK(now.value<user_level::open>() == 0);
  CHECK(zm::drop<zm::exposition<kept>>() == 0);
}

TEST_CASE("the child of a fork knows the series that its parent knew, at zero") {
  kept::calls::inc("parent");
  CHECK(in_child([] {
          zm::after_fork<droppable_app>();
          dropped_values.take();
          const bool zero = dropped_values.value<kept::calls>("parent") == 0;
          kept::calls::inc("parent");
          kept::calls::inc("child");
          dropped_values.take();
          return zero && dropped_values.value<kept::calls>("parent") == 1 &&
                 dropped_values.value<kept::calls>("child") == 1;
        }) == 0);
}
