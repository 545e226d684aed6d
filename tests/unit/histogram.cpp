// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>

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
