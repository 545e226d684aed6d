// SPDX-License-Identifier: MIT
#include "../kept_page.hpp"

#include <zerometer/catalogue.hpp>
#include <zerometer/openmetrics.hpp>
#include <zerometer/otlp.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/testing.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace zm = zerometer;

namespace {

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
constexpr auto highest = std::numeric_limits<std::int64_t>::max();

template <class Value>
constexpr bool is_taken = std::is_convertible_v<Value, zm::any_integer>;

}  // namespace

struct net : zm::meter<net, "net"> {
  struct calls : counter<"calls", "", "C.", zm::label<"host", zm::text<16>>,
                         zm::label<"port", zm::any_integer>, zm::label<"ok", bool>,
                         zm::cardinality_limit<8>> {};
  struct level
      : gauge<"level", "", "L.", zm::label<"at", zm::any_integer>, zm::cardinality_limit<1>> {};
  struct time : histogram<"time", "s", "T.", zm::bounds{1}, zm::label<"port", zm::any_integer>,
                          zm::per_thread> {};
  using metrics = zm::list<calls, level, time>;
};
using app = zm::exposition<net, zm::without_self_metrics>;
static zm::testing::difference<app> seen;
static zm::snapshot<app> now;

TEST_CASE("integers of all types are their digits, and nothing else is one") {
  static_assert(zm::any_integer{}.view().empty());
  static_assert(zm::any_integer{0}.view() == "0");
  static_assert(zm::any_integer{-7}.view() == "-7");
  static_assert(zm::any_integer{std::uint16_t{65535}}.view() == "65535");
  static_assert(zm::any_integer{std::int8_t{-128}}.view() == "-128");
  static_assert(zm::any_integer{lowest}.view() == "-9223372036854775808");
  static_assert(zm::any_integer{lowest}.view().size() == zm::any_integer::limit);
  static_assert(zm::any_integer{highest}.view() == "9223372036854775807");
  static_assert(zm::any_integer{highest}.representable());
  static_assert(!zm::any_integer{~std::uint64_t{0}}.representable());
  static_assert(is_taken<int> && is_taken<unsigned char> && is_taken<std::uint64_t>);
  static_assert(!is_taken<bool> && !is_taken<char> && !is_taken<char16_t> && !is_taken<double>);
  static_assert(!is_taken<const char*> && !is_taken<std::string_view>);
  static_assert(std::is_trivially_copyable_v<zm::any_integer>);
  for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, lowest, highest}) {
    CHECK(zm::detail::integer_of(zm::any_integer{value}.view()) == value);
  }
}

TEST_CASE("a series is found by the value, whatever the type, and absent is not 0") {
  seen.begin();
  const std::uint16_t port = 443;
  net::calls::inc("a", port, true);
  net::calls::add(2U, "a", 443L, true);
  net::calls::series("a", 443U, true).inc();
  net::calls::inc("a", 0, true);
  net::calls::inc("a", {}, true);
  net::calls::inc("a", {}, true);
  net::calls::inc("a", lowest, false);
  net::time::observe(2, highest);
  net::time::observe_signal_safe(2, highest);
  seen.take();
  CHECK(seen.rise<net::calls>("a", 443, true) == 4);
  CHECK(seen.rise<net::calls>("a", 0, true) == 1);
  CHECK(seen.rise<net::calls>("a", zm::any_integer{}, true) == 2);
  CHECK(seen.rise<net::calls>("a", lowest, false) == 1);
  CHECK(seen.rise<net::calls>("a", 444, true) == 0);
  CHECK(seen.rise<net::time>(highest).count() == 2);
  CHECK(seen.unasked() == "");
  now.take();
  CHECK(now.value<net::calls>("a", std::int64_t{443}, true) == 4);
  CHECK(now.has<net::calls>("a", 0, true));
  CHECK_FALSE(now.has<net::calls>("a", 1, true));

  seen.begin();
  net::calls::inc("a", lowest, false);
  seen.take();
  CHECK(seen.unasked() == "net: calls host=a port=-9223372036854775808 ok=false rose by 1");
}

struct narrow : zm::meter<narrow, "narrow"> {
  struct calls : counter<"calls", "", "C.", zm::label<"port", zm::any_integer>> {};
  using metrics = zm::list<calls>;
};

TEST_CASE("what 64 signed bits cannot say is counted, and takes no series") {
  static zm::snapshot<zm::exposition<narrow>> kept;
  const auto refused = [] {
    kept.take();
    return kept.value<zm::self::invalid>(zm::invalid_reason::label);
  };
  const std::uint64_t before = refused();
  narrow::calls::inc(static_cast<std::uint64_t>(highest) + 1);
  CHECK(refused() == before + 1);
  CHECK(narrow::calls::labels::size() == 0);
  CHECK_FALSE(kept.has<narrow::calls>(~std::uint64_t{0}));
  narrow::calls::inc(static_cast<std::uint64_t>(highest));
  CHECK(refused() == before + 1);
  CHECK(kept.value<narrow::calls>(highest) == 1);
}

struct told : zm::meter<told, "told"> {
  struct calls : counter<"calls", "", "C.", zm::label<"host", zm::text<16>>,
                         zm::label<"port", zm::any_integer>, zm::label<"ok", bool>> {};
  struct level
      : gauge<"level", "", "L.", zm::label<"at", zm::any_integer>, zm::cardinality_limit<1>> {};
  using metrics = zm::list<calls, level>;
};
using only = zm::exposition<told, zm::without_self_metrics>;

TEST_CASE("pages have the digits as of any label, and OTLP integers") {
  told::calls::inc("a", 0, true);
  told::calls::inc("a", {}, true);
  told::calls::inc("a", -1, true);
  told::calls::inc("a", 8443, true);
  told::level::set(5, 7);
  told::level::set(6, 8);
  static std::array<char, zm::prometheus::max_bytes<only>> room;
  const std::string page{keep_page(zm::prometheus::render<only>(room))};
  static std::array<char, zm::openmetrics::max_bytes<only>> open_room;
  const std::string open{keep_page(zm::openmetrics::render<only>(open_room))};
  for (const std::string_view line :
       {"calls_total{host=\"a\",ok=\"true\",otel_scope_name=\"told\",port=\"0\"} 1\n",
        "calls_total{host=\"a\",ok=\"true\",otel_scope_name=\"told\"} 1\n",
        "calls_total{host=\"a\",ok=\"true\",otel_scope_name=\"told\",port=\"-1\"} 1\n",
        "calls_total{host=\"a\",ok=\"true\",otel_scope_name=\"told\",port=\"8443\"} 1\n",
        "level{at=\"7\",otel_scope_name=\"told\"} 5", "level{otel_metric_overflow=\"true\","}) {
    CAPTURE(line);
    CHECK(page.find(line) != page.npos);
    CHECK(open.find(line) != open.npos);
  }

  static zm::snapshot<only> snapshot;
  snapshot.take();
  const zm::otlp::collection<only> collection{zm::otlp::collect(snapshot)};
  static std::array<char, zm::otlp::max_bytes<only, zm::otlp::encoding::json>> json;
  const std::string text{zm::otlp::render<zm::otlp::encoding::json>(json, collection).body};
  const std::string host = R"("attributes":[{"key":"host","value":{"stringValue":"a"}},)";
  const std::string ok = R"({"key":"ok","value":{"boolValue":true}}]})";
  for (const std::string_view value : {"0", "-1", "8443"}) {
    CAPTURE(value);
    const std::string port{R"({"key":"port","value":{"intValue":")" + std::string{value} + "\"}},"};
    CHECK(text.find(host + port + ok) != text.npos);
  }
  CHECK(text.find(host + ok) != text.npos);
  CHECK(text.find(R"("attributes":[{"key":"at","value":{"intValue":"7"}}]})") != text.npos);
  CHECK(text.find(R"({"key":"otel.metric.overflow","value":{"boolValue":true}}]})") != text.npos);

  static std::array<char, zm::otlp::max_bytes<only, zm::otlp::encoding::protobuf>> bytes;
  const std::string binary{zm::otlp::render<zm::otlp::encoding::protobuf>(bytes, collection).body};
  using namespace std::string_view_literals;
  for (const std::string_view attribute :
       {"\x3a\x0a\x0a\x04port\x12\x02\x18\x00"sv,
        "\x3a\x13\x0a\x04port\x12\x0b\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv,
        "\x3a\x0b\x0a\x04port\x12\x03\x18\xfb\x41"sv, "\x3a\x08\x0a\x02\x61t\x12\x02\x18\x07"sv}) {
    CHECK(binary.find(attribute) != binary.npos);
  }
}

TEST_CASE("the catalogue knows its kind") {
  const zm::metric_description& calls = zm::catalogue<only>[0];
  CHECK(calls.labels[1].kind == zm::label_kind::any_integer);
  CHECK(calls.labels[1].max_bytes == zm::any_integer::limit);
  CHECK(calls.labels[1].values.empty());
  CHECK(calls.labels[1].stride == 0);
  CHECK(calls.combinations == 2);
}
