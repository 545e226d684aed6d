// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string_view>

namespace zm = zerometer;

struct full : zm::meter<full, "full", zm::version<"1.0">, zm::schema_url<"https://example.org/1">,
                        zm::attribute<"library.language", "c++">, zm::shards<3>,
                        zm::tls<zm::tls_model::global_dynamic>> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"zone", bool>> {};
  using metrics = zm::list<calls>;
};
struct alone : zm::meter<alone, "alone", zm::single_writer> {
  struct calls : counter<"alone.calls", "", "Calls."> {};
  struct time : histogram<"alone.time", "s", "Time.", zm::bounds{1}> {};
  using metrics = zm::list<calls, time>;
};
struct shared : zm::meter<shared, "shared", zm::shared_atomic> {
  struct calls : counter<"shared.calls", "", "Calls."> {};
  struct time : histogram<"shared.time", "s", "Time.", zm::nanosecond_bounds(1)> {};
  using metrics = zm::list<calls, time>;
};
struct off : zm::meter<off, "off", zm::enabled<false>> {
  struct calls : counter<"off.calls", "", "Calls.", zm::label<"zone", bool>> {};
  struct time : histogram<"off.time", "s", "Time.", zm::bounds{1}> {};
  struct level : gauge<"off.level", "", "Level."> {};
  struct busy : double_counter<"off.busy", "s", "Busy."> {};
  struct tasks : up_down_counter<"off.tasks", "", "Tasks."> {};
  using metrics = zm::list<calls, time, level, busy, tasks>;
};
struct bare : zm::meter<bare, "bare"> {
  struct calls : counter<"bare.calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
using app = zm::exposition<full, bare, zm::without_self_metrics>;

TEST_CASE("[D-S1] [D-S2] what a meter says of itself is on every series, in the labels' order") {
  static std::array<char, zm::prometheus::max_bytes<app>> page;
  const std::string_view text = zm::prometheus::render<app>(page);
  CHECK(text.find("calls_total{otel_scope_library_language=\"c++\",otel_scope_name=\"full\","
                  "otel_scope_schema_url=\"https://example.org/1\",otel_scope_version=\"1.0\","
                  "zone=\"false\"} 0\n") != std::string_view::npos);
  CHECK(text.find("bare_calls_total{otel_scope_name=\"bare\"} 0\n") != std::string_view::npos);
}

TEST_CASE("options have defaults") {
  static_assert(bare::options::shard_count == 64);
  static_assert(bare::options::model == zm::tls_model::initial_exec);
  static_assert(full::options::shard_count == 3);
  static_assert(full::options::model == zm::tls_model::global_dynamic);
  full::calls::inc(true);
  static zm::snapshot<app> now;
  now.take();
  CHECK(now.value<full::calls>(true) == 1);
}

TEST_CASE("a single writer has one block of cells and no thread-local storage") {
  using one = zm::exposition<alone, shared>;
  static zm::snapshot<one> now;
  for (int i = 0; i < 3; ++i) {
    alone::calls::inc();
    alone::time::observe(2);
    shared::calls::inc();
    shared::time::observe(1);
  }
  CHECK(alone::attach_thread());
  now.take();
  CHECK(now.value<alone::calls>() == 3);
  CHECK(now.value<alone::time>().bucket(1) == 3);
  CHECK(now.value<alone::time>().sum() == 6.0);
  CHECK(now.value<shared::calls>() == 3);
  CHECK(now.value<shared::time>().sum() == 3);
  CHECK(now.value<zm::self::shared_recordings>() == 0);
  static_assert(zm::memory_bytes<shared> < zm::memory_bytes<alone>);
}

TEST_CASE("a meter that is off has no memory, no page, and calls that do nothing") {
  static_assert(zm::memory_bytes<off> == 0);
  using with = zm::exposition<off, bare>;
  static_assert(std::is_same_v<with::meters, zm::list<bare, zm::self>>);
  static zm::snapshot<with> now;
  now.take();
  const auto before = now.value<zm::self::invalid>(zm::invalid_reason::nan);
  off::calls::inc(true);
  off::calls::series(false).add(3U);
  off::time::observe(-1);
  off::level::set(1);
  off::level::add(std::numeric_limits<double>::quiet_NaN());
  off::busy::add(std::numeric_limits<double>::quiet_NaN());
  off::tasks::inc();
  CHECK(off::attach_thread());
  now.take();
  CHECK(now.value<off::calls>(true) == 0);
  CHECK(now.value<off::time>().count() == 0);
  CHECK(now.value<zm::self::invalid>(zm::invalid_reason::nan) == before);
}

TEST_CASE("a thread that attaches has its shard before it records") {
  CHECK(full::attach_thread());
  CHECK(zm::attach_thread<app>());
}
