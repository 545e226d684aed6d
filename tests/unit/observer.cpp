// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cstdint>
#include <limits>

namespace zm = zerometer;

enum class state { idle, used, gone };
constexpr auto label_values(state) { return zm::values("idle", "used", "gone"); }
constexpr bool not_gone(state s) { return s != state::gone; }

struct pool : zm::meter<pool, "pool"> {
  template <class Metric>
  static void report(zm::observer<Metric>& out) noexcept;

  struct opened : observable_counter<"opened", "{connection}", "Opened.", zm::label<"state", state>,
                                     zm::only_if<not_gone>> {
    static void observe(zm::observer<opened>& out) noexcept { report(out); }
  };
  struct busy : observable_double_counter<"busy", "s", "At work."> {
    static void observe(zm::observer<busy>& out) noexcept { report(out); }
  };
  struct open : observable_up_down_counter<"open", "{connection}", "Open."> {
    static void observe(zm::observer<open>& out) noexcept { report(out); }
  };
  struct load : observable_gauge<"load", "1", "Load."> {
    static void observe(zm::observer<load>& out) noexcept { report(out); }
  };
  // Room for one series.
  struct sent : observable_double_counter<"sent", "By", "Sent.", zm::label<"to", zm::text<8>>,
                                          zm::cardinality_limit<1>> {
    static void observe(zm::observer<sent>& out) noexcept { report(out); }
  };
  using metrics = zm::list<opened, busy, open, load, sent>;
};
using app = zm::exposition<pool>;
static zm::snapshot<app> now;

/// What the callback of a metric does in the next collection.
template <class Metric>
static void (*work)(zm::observer<Metric>&) = nullptr;

template <class Metric>
void pool::report(zm::observer<Metric>& out) noexcept {
  if (work<Metric> != nullptr) {
    work<Metric>(out);
  }
}

template <class Metric>
static void collect(void (*what)(zm::observer<Metric>&)) {
  work<Metric> = what;
  now.take();
  work<Metric> = nullptr;
}

static std::uint64_t invalid(zm::invalid_reason reason) {
  return now.value<zm::self::invalid>(reason);
}

TEST_CASE("each kind takes what it holds") {
  collect<pool::opened>([](auto& out) {
    out.observe(7, state::idle);
    out.observe(std::numeric_limits<std::uint64_t>::max(), state::used);
  });
  CHECK(now.value<pool::opened>(state::idle) == 7);
  CHECK(now.value<pool::opened>(state::used) == std::numeric_limits<std::uint64_t>::max());
  collect<pool::busy>([](auto& out) { out.observe(1.5F); });
  CHECK(now.value<pool::busy>() == 1.5);
  collect<pool::busy>([](auto& out) { out.observe(3U); });
  CHECK(now.value<pool::busy>() == 3.0);
  collect<pool::open>([](auto& out) { out.observe(-4); });
  CHECK(now.value<pool::open>() == -4);
  collect<pool::open>([](auto& out) { out.observe(std::numeric_limits<std::uint64_t>::max()); });
  CHECK(now.value<pool::open>() == -1);  // wraps
  collect<pool::load>([](auto& out) { out.observe(-0.5); });
  CHECK(now.value<pool::load>() == -0.5);
}

TEST_CASE("of several reports for one series the last one stays") {
  collect<pool::open>([](auto& out) {
    out.observe(1);
    out.observe(2);
  });
  CHECK(now.value<pool::open>() == 2);
}

TEST_CASE("a gauge takes anything, NaN and infinities included") {
  static double given = 0;
  for (const double value :
       {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::denorm_min(),
        -0.0}) {
    given = value;
    collect<pool::load>([](auto& out) { out.observe(given); });
    CHECK(now.has<pool::load>());
    CHECK(std::bit_cast<std::uint64_t>(now.value<pool::load>()) ==
          std::bit_cast<std::uint64_t>(value));
  }
}

TEST_CASE(
    "[B-30] [G-19] what a counter cannot be is counted as invalid, and its series is absent") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  now.take();
  const auto nan = invalid(zm::invalid_reason::nan);
  const auto infinite = invalid(zm::invalid_reason::infinite);
  const auto negative = invalid(zm::invalid_reason::negative);
  collect<pool::busy>([](auto& out) {
    out.observe(std::numeric_limits<double>::quiet_NaN());
    out.observe(inf);
    out.observe(-inf);
    out.observe(-1e-300);
    out.observe(-3);
  });
  CHECK_FALSE(now.has<pool::busy>());
  CHECK(invalid(zm::invalid_reason::nan) == nan + 1);
  CHECK(invalid(zm::invalid_reason::infinite) == infinite + 1);
  CHECK(invalid(zm::invalid_reason::negative) == negative + 3);
  collect<pool::busy>([](auto& out) { out.observe(-0.0); });
  CHECK(now.has<pool::busy>());
  collect<pool::opened>([](auto& out) { out.observe(-1, state::idle); });
  CHECK_FALSE(now.has<pool::opened>(state::idle));
  CHECK(invalid(zm::invalid_reason::negative) == negative + 4);
}

TEST_CASE("labels are checked as they are in recording") {
  now.take();
  const auto label = invalid(zm::invalid_reason::label);
  const auto combination = invalid(zm::invalid_reason::combination);
  collect<pool::opened>([](auto& out) {
    out.observe(1, static_cast<state>(3));
    out.observe(1, static_cast<state>(-1));
    out.observe(1, state::gone);
    out.observe(5, state::used);
  });
  CHECK(invalid(zm::invalid_reason::label) == label + 2);
  CHECK(invalid(zm::invalid_reason::combination) == combination + 1);
  CHECK_FALSE(now.has<pool::opened>(state::idle));
  CHECK_FALSE(now.has<pool::opened>(state::gone));
  CHECK(now.value<pool::opened>(state::used) == 5);
}

struct tenants : zm::meter<tenants, "tenants", zm::droppable> {
  struct seats : observable_counter<"seats", "", "Seats.", zm::label<"tenant", zm::text<8>>,
                                    zm::cardinality_limit<2>> {
    static inline int tenants = 0;
    static inline int calls = 0;
    static void observe(zm::observer<seats>& out) noexcept {
      ++calls;
      for (int i = 0; i < tenants; ++i) {
        const char name[] = {static_cast<char>('a' + i), '\0'};
        out.observe(i + 1, name);
      }
    }
  };
  using metrics = zm::list<seats>;
};
static zm::snapshot<zm::exposition<tenants>> tenants_now;

TEST_CASE(
    "an observable with text labels shows what this collection reported, and adds up the rest") {
  using seats = tenants::seats;
  tenants_now.take();
  CHECK(tenants_now.next<seats>(0) == seats::labels::series);
  seats::tenants = 4;
  tenants_now.take();
  CHECK(tenants_now.value<seats>("a") == 1);
  CHECK(tenants_now.value<seats>("b") == 2);
  CHECK_FALSE(tenants_now.has<seats>("c"));
  CHECK(tenants_now.next<seats>(2) == 2);  // the overflow series
  CHECK(seats::read(tenants_now, 2) == 3 + 4);
  seats::tenants = 1;
  tenants_now.take();
  CHECK(tenants_now.has<seats>("a"));
  CHECK_FALSE(tenants_now.has<seats>("b"));  // known, and not reported this time
  CHECK(tenants_now.next<seats>(1) == seats::labels::series);
}

TEST_CASE("of a dropped meter no callback runs") {
  const int before = tenants::seats::calls;
  zm::drop<tenants>();
  tenants_now.take();
  CHECK(tenants::seats::calls == before);
  CHECK_FALSE(tenants_now.has<tenants::seats>("a"));
  zm::drop<tenants>(false);
  tenants_now.take();
  CHECK(tenants::seats::calls == before + 1);
}

struct reading : zm::meter<reading, "reading"> {
  struct before : observable_gauge<"before", "", "Reported by another."> {
    static void observe(zm::observer<before>&) noexcept {}
  };
  struct asked : observable_counter<"asked", "", "Reports all."> {
    static void observe(zm::observer<asked>& out) noexcept {
      out.observe(3);
      out.also<before>().observe(0.5);
      auto behind = out.also<reading::behind>();
      behind.observe(-7, state::used);
      behind.observe(-8, state::gone);
    }
  };
  struct behind : observable_up_down_counter<"behind", "", "Reported by another.",
                                             zm::label<"state", state>, zm::only_if<not_gone>> {
    static void observe(zm::observer<behind>&) noexcept {}
  };
  struct silent : observable_gauge<"silent", "", "Reported by nobody."> {
    static void observe(zm::observer<silent>&) noexcept {}
  };
  using metrics = zm::list<before, asked, behind, silent>;
};

TEST_CASE("one callback reports for several observables, whether they come before or after it") {
  // Behind another meter's, so that nothing stands where it would without one.
  static zm::snapshot<zm::exposition<pool, reading>> all;
  all.take();
  CHECK(all.value<reading::asked>() == 3);
  CHECK(all.value<reading::before>() == 0.5);
  CHECK(all.value<reading::behind>(state::used) == -7);
  CHECK_FALSE(all.has<reading::behind>(state::idle));
  CHECK_FALSE(all.has<reading::behind>(state::gone));
  CHECK_FALSE(all.has<reading::silent>());
  CHECK(all.value<zm::self::invalid>(zm::invalid_reason::combination) > 0);
}

TEST_CASE("a value that is refused takes no series of texts") {
  collect<pool::sent>([](auto& out) {
    out.observe(std::numeric_limits<double>::quiet_NaN(), "ann");
    out.observe(-1, "bob");
  });
  CHECK(pool::sent::labels::size() == 0);
  CHECK_FALSE(pool::sent::labels::has_overflow());
  collect<pool::sent>([](auto& out) { out.observe(4, "cat"); });
  CHECK(now.value<pool::sent>("cat") == 4);
}
