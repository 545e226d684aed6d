// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <thread>

namespace zm = zerometer;

struct worker : zm::meter<worker, "worker"> {
  struct busy : double_counter<"busy.time", "s", "Time at work.", zm::label<"night", bool>> {};
  using metrics = zm::list<busy>;
};
using app = zm::exposition<worker>;
static zm::snapshot<app> now;

using digit = zm::integers<0, 1, 2, 3, 4, 5, 6, 7, 8, 9>;
struct many : zm::meter<many, "many"> {
  struct parts
      : double_counter<"parts", "", "Parts.", zm::label<"a", digit>, zm::label<"b", digit>> {};
  using metrics = zm::list<parts>;
};
using many_app = zm::exposition<many>;

static std::uint64_t invalid(zm::invalid_reason reason) {
  now.take();
  return now.value<zm::self::invalid>(reason);
}

TEST_CASE("amounts add up, through handles too, and empty ones do nothing") {
  worker::busy::add(0.25, true);
  worker::busy::series(true).add(1.5);
  decltype(worker::busy::series(true)){}.add(99);
  now.take();
  CHECK(now.value<worker::busy>(true) == 1.75);
  CHECK(now.value<worker::busy>(false) == 0.0);
}

TEST_CASE("[B-30] [G-19] NaN, infinities and negative amounts change nothing") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const double before = now.value<worker::busy>(true);
  const auto nan = invalid(zm::invalid_reason::nan);
  const auto infinite = invalid(zm::invalid_reason::infinite);
  const auto negative = invalid(zm::invalid_reason::negative);
  worker::busy::add(std::numeric_limits<double>::quiet_NaN(), true);
  worker::busy::add(inf, true);
  worker::busy::add(-1, true);
  worker::busy::add(-inf, true);
  worker::busy::add(-0.0, true);
  CHECK(invalid(zm::invalid_reason::nan) == nan + 1);
  CHECK(invalid(zm::invalid_reason::infinite) == infinite + 1);
  CHECK(invalid(zm::invalid_reason::negative) == negative + 2);
  CHECK(now.value<worker::busy>(true) == before);
}

TEST_CASE("from a signal handler it adds to the same series, and refuses the same") {
  const auto negative = invalid(zm::invalid_reason::negative);
  worker::busy::add_signal_safe(0.5, false);
  worker::busy::add_signal_safe(-0.5, false);
  worker::busy::add(0.25, false);
  CHECK(invalid(zm::invalid_reason::negative) == negative + 1);
  CHECK(now.value<worker::busy>(false) == 0.75);
}

TEST_CASE("it is a counter on a page") {
  static std::array<char, zm::prometheus::max_bytes<app>> page;
  const std::string_view text = zm::prometheus::render<app>(page);
  CHECK(text.find("# TYPE busy_time_seconds_total counter\n") != std::string_view::npos);
  CHECK(text.find("busy_time_seconds_total{night=\"true\",otel_scope_name=\"worker\"} 1.75\n") !=
        std::string_view::npos);
}

TEST_CASE("a page has room for the longest doubles on all of its lines") {
  for (const auto a : digit::members) {
    for (const auto b : digit::members) {
      many::parts::add(1.2345678901234568e-300, digit{a}, digit{b});
    }
  }
  static std::array<char, zm::prometheus::max_bytes<many_app>> page;
  const std::string_view text = zm::prometheus::render<many_app>(page);
  CHECK(text.find(",b=\"9\",otel_scope_name=\"many\"} 1.2345678901234568e-300\n") !=
        std::string_view::npos);
}

TEST_CASE("[B-30] a sum that has grown past the doubles stays at the greatest one") {
  constexpr double greatest = std::numeric_limits<double>::max();
  many::parts::add(greatest, digit{0}, digit{0});
  many::parts::add(greatest, digit{0}, digit{1});
  many::parts::add(greatest, digit{0}, digit{1});
  std::thread{[] { many::parts::add(greatest / 2, digit{0}, digit{0}); }}.join();
  static zm::snapshot<many_app> seen;
  seen.take();
  CHECK(seen.value<many::parts>(digit{0}, digit{0}) == greatest);  // of two shards
  CHECK(seen.value<many::parts>(digit{0}, digit{1}) == greatest);  // in one
}
