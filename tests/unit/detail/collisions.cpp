// SPDX-License-Identifier: MIT
#include <zerometer/detail/collisions.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace zm = zerometer;

// Metrics of a meter that is never asked for its layout, which would refuse most of them.
struct any : zm::meter<any, "any"> {
  struct counter_a : counter<"a", "", "."> {};
  struct counter_a_count : counter<"a.count", "", "."> {};
  struct counter_upper : counter<"A", "", "."> {};
  struct histogram_a : histogram<"a", "", ".", zm::bounds{1}> {};
  struct gauge_a : gauge<"a", "", "."> {};
  struct gauge_a_count : gauge<"a.count", "", "."> {};
  struct gauge_a_created : gauge<"a.created", "", "."> {};
  struct gauge_a_bucket : gauge<"a.bucket", "", "."> {};
  struct gauge_a_info : gauge<"a.info", "", "."> {};
  struct gauge_a_seconds : gauge<"a", "s", "."> {};
  struct gauge_a_seconds_named : gauge<"a.seconds", "", "."> {};
  struct info_a : info<"a", "."> {};
};

// A descriptor of this name does not compile.
struct gauge_a_total {
  static constexpr std::string_view name = "a_total";
  static constexpr std::string_view unit{};
  static constexpr zm::kind type = zm::kind::gauge;
};

template <class... Metrics>
inline constexpr bool apart = zm::detail::no_collisions<zm::name_suffixes{}, Metrics...>();

TEST_CASE("[B-20] families that reserve one name collide, also where it is not written") {
  static_assert(apart<any::counter_a, any::gauge_a_bucket, any::gauge_a_info>);
  static_assert(!apart<any::histogram_a, any::gauge_a_count>);
  static_assert(!apart<any::histogram_a, any::counter_a_count>);
  static_assert(!apart<any::histogram_a, any::gauge_a_bucket>);
  static_assert(!apart<any::histogram_a, any::gauge_a_created>);
  static_assert(!apart<any::counter_a, gauge_a_total>);
  static_assert(!apart<any::counter_a, any::gauge_a_created>);
  static_assert(!apart<any::info_a, any::gauge_a_info>);
  static_assert(!apart<any::gauge_a_seconds, any::gauge_a_seconds_named>);
  static_assert(apart<any::gauge_a, any::gauge_a_seconds>);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("[G-03] names that differ in case alone are one") {
  static_assert(!apart<any::counter_a, any::counter_upper>);
  CHECK(true);  // the static_assert above is the test
}

TEST_CASE("[D18] without suffixes others collide") {
  constexpr zm::name_suffixes none{.unit = false, .type = false};
  static_assert(!zm::detail::no_collisions<none, any::gauge_a, any::gauge_a_seconds>());
  CHECK(true);  // the static_assert above is the test
}
