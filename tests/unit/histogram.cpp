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
#include <thread>

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

using three = zm::integers<1, 2, 3>;
struct ranged : zm::meter<ranged, "ranged", zm::shards<2>> {
  struct time
      : histogram<"time", "s", "Doubles.", zm::bounds{0, 1}, zm::label<"n", three>, zm::min_max> {};
  struct change : histogram<"change", "", "Signed.", zm::bounds{0}, zm::signed_values,
                            zm::label<"n", three>, zm::min_max> {};
  struct exact : histogram<"exact", "s", "Integers.", zm::nanosecond_bounds(5), zm::min_max,
                           zm::label<"n", three>> {};
  struct user : histogram<"user", "", "Texts.", zm::bounds{1}, zm::label<"u", zm::text<8>>,
                          zm::cardinality_limit<3>, zm::min_max> {};
  struct own : histogram<"own", "", "Texts.", zm::bounds{1}, zm::label<"u", zm::text<8>>,
                         zm::cardinality_limit<3>, zm::min_max, zm::per_thread> {};
  using metrics = zm::list<time, change, exact, user, own>;
};
struct common : zm::meter<common, "common", zm::shared_atomic> {
  struct time : histogram<"common", "s", "Time.", zm::bounds{1}, zm::min_max> {};
  using metrics = zm::list<time>;
};
struct lone : zm::meter<lone, "lone", zm::single_writer> {
  struct time : histogram<"lone", "s", "Time.", zm::bounds{1}, zm::min_max> {};
  using metrics = zm::list<time>;
};
struct off : zm::meter<off, "off", zm::enabled<false>> {
  struct time : histogram<"off", "s", "Time.", zm::bounds{1}, zm::min_max> {};
  using metrics = zm::list<time>;
};
using ranged_app = zm::exposition<ranged, common, lone, off>;
static zm::snapshot<ranged_app> range;

template <class Value, class Number>
static bool is_from(const Value& value, Number min, Number max) {
  return value.has_min_max() && value.min() == min && value.max() == max;
}
template <class Value>
static bool is_unknown(const Value& value) {
  return !value.has_min_max() && value.min() == 0 && value.max() == 0;
}

constexpr double least_denormal = std::numeric_limits<double>::denorm_min();
constexpr double most = std::numeric_limits<double>::max();

TEST_CASE("[E-30] minimum and maximum are those of the finite observations since the start") {
  range.take();
  CHECK(is_unknown(range.value<ranged::time>(three{1})));
  CHECK(is_unknown(range.value<ranged::time>(three{4})));
  for (const double value : {0.5, 0.25, 7.0, 3.0}) {
    ranged::time::observe(value, three{1});
  }
  ranged::time::observe(inf, three{1});
  ranged::time::observe(not_a_number, three{1});
  ranged::time::observe(-1, three{1});
  ranged::time::observe(most, three{2});
  ranged::time::series(three{2}).observe(least_denormal);
  range.take();
  CHECK(is_from(range.value<ranged::time>(three{1}), 0.25, 7.0));
  CHECK(range.value<ranged::time>(three{1}).count() == 5);
  CHECK(is_from(range.value<ranged::time>(three{2}), least_denormal, most));
  CHECK(is_unknown(range.value<ranged::time>(three{3})));
  ranged::time::observe(-0.0, three{3});
  range.take();
  CHECK(is_from(range.value<ranged::time>(three{3}), 0.0, 0.0));
  CHECK_FALSE(std::signbit(range.value<ranged::time>(three{3}).min()));
}

TEST_CASE("minimum and maximum of values that may be negative") {
  for (const double value : {-0.5, -2.0, -1.0}) {
    ranged::change::observe(value, three{1});
  }
  ranged::change::observe(-inf, three{1});
  ranged::change::observe(-most, three{2});
  ranged::change::observe(most, three{2});
  ranged::change::observe(-inf, three{3});
  ranged::change::observe(inf, three{3});
  range.take();
  CHECK(is_from(range.value<ranged::change>(three{1}), -2.0, -0.5));
  CHECK(is_from(range.value<ranged::change>(three{2}), -most, most));
  CHECK(range.value<ranged::change>(three{3}).count() == 2);
  CHECK(is_unknown(range.value<ranged::change>(three{3})));
  ranged::change::observe(-least_denormal, three{3});
  range.take();
  CHECK(is_from(range.value<ranged::change>(three{3}), -least_denormal, -least_denormal));
  ranged::change::observe(-0.0, three{3});
  range.take();
  CHECK(is_from(range.value<ranged::change>(three{3}), -least_denormal, 0.0));
}

TEST_CASE("the value of no series has no buckets, and 0 in each that is asked for") {
  range.take();
  const auto none = range.value<ranged::time>(three{4});
  CHECK(none.count() == 0);
  CHECK(none.buckets() == 0);
  CHECK(none.bucket(0) == 0);
  CHECK(none.sum() == 0);
  const auto some = range.value<ranged::time>(three{1});
  CHECK(some.bucket(some.buckets()) == 0);
}

TEST_CASE("minimum and maximum of integers, 0 and the greatest there is among them") {
  constexpr std::uint64_t all = ~std::uint64_t{0};
  ranged::exact::observe(all, three{1});
  ranged::exact::observe(0, three{2});
  ranged::exact::series(three{3}).observe(std::uint8_t{200});
  ranged::exact::observe(-1, three{3});
  ranged::exact::observe_signal_safe(std::uint64_t{1} << 63, three{3});
  range.take();
  CHECK(is_from(range.value<ranged::exact>(three{1}), all, all));
  CHECK(is_from(range.value<ranged::exact>(three{2}), std::uint64_t{0}, std::uint64_t{0}));
  CHECK(is_from(range.value<ranged::exact>(three{3}), std::uint64_t{200}, std::uint64_t{1} << 63));
}

TEST_CASE("the minimum may be in another shard than the maximum, and either in the shared one") {
  ranged::time::observe_signal_safe(0.125, three{1});
  ranged::change::observe_signal_safe(-64, three{1});
  std::thread{[] {
    ranged::time::observe(8, three{1});
    // One more than there are shards.
    std::thread{[] { ranged::change::observe(9, three{1}); }}.join();
  }}.join();
  common::time::observe(2);
  common::time::observe_signal_safe(0.5);
  common::time::series().observe(4);
  lone::time::observe(5);
  lone::time::series().observe(6);
  off::time::observe(1);
  off::time::series().observe(1);
  range.take();
  CHECK(is_from(range.value<ranged::time>(three{1}), 0.125, 8.0));
  CHECK(is_from(range.value<ranged::change>(three{1}), -64.0, 9.0));
  CHECK(is_from(range.value<common::time>(), 0.5, 4.0));
  CHECK(is_from(range.value<lone::time>(), 5.0, 6.0));
  CHECK(is_unknown(range.value<off::time>()));
}

TEST_CASE("minimum and maximum of series with texts, the overflow series among them") {
  for (const std::string_view user : {"a", "b", "c", "d", "e"}) {
    const double value = user[0];
    ranged::user::observe(value, user);
    ranged::user::series(user).observe(value + 0.5);
    ranged::own::observe(value, user);
    ranged::own::series(user).observe(value + 0.5);
    ranged::user::observe_signal_safe(inf, user);
  }
  range.take();
  CHECK(is_from(range.value<ranged::user>("b"), 98.0, 98.5));
  CHECK(is_from(range.value<ranged::own>("c"), 99.0, 99.5));
  CHECK(is_from(range.overflow<ranged::user>(), 100.0, 101.5));
  CHECK(is_from(range.overflow<ranged::own>(), 100.0, 101.5));
  CHECK(is_unknown(range.value<ranged::user>("z")));
}

TEST_CASE("an empty handle moves no minimum and no maximum, and what keeps none takes no room") {
  static const zm::snapshot<ranged_app> before = [] {
    range.take();
    return range;
  }();
  decltype(ranged::time::series(three{1})){}.observe(1e-9);
  decltype(ranged::exact::series(three{1})){}.observe(1);
  decltype(ranged::user::series("a")){}.observe(1e9);
  decltype(common::time::series()){}.observe(1e9);
  range.take();
  CHECK(range == before);
  static_assert(sizeof(server::latency::value_type) == 24);
  static_assert(sizeof(ranged::time::series(three{1})) == 12);
  static_assert(server::latency::cells_per_series.greatest == 0);
}

TEST_CASE("of a minimum that is on its way nothing is seen before the first is counted") {
  using layout = zm::detail::layout<ranged>;
  zm::after_fork<ranged_app>();
  range.take();
  CHECK(is_unknown(range.value<ranged::time>(three{1})));
  CHECK(is_unknown(range.value<ranged::user>("b")));
  static const zm::snapshot<ranged_app> before = range;
  const std::size_t first = zm::detail::storage<ranged>::shape.greatest_begin +
                            layout::first_of<ranged::time::descriptor_type>.greatest;
  // What an observation does first, of the maximum alone, then of the minimum.
  zm::detail::storage<ranged>::add(first, zm::detail::bits_of(3.0));
  range.take();
  CHECK(is_unknown(range.value<ranged::time>(three{1})));
  ranged::time::observe(inf, three{1});
  range.take();
  CHECK(is_unknown(range.value<ranged::time>(three{1})));
  zm::detail::storage<ranged>::add(first + 1, ~zm::detail::bits_of(3.0));
  range.take();
  CHECK(is_from(range.value<ranged::time>(three{1}), 3.0, 3.0));
  zm::detail::storage<ranged>::add(first + 2 * 2, zm::detail::bits_of(3.0));
  zm::detail::storage<ranged>::add(first + 2 * 2 + 1, ~zm::detail::bits_of(3.0));
  range.take();
  CHECK(is_unknown(range.value<ranged::time>(three{3})));
  range.hold(before);
  ranged::time::observe(4, three{2});
  static zm::snapshot<ranged_app> later;
  later.take();
  CHECK_FALSE(later == range);
  later.hold(range);
  CHECK(is_from(later.value<ranged::time>(three{2}), 4.0, 4.0));
  CHECK(later.greatest<ranged::time>()[4] == 0);
}
