// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <thread>

namespace zm = zerometer;

struct server : zm::meter<server, "server"> {
  struct calls : counter<"calls", "", "Calls."> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 2}, zm::label<"x", bool>> {};
  struct level : gauge<"level", "", "Level."> {};
  using metrics = zm::list<calls, time, level>;
};
struct other : zm::meter<other, "other"> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"n", zm::integers<1, 2, 3>>> {};
  using metrics = zm::list<calls>;
};
using app = zm::exposition<server, other>;
static zm::snapshot<app> first;
static zm::snapshot<app> second;

TEST_CASE("snapshots of the same state are equal, and keep what they saw") {
  server::calls::inc();
  first.take();
  second.take();
  CHECK(first == second);
  server::calls::inc();
  other::calls::inc(zm::integers<1, 2, 3>{2});
  server::level::set(4);
  second.take();
  CHECK_FALSE(first == second);
  CHECK(second.value<server::calls>() == first.value<server::calls>() + 1);
  CHECK(second.value<other::calls>(zm::integers<1, 2, 3>{2}) == 1);
  CHECK(second.value<other::calls>(zm::integers<1, 2, 3>{9}) == 0);
  CHECK(second.value<server::level>() == 4.0);
}

TEST_CASE("a sum includes every observation that is counted, while threads record") {
  std::atomic<bool> stop{false};
  std::thread writer{[&] {
    while (!stop) {
      server::time::observe(1, true);
    }
  }};
  std::uint64_t last = 0;
  bool summed = true;
  bool rising = true;
  for (int i = 0; i < 20000; ++i) {
    first.take();
    const auto time = first.value<server::time>(true);
    summed = summed && time.sum() >= static_cast<double>(time.count());
    rising = rising && time.count() >= last;
    last = time.count();
  }
  stop = true;
  writer.join();
  CHECK(summed);
  CHECK(rising);
  first.take();
  CHECK(first.value<server::time>(true).sum() ==
        static_cast<double>(first.value<server::time>(true).count()));
}

using number = zm::integers<1, 2, 3>;
constexpr bool odd(number n) noexcept { return n.value() % 2 != 0; }
struct some : zm::meter<some, "some"> {
  struct ruled : counter<"ruled", "", "Of odd numbers.", zm::label<"n", number>, zm::only_if<odd>> {
  };
  struct rare : counter<"rare", "", "Shown once recorded.", zm::label<"n", number>, zm::sparse> {};
  using metrics = zm::list<ruled, rare>;
};
static zm::snapshot<zm::exposition<some>> shown;

TEST_CASE("a renderer is led past series that cannot exist, and that were not recorded") {
  some::rare::inc(number{3});
  shown.take();
  CHECK(shown.next<some::ruled>(0) == 0);
  CHECK(shown.next<some::ruled>(1) == 2);
  CHECK(shown.next<some::ruled>(3) == 3);
  CHECK(shown.next<some::rare>(0) == 2);
  CHECK(shown.next<some::rare>(3) == 3);
}
