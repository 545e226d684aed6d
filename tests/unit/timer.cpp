// SPDX-License-Identifier: MIT
#include <zerometer/timer.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <type_traits>
#include <utility>

namespace zm = zerometer;

enum class status { ok, error };
constexpr auto label_values(status) { return zm::values("ok", "error"); }

struct server : zm::meter<server, "server"> {
  struct latency : histogram<"latency", "s", "Time.",
                             zm::bounds{0.005, 0.015, 0.03, 0.06, 0.075, 0.15, 0.3, 0.6},
                             zm::label<"status", status>> {};
  struct plain : histogram<"plain", "s", "Time.", zm::bounds{1}> {};
  struct nano : histogram<"nano", "s", "Time.", zm::nanosecond_bounds(1000, 2000)> {};
  struct micro : histogram<"micro", "s", "Time.", zm::microsecond_bounds(1, 2)> {};
  struct whole : histogram<"whole", "s", "Time.", zm::whole_bounds(1, 2)> {};
  struct pico : histogram<"pico", "s", "Time.", zm::integer_bounds<12, 1>{1U}> {};
  using metrics = zm::list<latency, plain, nano, micro, whole, pico>;
};
using app = zm::exposition<server>;
static zm::snapshot<app> now;

using latency_timer = zm::timer<server::latency, zm::fake_clock>;
using late_latency_timer = zm::late_timer<server::latency, zm::fake_clock>;

static std::uint64_t count(status label) {
  now.take();
  return now.value<server::latency>(label).count();
}
static double sum(status label) {
  now.take();
  return now.value<server::latency>(label).sum();
}

TEST_CASE("a timer observes at the scope's end, in seconds") {
  zm::fake_clock::set(7'000'000'000);
  const auto before = count(status::ok);
  const double sum_before = sum(status::ok);
  {
    const latency_timer t{status::ok};
    zm::fake_clock::advance(250'000'000);
    CHECK(t.elapsed() == 250'000'000);
    CHECK(count(status::ok) == before);
  }
  CHECK(count(status::ok) == before + 1);
  CHECK(sum(status::ok) == sum_before + 0.25);
}

TEST_CASE("a timer observes once: stop says what has elapsed, and says it again") {
  const auto before = count(status::ok);
  {
    latency_timer t{status::ok};
    zm::fake_clock::advance(3);
    CHECK(t.stop() == 3);
    zm::fake_clock::advance(3);
    CHECK(t.stop() == 3);
    CHECK(t.stop(status::error) == 3);
    CHECK(t.elapsed() == 3);
  }
  CHECK(count(status::ok) == before + 1);
}

TEST_CASE("a cancelled timer observes nothing, then or later") {
  const auto before = count(status::ok);
  {
    latency_timer t{status::ok};
    t.cancel();
    t.stop();
  }
  CHECK(count(status::ok) == before);
}

TEST_CASE("labels at the end replace those at the begin") {
  const auto ok = count(status::ok);
  const auto error = count(status::error);
  {
    latency_timer t{status::error};
    t.stop(status::ok);
  }
  CHECK(count(status::ok) == ok + 1);
  CHECK(count(status::error) == error);
}

TEST_CASE("a late timer observes with the labels that it is stopped with, else nothing") {
  const auto error = count(status::error);
  const auto ok = count(status::ok);
  {
    late_latency_timer t;
    zm::fake_clock::advance(9);
    CHECK(t.stop(status::error) == 9);
  }
  {
    const late_latency_timer t;
  }
  CHECK(count(status::error) == error + 1);
  CHECK(count(status::ok) == ok);
}

TEST_CASE("a label value that is no member is counted as such, at the begin or at the end") {
  now.take();
  const zm::snapshot<app>& seen = now;
  const std::uint64_t before = seen.value<zm::self::invalid>(zm::invalid_reason::label);
  const auto counted = seen.value<server::latency>(status::ok).count();
  {
    const latency_timer t{static_cast<status>(7)};
  }
  late_latency_timer late;
  late.stop(static_cast<status>(7));
  now.take();
  CHECK(seen.value<zm::self::invalid>(zm::invalid_reason::label) == before + 2);
  CHECK(seen.value<server::latency>(status::ok).count() == counted);
}

TEST_CASE("a clock that steps back makes no time, never a negative or a huge one") {
  zm::fake_clock::set(1'000);
  const double before = sum(status::ok);
  const auto counted = count(status::ok);
  {
    latency_timer t{status::ok};
    zm::fake_clock::set(999);
    CHECK(t.elapsed() == 0);
    CHECK(t.stop() == 0);
  }
  CHECK(sum(status::ok) == before);
  CHECK(count(status::ok) == counted + 1);
}

TEST_CASE("a time that is a bound is inside the bound's bucket") {
  constexpr std::array<std::uint64_t, 8> bounds{5, 15, 30, 60, 75, 150, 300, 600};
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    CAPTURE(bounds[i]);
    now.take();
    const std::uint64_t before = now.value<server::latency>(status::ok).bucket(i);
    latency_timer t{status::ok};
    zm::fake_clock::advance(bounds[i] * 1'000'000);
    t.stop();
    now.take();
    CHECK(now.value<server::latency>(status::ok).bucket(i) == before + 1);
  }
}

TEST_CASE("integers are cut to the unit of the bounds") {
  {
    const zm::timer<server::nano, zm::fake_clock> nano;
    const zm::timer<server::micro, zm::fake_clock> micro;
    const zm::timer<server::whole, zm::fake_clock> whole;
    const zm::timer<server::pico, zm::fake_clock> pico;
    zm::fake_clock::advance(2'999'999'999);
  }
  now.take();
  CHECK(now.value<server::nano>().sum() == 2'999'999'999);
  CHECK(now.value<server::micro>().sum() == 2'999'999);
  CHECK(now.value<server::whole>().sum() == 2);
  CHECK(now.value<server::pico>().sum() == 2'999'999'999'000);
}

TEST_CASE("a timer ends on another thread than it began on") {
  const auto before = count(status::ok);
  latency_timer t{status::ok};
  std::thread{[&t] { t.stop(); }}.join();
  CHECK(count(status::ok) == before + 1);
}

TEST_CASE("the steady clock is the default, and times a sleep") {
  {
    zm::timer<server::plain> t;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
    CHECK(t.stop() >= 2'000'000);
  }
  now.take();
  CHECK(now.value<server::plain>().count() == 1);
  CHECK(now.value<server::plain>().sum() >= 0.002);
}

/// Counts how often it is read, and is a nanosecond further each time.
struct counting_clock {
  static inline std::uint64_t reads = 0;
  static std::uint64_t now() noexcept { return ++reads; }
};
struct droppable : zm::meter<droppable, "droppable", zm::droppable> {
  struct time : histogram<"time", "s", "T.", zm::nanosecond_bounds(9), zm::label<"x", bool>> {};
  using metrics = zm::list<time>;
};
struct off : zm::meter<off, "off", zm::enabled<false>> {
  struct time : histogram<"time", "s", "T.", zm::bounds{1}, zm::label<"x", bool>> {};
  using metrics = zm::list<time>;
};
static zm::snapshot<zm::exposition<droppable>> of_droppable;

/// How often a timer of either kind reads its clock.
template <class Metric>
static std::uint64_t reads() {
  const std::uint64_t before = counting_clock::reads;
  {
    const zm::timer<Metric, counting_clock> timer{true};
    zm::late_timer<Metric, counting_clock> late;
    late.stop(true);
  }
  return counting_clock::reads - before;
}

TEST_CASE("nobody asks for the time of a meter that is off, or was dropped") {
  CHECK(reads<off::time>() == 0);
  CHECK(reads<droppable::time>() == 4);
  zm::drop<droppable>();
  CHECK(reads<droppable::time>() == 0);
  zm::drop<droppable>(false);
  of_droppable.take();
  CHECK(of_droppable.value<droppable::time>(true).count() == 2);
}

TEST_CASE("a timer observes what it saw from its begin to its end, and nothing else") {
  const auto before = [] {
    of_droppable.take();
    return of_droppable.value<droppable::time>(true).count();
  }();
  zm::fake_clock::set(1'000'000);
  zm::drop<droppable>();
  zm::late_timer<droppable::time, zm::fake_clock> begun_without;
  zm::drop<droppable>(false);
  zm::late_timer<droppable::time, zm::fake_clock> ended_without;
  zm::fake_clock::advance(5);
  CHECK(begun_without.elapsed() == 0);
  CHECK(begun_without.stop(true) == 0);
  CHECK(ended_without.elapsed() == 5);
  zm::drop<droppable>();
  CHECK(ended_without.elapsed() == 0);
  CHECK(ended_without.stop(true) == 0);
  zm::drop<droppable>(false);
  CHECK(ended_without.stop(true) == 0);
  of_droppable.take();
  CHECK(of_droppable.value<droppable::time>(true).count() == before);
}

TEST_CASE("timers are small and cannot be copied") {
  static_assert(sizeof(latency_timer) <= 24);
  static_assert(!std::is_copy_constructible_v<latency_timer>);
  static_assert(!std::is_copy_assignable_v<latency_timer>);
  static_assert(!std::is_copy_constructible_v<late_latency_timer>);
  static_assert(std::is_nothrow_constructible_v<latency_timer, status>);
  static_assert(noexcept(std::declval<latency_timer&>().stop()));
  CHECK(true);  // the static_asserts above are the test
}
