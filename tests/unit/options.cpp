// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string_view>

namespace zm = zerometer;

struct full : zm::meter<full, "full", zm::version<"1.0">, zm::schema_url<"https://example.org/1">,
                        zm::attribute<"library.language", "c++">, zm::shards<3>,
                        zm::tls<zm::tls_model::global_dynamic>> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"zone", bool>> {};
  using metrics = zm::list<calls>;
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
