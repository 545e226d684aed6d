// SPDX-License-Identifier: MIT
#include <zerometer/bounds.hpp>

#include <doctest/doctest.h>

namespace zm = zerometer;

static constexpr zm::bounds usual{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

TEST_CASE("linear and exponential bounds") {
  constexpr auto linear = zm::linear_bounds<3>(10, 5);
  CHECK(linear.upper[2] == 20.0);
  constexpr auto powers = zm::exponential_bounds<4>(1, 2);
  static_assert(zm::exponential_bounds<309>(1, 10).size == 309);  // and no bound behind the last
  CHECK(powers.upper[3] == 8.0);
}

TEST_CASE("the cost of bounds is the compares behind the table") {
  static_assert(usual.cost() == 1);
  static_assert(zm::exponential_bounds<200>(1e-6, 1.1).cost() == 1);
  static_assert(zm::bounds{1.0, 1.5, 2.0}.cost() == 1);
  static_assert(zm::bounds{1.0, 1.0000000000000002, 1.0000000000000004, 1e9}.cost() == 3);
  CHECK(true);  // the static_asserts above are the test
}
