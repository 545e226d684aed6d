// SPDX-License-Identifier: MIT
#include <zerometer/scrape_cost.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace zm = zerometer;

enum class method { get, put };
constexpr auto label_values(method) { return zm::values("GET", "PUT"); }

struct server : zm::meter<server, "server"> {
  struct calls : counter<"calls", "{call}", "Calls.", zm::label<"method", method>> {};
  // A name that ends as a histogram's lines do.
  struct count : gauge<"call_count", "", "Now."> {};
  struct latency : histogram<"latency", "s", "Time.", zm::bounds{1, 2}, zm::label<"method", method>,
                             zm::label<"cached", bool>> {};
  struct state : gauge<"state", "", "After a histogram."> {};
  using metrics = zm::list<calls, count, latency, state>;
};
using app = zm::exposition<server, zm::without_self_metrics>;

static std::array<char, zm::prometheus::max_bytes<app>> page;

/// Scrapes take 10 to 1,010 ns, each of them once and in no order.
struct unsteady {
  static std::uint64_t now() noexcept {
    ++readings;
    // Readings come in pairs; 37 and 101 have no common divisor.
    time += readings % 2 == 0 ? 10 + readings / 2 * 37 % 101 * 10 : 1000;
    return time;
  }
  static inline std::uint64_t readings = 0;
  static inline std::uint64_t time = 0;
};

TEST_CASE("the lines and the series of a page are counted") {
  const auto cost = zm::measure_scrape<app>(page);
  // Two counters, two gauges, four histograms of three buckets, a sum and a count; HELP and TYPE.
  CHECK(cost.series == 2 + 2 + 4);
  CHECK(cost.lines == 2 + 2 + 4 * 5 + 4 * 2);
  const std::string_view text = zm::prometheus::render<app>(page);
  CHECK(cost.bytes == text.size());
  CHECK(cost.least_ns > 0);
  CHECK(cost.least_ns <= cost.median_ns);
  CHECK(cost.median_ns <= cost.greatest_ns);
  CHECK(cost.ns_per_line() == cost.median_ns / 32);
}

TEST_CASE("the median is that of the scrapes, least and greatest are the fastest and the slowest") {
  unsteady::readings = 0;
  const auto cost = zm::measure_scrape<app, unsteady>(page);
  CHECK(unsteady::readings == 2 * 101);
  CHECK(cost.least_ns == 10);
  CHECK(cost.median_ns == 510);
  CHECK(cost.greatest_ns == 1010);
}

TEST_CASE("a buffer that is too small is no bytes and no time") {
  std::array<char, 16> small{};
  unsteady::readings = 0;
  const auto cost = zm::measure_scrape<app, unsteady>(std::span<char>{small});
  CHECK(cost.bytes == 0);
  CHECK(cost.lines == 0);
  CHECK(cost.median_ns == 0);
  CHECK(cost.ns_per_line() == 0);
  CHECK(unsteady::readings == 0);
}

TEST_CASE("a page without histograms, and one that is empty") {
  using zm::detail::count_page;
  static_assert(count_page("").lines == 0 && count_page("").series == 0);
  static_assert(count_page("# HELP a A.\n# TYPE a counter\na 1\n").series == 1);
  static_assert(count_page("# TYPE a_histogram gauge\na_histogram 1\n").series == 1);
}
