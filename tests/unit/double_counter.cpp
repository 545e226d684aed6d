// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string_view>

namespace zm = zerometer;

struct worker : zm::meter<worker, "worker"> {
  struct busy : double_counter<"busy.time", "s", "Time at work.", zm::label<"night", bool>> {};
  using metrics = zm::list<busy>;
};
using app = zm::exposition<worker>;
static zm::snapshot<app> now;

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

TEST_CASE("it is a counter on a page") {
  static std::array<char, zm::prometheus::max_bytes<app>> page;
  const std::string_view text = zm::prometheus::render<app>(page);
  CHECK(text.find("# TYPE busy_time_seconds_total counter\n") != std::string_view::npos);
  CHECK(text.find("busy_time_seconds_total{night=\"true\",otel_scope_name=\"worker\"} 1.75\n") !=
        std::string_view::npos);
}

struct long_run : zm::meter<long_run, "x"> {
  struct busy : double_counter<"x", "", zm::no_help, zm::label<"x", zm::integers<0, 1, 2, 3>>> {};
  using metrics = zm::list<busy>;
};

TEST_CASE("a page has room for the longest double in every series") {
  using alone = zm::exposition<long_run, zm::without_self_metrics>;
  for (int i = 0; i < 4; ++i) {
    long_run::busy::add(std::numeric_limits<double>::max(), zm::integers<0, 1, 2, 3>{i});
  }
  static std::array<char, zm::prometheus::max_bytes<alone>> page;
  const zm::prometheus::rendered text = zm::prometheus::render<alone>(page);
  CHECK(text);
  CHECK(text.text.ends_with(" 1.7976931348623157e+308\n"));
}
