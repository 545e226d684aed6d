// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace zm = zerometer;

struct server : zm::meter<server, "server"> {
  struct latency
      : histogram<"latency", "s", "Time.", zm::bounds{0.25, 1, 4}, zm::label<"cached", bool>> {};
  struct size : histogram<"size", "By", "Bytes.", zm::exponential_bounds<200>(1, 1.1)> {};
  struct near_zero : histogram<"near.zero", "", "From zero.", zm::bounds{0, 1}> {};
  using metrics = zm::list<latency, size, near_zero>;
};
using app = zm::exposition<server>;
static zm::snapshot<app> now;

static std::uint64_t invalid(zm::invalid_reason reason) {
  now.take();
  return now.value<zm::self::invalid>(reason);
}

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("[A-11] an upper bound is inside its bucket") {
  for (const double value : {0.25, 1.0, 4.0}) {
    server::latency::observe(std::nextafter(value, 0), true);
    server::latency::observe(value, true);
    server::latency::observe(std::nextafter(value, inf), true);
  }
  now.take();
  const auto latency = now.value<server::latency>(true);
  CHECK(latency.buckets() == 4);
  CHECK(latency.bucket(0) == 2);
  CHECK(latency.bucket(1) == 3);
  CHECK(latency.bucket(2) == 3);
  CHECK(latency.bucket(3) == 1);
  CHECK(latency.count() == 9);
  CHECK(latency.sum() == doctest::Approx(15.75));
  CHECK(now.value<server::latency>(false).count() == 0);
}

TEST_CASE("[G-17] NaN is refused") {
  const std::uint64_t before = invalid(zm::invalid_reason::nan);
  const auto count = now.value<server::latency>(false).count();
  server::latency::observe(not_a_number, false);
  server::latency::observe(-not_a_number, false);
  server::latency::series(false).observe(not_a_number);
  CHECK(invalid(zm::invalid_reason::nan) == before + 3);
  CHECK(now.value<server::latency>(false).count() == count);
  CHECK(now.value<server::latency>(false).sum() == 0.0);
}

TEST_CASE("[G-17] an infinity is counted in its bucket and not summed") {
  const std::uint64_t before = invalid(zm::invalid_reason::infinite);
  server::latency::observe(inf, false);
  server::latency::observe(-inf, false);
  CHECK(invalid(zm::invalid_reason::infinite) == before + 2);
  const auto latency = now.value<server::latency>(false);
  CHECK(latency.bucket(3) == 1);
  CHECK(latency.bucket(0) == 1);
  CHECK(latency.sum() == 0.0);
}

TEST_CASE("[G-19] a negative value is refused, negative zero is zero") {
  const std::uint64_t before = invalid(zm::invalid_reason::negative);
  server::near_zero::observe(-1);
  server::near_zero::observe(-std::numeric_limits<double>::denorm_min());
  CHECK(invalid(zm::invalid_reason::negative) == before + 2);
  CHECK(now.value<server::near_zero>().count() == 0);
  server::near_zero::observe(-0.0);
  server::near_zero::observe(0.0);
  server::near_zero::observe(std::numeric_limits<double>::denorm_min());
  now.take();
  CHECK(now.value<server::near_zero>().bucket(0) == 2);
  CHECK(now.value<server::near_zero>().bucket(1) == 1);
}

TEST_CASE("handles observe; an empty one does nothing") {
  using handle = decltype(server::size::series());
  static_assert(sizeof(handle) == 8 && std::is_trivially_copyable_v<handle>);
  const auto series = server::size::series();
  series.observe(1.0);
  series.observe(1e300);
  handle{}.observe(3.0);
  decltype(server::latency::series(true)){}.observe(3.0);
  now.take();
  const auto size = now.value<server::size>();
  CHECK(size.count() == 2);
  CHECK(size.bucket(0) == 1);
  CHECK(size.bucket(200) == 1);
}

using one_or_two = zm::integers<1, 2>;
struct other : zm::meter<other, "other"> {
  struct time : histogram<"time", "s", "Time.", zm::bounds{1}, zm::label<"n", one_or_two>> {};
  using metrics = zm::list<time>;
};

TEST_CASE("a label value is judged before the observation") {
  const std::uint64_t labels = invalid(zm::invalid_reason::label);
  const std::uint64_t nans = invalid(zm::invalid_reason::nan);
  other::time::observe(not_a_number, one_or_two{3});
  CHECK(invalid(zm::invalid_reason::label) == labels + 1);
  CHECK(invalid(zm::invalid_reason::nan) == nans);
}

struct exact : zm::meter<exact, "exact"> {
  struct nanoseconds : histogram<"time", "s", "Time.",
                                 zm::nanosecond_bounds(5'000'000, 10'000'000, 2'500'000'000)> {};
  struct bytes : histogram<"size", "By", "Size.", zm::whole_bounds(256, 1024)> {};
  struct change : histogram<"change", "", "Up or down.", zm::bounds{-1, 0, 1}, zm::signed_values> {
  };
  struct rare : histogram<"rare", "", "Most never happen.", zm::bounds{1},
                          zm::label<"which", zm::integers<1, 2, 3>>, zm::sparse> {};
  struct seldom : counter<"seldom", "", "Most never happen.",
                          zm::label<"which", zm::integers<1, 2, 3>>, zm::sparse> {};
  using metrics = zm::list<nanoseconds, bytes, change, rare, seldom>;
};
using exact_app = zm::exposition<exact>;

static std::string exact_page() {
  static std::array<char, zm::prometheus::max_bytes<exact_app>> page;
  return std::string{std::string_view{zm::prometheus::render<exact_app>(page)}};
}

TEST_CASE("integers are summed exactly and scaled on the page alone") {
  static zm::snapshot<exact_app> seen;
  exact::nanoseconds::observe(5'000'000);
  exact::nanoseconds::observe(5'000'001U);
  exact::nanoseconds::series().observe(std::int64_t{3'000'000'000});
  exact::bytes::observe(std::uint64_t{1} << 63);
  exact::bytes::observe(std::uint8_t{7});
  seen.take();
  CHECK(seen.value<exact::nanoseconds>().sum() == 3'010'000'001);
  CHECK(seen.value<exact::nanoseconds>().bucket(0) == 1);
  CHECK(seen.value<exact::nanoseconds>().bucket(1) == 1);
  CHECK(seen.value<exact::nanoseconds>().bucket(3) == 1);
  CHECK(seen.value<exact::bytes>().sum() == (std::uint64_t{1} << 63) + 7);
  const std::string page = exact_page();
  CHECK(page.find("time_seconds_bucket{otel_scope_name=\"exact\",le=\"0.005\"} 1\n") != page.npos);
  CHECK(page.find("time_seconds_sum{otel_scope_name=\"exact\"} 3.010000001\n") != page.npos);
  CHECK(page.find("size_bytes_sum{otel_scope_name=\"exact\"} 9223372036854775815\n") != page.npos);
}

TEST_CASE("[G-19] a negative integer is refused") {
  const std::uint64_t before = invalid(zm::invalid_reason::negative);
  exact::nanoseconds::observe(-1);
  exact::bytes::observe(std::numeric_limits<std::int64_t>::min());
  CHECK(invalid(zm::invalid_reason::negative) == before + 2);
}

TEST_CASE("signed values have buckets below zero, and a sum that falls") {
  static zm::snapshot<exact_app> seen;
  const std::uint64_t before = invalid(zm::invalid_reason::negative);
  for (const double value : {-2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 7.0}) {
    exact::change::observe(value);
  }
  exact::change::observe(not_a_number);
  exact::change::observe(-inf);
  seen.take();
  const auto change = seen.value<exact::change>();
  CHECK(change.bucket(0) == 3);
  CHECK(change.bucket(1) == 3);
  CHECK(change.bucket(2) == 1);
  CHECK(change.bucket(3) == 1);
  CHECK(change.sum() == 4.0);
  CHECK(invalid(zm::invalid_reason::negative) == before);
}

TEST_CASE("a sparse series appears with its first recording") {
  CHECK(exact_page().find("rare") == exact_page().find("rare Most"));
  CHECK(exact_page().find("seldom_total{") == std::string::npos);
  exact::rare::observe(1, zm::integers<1, 2, 3>{2});
  exact::seldom::inc(zm::integers<1, 2, 3>{3});
  const std::string page = exact_page();
  CHECK(page.find("rare_count{otel_scope_name=\"exact\",which=\"2\"} 1\n") != page.npos);
  CHECK(page.find("which=\"1\"") == page.npos);
  CHECK(page.find("seldom_total{otel_scope_name=\"exact\",which=\"3\"} 1\n") != page.npos);
}
