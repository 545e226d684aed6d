// SPDX-License-Identifier: MIT
#include "../kept_page.hpp"

#include <zerometer/openmetrics.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zm = zerometer;

enum class which { first, second };
constexpr auto label_values(which) { return zm::values("quote\" back\\slash\nline", "second"); }

struct server : zm::meter<server, "my.server"> {
  struct calls
      : counter<"calls", "{call}", "A \"help\"\nof back\\slashes.", zm::label<"which", which>> {};
  struct busy : double_counter<"busy", "s", "Busy."> {};
  struct open : up_down_counter<"open", "{thing}", "Open."> {};
  struct level : gauge<"level", "By", zm::no_help> {};
  struct rate : gauge<"rate", "By/s", "Rate."> {};
  struct bytes : gauge<"entry.bytes", "By", "Named for its unit."> {};
  struct packed : gauge<"gigabytes", "By", "Ends in a unit that is another."> {};
  struct seconds : gauge<"seconds.since", "s", "A unit inside."> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{0.00001, 0.005, 1, 2.5, 10, 1e6}> {};
  struct exact : histogram<"exact", "s", "In nanoseconds.",
                           zm::nanosecond_bounds(5'000'000, 1'000'000'000)> {};
  struct size : histogram<"size", "By", "Whole bytes.", zm::whole_bounds(1, 1024)> {};
  struct balance : histogram<"balance", "", "May fall.", zm::bounds{-1, 0, 1}, zm::signed_values> {
  };
  struct build : info<"build", "What \"runs\".", zm::constant<"version", "1">> {};
  using metrics = zm::list<calls, busy, open, level, rate, bytes, packed, seconds, time, exact,
                           size, balance, build>;
};
using app = zm::exposition<server, zm::without_self_metrics>;

template <class Exposition, zm::openmetrics::options Options = zm::openmetrics::options{},
          std::size_t Bytes = 0>
static std::string page_of(const zm::resource<Bytes>& who = {}) {
  static std::array<char, zm::openmetrics::max_bytes<Exposition, zm::resource<Bytes>, Options>>
      page;
  return std::string{keep_page(zm::openmetrics::render<Exposition, Options>(page, who))};
}

template <class Exposition>
static std::string text_of() {
  static std::array<char, zm::prometheus::max_bytes<Exposition>> page;
  return std::string{std::string_view{zm::prometheus::render<Exposition>(page)}};
}

static bool has(const std::string& page, std::string_view lines) {
  return page.find(lines) != std::string::npos;
}

TEST_CASE("[B-01] [C-07] the content type") {
  CHECK(zm::openmetrics::content_type ==
        "application/openmetrics-text; version=1.0.0; charset=utf-8");
}

TEST_CASE("[B-02] [B-03] the page ends in EOF and a line feed, and nothing is empty") {
  const std::string page = page_of<app>();
  CHECK(page.ends_with("\n# EOF\n"));
  CHECK(page.find("# EOF") == page.size() - 6);
  CHECK_FALSE(has(page, "\n\n"));
  CHECK_FALSE(has(page, "\r"));
  CHECK(page_of<zm::exposition<zm::without_self_metrics>>() == "# EOF\n");
  CHECK_FALSE(has(text_of<app>(), "# EOF"));
}

TEST_CASE("[B-11] [D-N4] [L-5] the counter's family has no _total, its sample has") {
  const std::string page = page_of<app>();
  CHECK(has(page, "# TYPE calls counter\n"));
  CHECK(has(page, "\ncalls_total{otel_scope_name=\"my.server\",which=\"second\"} 0\n"));
  CHECK_FALSE(has(page, " calls_total counter"));
  CHECK(has(text_of<app>(), "# TYPE calls_total counter\n"));
}

TEST_CASE("[B-09] [L-4] HELP and labels escape quotes") {
  CHECK(has(page_of<app>(), "# HELP calls A \\\"help\\\"\\nof back\\\\slashes.\n"));
  CHECK(has(page_of<app>(), "which=\"quote\\\" back\\\\slash\\nline\"} "));
  CHECK(has(text_of<app>(), "# HELP calls_total A \"help\"\\nof back\\\\slashes.\n"));
}

TEST_CASE("[B-07] [B-10] TYPE, UNIT and HELP, a unit where the name ends in it") {
  const std::string page = page_of<app>();
  CHECK(has(page, "# TYPE busy_seconds counter\n# UNIT busy_seconds seconds\n"
                  "# HELP busy_seconds Busy.\nbusy_seconds_total{"));
  CHECK(has(page, "# TYPE level_bytes gauge\n# UNIT level_bytes bytes\nlevel_bytes{"));
  CHECK(has(page, "# UNIT rate_bytes_per_second bytes_per_second\n"));
  CHECK(has(page, "# UNIT entry_bytes bytes\n"));
  CHECK(has(page, "# UNIT seconds_since_seconds seconds\n"));
  CHECK(has(page, "# TYPE calls counter\n# HELP calls"));
  CHECK(has(page, "# TYPE open gauge\n# HELP open"));
  CHECK_FALSE(has(text_of<app>(), "# UNIT"));
  // Without the suffix a unit cannot be told, unless the name has it anyway.
  const std::string bare = page_of<app, zm::openmetrics::options{.unit_suffix = false}>();
  CHECK(has(bare, "# TYPE busy counter\n# HELP busy Busy.\n"));
  CHECK(has(bare, "# UNIT entry_bytes bytes\n"));
  CHECK_FALSE(has(bare, "# UNIT seconds_since"));
  CHECK_FALSE(has(bare, "# UNIT gigabytes"));
  CHECK_FALSE(has(page, "# UNIT build"));
}

TEST_CASE("[B-34] [L-6] an info is an info, without unit or suffix in its metadata") {
  CHECK(has(page_of<app>(), "# TYPE build info\n# HELP build What \\\"runs\\\".\n"
                            "build_info{otel_scope_name=\"my.server\",version=\"1\"} 1\n"));
  CHECK(has(text_of<app>(), "# TYPE build_info gauge\n"));
}

TEST_CASE("[B-12] [D-T1] the resource is the info target, first") {
  zm::resource<64> who;
  CHECK(who.add("service.name", "a\"b") == zm::resource_error::none);
  CHECK(page_of<app>(who).starts_with("# TYPE target info\n# HELP target Target metadata\n"
                                      "target_info{service_name=\"a\\\"b\"} 1\n# TYPE "));
  CHECK_FALSE(has(page_of<app>(), "target"));
  constexpr zm::openmetrics::options without{.target_info = false};
  CHECK_FALSE(has(page_of<app, without>(who), "target"));
}

TEST_CASE("[B-39] [L-3] bounds have a point or an exponent, whatever the histogram is of") {
  const std::string page = page_of<app>();
  for (const std::string_view le : {"1e-05", "0.005", "1.0", "2.5", "10.0", "1e+06", "+Inf"}) {
    CAPTURE(le);
    CHECK(has(page, "time_seconds_bucket{otel_scope_name=\"my.server\",le=\"" + std::string{le} +
                        "\"} "));
  }
  CHECK(has(page, "exact_seconds_bucket{otel_scope_name=\"my.server\",le=\"1.0\"} 0\n"));
  CHECK(has(page, "size_bytes_bucket{otel_scope_name=\"my.server\",le=\"1024.0\"} 0\n"));
  CHECK(has(text_of<app>(), "size_bytes_bucket{otel_scope_name=\"my.server\",le=\"1024\"} 0\n"));
  CHECK(has(text_of<app>(), "time_seconds_bucket{otel_scope_name=\"my.server\",le=\"1\"} 0\n"));
}

TEST_CASE("[B-31] [B-38] [L-2] integers without a point, doubles with one") {
  const auto level = [](double value) {
    server::level::set(value);
    const std::string page = page_of<app>();
    const std::size_t begin = page.find("} ", page.find("\nlevel_bytes{")) + 2;
    return page.substr(begin, page.find('\n', begin) - begin);
  };
  constexpr double inf = std::numeric_limits<double>::infinity();
  CHECK(level(42) == "42.0");
  CHECK(level(-0.0) == "0.0");
  CHECK(level(-1) == "-1.0");
  CHECK(level(1e6) == "1e+06");
  CHECK(level(0.5) == "0.5");
  CHECK(level(std::numeric_limits<double>::quiet_NaN()) == "NaN");
  CHECK(level(inf) == "+Inf");
  CHECK(level(-inf) == "-Inf");
  server::calls::add(9007199254740993U, which::second);
  server::open::add(-7);
  server::busy::add(42);
  server::time::observe(12);
  server::exact::observe(2'000'000'000);
  server::size::observe(3);
  const std::string page = page_of<app>();
  CHECK(has(page, "which=\"second\"} 9007199254740993\n"));
  CHECK(has(page, "\nopen{otel_scope_name=\"my.server\"} -7\n"));
  CHECK(has(page, "\nbusy_seconds_total{otel_scope_name=\"my.server\"} 42.0\n"));
  CHECK(has(page, "\ntime_seconds_sum{otel_scope_name=\"my.server\"} 12.0\n"
                  "time_seconds_count{otel_scope_name=\"my.server\"} 1\n"));
  CHECK(has(page, "\nexact_seconds_sum{otel_scope_name=\"my.server\"} 2.0\n"));
  CHECK(has(page, "\nsize_bytes_sum{otel_scope_name=\"my.server\"} 3\n"));
  CHECK(has(text_of<app>(), "\nbusy_seconds_total{otel_scope_name=\"my.server\"} 42\n"));
  CHECK(has(text_of<app>(), "\nexact_seconds_sum{otel_scope_name=\"my.server\"} 2\n"));
}

TEST_CASE("[B-32] [L-9] a histogram whose sum could fall has neither sum nor count") {
  server::balance::observe(-3);
  const std::string page = page_of<app>();
  CHECK(has(page, "# HELP balance May fall.\n"
                  "balance_bucket{otel_scope_name=\"my.server\",le=\"-1.0\"} 1\n"
                  "balance_bucket{otel_scope_name=\"my.server\",le=\"0.0\"} 1\n"
                  "balance_bucket{otel_scope_name=\"my.server\",le=\"1.0\"} 1\n"
                  "balance_bucket{otel_scope_name=\"my.server\",le=\"+Inf\"} 1\n"
                  "# TYPE build info\n"));
  CHECK(has(text_of<app>(), "balance_sum{otel_scope_name=\"my.server\"} -3\n"
                            "balance_count{otel_scope_name=\"my.server\"} 1\n"));
}

TEST_CASE("[B-30] [B-37] [B-40] [D16] [D-P6] _created on request, behind what it belongs to") {
  constexpr zm::openmetrics::options with{.created = true};
  zm::resource<64> who;
  who.set_start_time(1605281325123456789);
  const std::string page = page_of<app, with>(who);
  CHECK(has(page, "line\"} 0\n"
                  "calls_created{otel_scope_name=\"my.server\",which=\"quote\\\" back\\\\slash"
                  "\\nline\"} 1605281325.123456789\n"
                  "calls_total{otel_scope_name=\"my.server\",which=\"second\"} "));
  CHECK(has(page, "\nbusy_seconds_created{otel_scope_name=\"my.server\"} "
                  "1605281325.123456789\n# "));
  CHECK(has(page, "time_seconds_count{otel_scope_name=\"my.server\"} 1\n"
                  "time_seconds_created{otel_scope_name=\"my.server\"} "
                  "1605281325.123456789\n# "));
  CHECK(has(page, "balance_bucket{otel_scope_name=\"my.server\",le=\"+Inf\"} 1\n"
                  "balance_created{otel_scope_name=\"my.server\"} 1605281325.123456789\n# "));
  CHECK_FALSE(has(page, "level_bytes_created"));
  CHECK_FALSE(has(page, "open_created"));
  CHECK_FALSE(has(page, "build_created"));
  CHECK_FALSE(has(page_of<app>(who), "_created"));
  CHECK_FALSE(has(text_of<app>(), "_created"));

  who.set_start_time(1605281325000000000);
  CHECK(has(page_of<app, with>(who), "} 1605281325.0\n"));
  who.set_start_time(1605281325500000000);
  CHECK(has(page_of<app, with>(who), "} 1605281325.5\n"));
}

TEST_CASE("[L-25] a start that is not over yet is before the page") {
  constexpr zm::openmetrics::options with{.created = true};
  zm::resource<64> who;
  who.set_start_time(std::numeric_limits<std::uint64_t>::max());
  const std::string page = page_of<app, with>(who);
  const std::size_t begin = page.find("} ", page.find("\nbusy_seconds_created")) + 2;
  CHECK(std::stod(page.substr(begin)) <=
        static_cast<double>(zm::detail::epoch_nanoseconds()) / 1e9);
}

TEST_CASE("[C-08] without type suffixes a counter is unknown and an info a gauge") {
  constexpr zm::openmetrics::options bare{.type_suffix = false, .created = true};
  const std::string page = page_of<app, bare>();
  CHECK(has(page, "# TYPE calls unknown\n"));
  CHECK(has(page, "\ncalls{otel_scope_name=\"my.server\",which=\"second\"} "));
  CHECK(has(page, "# TYPE build gauge\n# HELP build What \\\"runs\\\".\nbuild{"));
  CHECK_FALSE(has(page, "calls_created"));
  CHECK(has(page, "\ntime_seconds_created{"));
}

TEST_CASE("[B-04] [B-05] one space between tokens, and no comma at the end") {
  const std::string page = page_of<app, zm::openmetrics::options{.scope_labels = false}>();
  CHECK(has(page, "\nopen -7\n"));
  CHECK(has(page, "\ntime_seconds_bucket{le=\"+Inf\"} 1\n"));
  CHECK_FALSE(has(page, "  "));
  CHECK_FALSE(has(page, ",}"));
  CHECK_FALSE(has(page, "{}"));
}

TEST_CASE("chunks of any size are the page, byte for byte") {
  static zm::snapshot<app> now;
  constexpr zm::openmetrics::options with{.created = true};
  zm::resource<64> who;
  CHECK(who.add("service.name", "chunks") == zm::resource_error::none);
  now.take();
  const std::string whole = page_of<app, with>(who);
  for (const std::size_t size : {1U, 2U, 5U, 7U, 64U, 200U, 1000U, 100000U}) {
    CAPTURE(size);
    std::string chunks;
    std::vector<char> buffer(size);
    zm::openmetrics::stream<app, with> stream{now, who};
    while (!stream.done()) {
      const std::size_t count = stream.read(buffer);
      CHECK((count == size || stream.done()));
      chunks.append(buffer.data(), count);
    }
    CHECK(stream.read(buffer) == 0);
    CHECK(chunks == whole);
  }
}

TEST_CASE("a buffer too small is no page, and one of max_bytes always holds it") {
  constexpr zm::openmetrics::options with{.created = true};
  server::time::observe(0.1);
  server::level::set(-1.7976931348623157e+308);
  server::calls::add(std::numeric_limits<std::uint64_t>::max() - 9007199254740993U, which::second);
  const std::string whole = page_of<app, with>();
  constexpr std::size_t most = zm::openmetrics::max_bytes<app, zm::no_resource, with>;
  for (std::size_t size = 0; size <= most; size += size < most - 40 ? 37 : 1) {
    std::vector<char> exact(size);  // so that a sanitizer sees a byte too far
    const zm::rendered result = zm::openmetrics::render<app, with>(std::span<char>{exact});
    CHECK((result ? result.text == whole : result.text.empty() && result.needed == most));
    CHECK((result || size < most));
  }
}

// Families of two meters.
struct left : zm::meter<left, "left"> {
  struct b : counter<"b", "s", "First."> {};
  struct v : info<"v", "An info."> {};
  using metrics = zm::list<b, v>;
};
struct right : zm::meter<right, "right"> {
  struct b : counter<"b", "s", "Second."> {};
  struct b_more : gauge<"b_seconds_more", "", "Behind b_seconds, before b_seconds_total."> {};
  struct v : gauge<"v.info", "", "At the info's name."> {};
  using metrics = zm::list<b, b_more, v>;
};

TEST_CASE("[B-06] [B-20] families are one group each, and one that owns another's name is out") {
  using both = zm::exposition<left, right, zm::without_self_metrics>;
  CHECK(page_of<both>() == "# TYPE b_seconds counter\n# UNIT b_seconds seconds\n"
                           "# HELP b_seconds First.\n"
                           "b_seconds_total{otel_scope_name=\"left\"} 0\n"
                           "b_seconds_total{otel_scope_name=\"right\"} 0\n"
                           "# TYPE b_seconds_more gauge\n"
                           "# HELP b_seconds_more Behind b_seconds, before b_seconds_total.\n"
                           "b_seconds_more{otel_scope_name=\"right\"} 0.0\n"
                           "# TYPE v info\n# HELP v An info.\n"
                           "v_info{otel_scope_name=\"left\"} 1\n# EOF\n");
  static_assert(zm::openmetrics::conflicts<both> == 1);
  static_assert(zm::prometheus::conflicts<both> == 0);  // an info is a gauge there
}
