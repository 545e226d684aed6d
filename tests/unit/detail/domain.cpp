// SPDX-License-Identifier: MIT
#include <zerometer/detail/buckets.hpp>
#include <zerometer/detail/domain.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace zm = zerometer;
using namespace zm::detail;

static constexpr zm::bounds usual{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

TEST_CASE("[G-16] every bound exactly and a unit in the last place beside it") {
  using table = bucket_table<double_domain<usual, false>>;
  for (std::size_t i = 0; i < usual.size; ++i) {
    const double bound = usual.upper[i];
    CHECK(table::find(bits_of(std::nextafter(bound, 0))) == i);
    CHECK(table::find(bits_of(bound)) == i);
    CHECK(table::find(bits_of(std::nextafter(bound, 1e9))) == i + 1);
  }
  CHECK(table::find(0) == 0);
  CHECK(table::find(infinity_bits) == usual.size);
}

TEST_CASE("[G-16] bounds may begin at 0, and be denormal") {
  using from_zero = bucket_table<double_domain<zm::bounds{0, 5, 10}, false>>;
  CHECK(from_zero::find(bits_of(0.0)) == 0);
  CHECK(from_zero::find(bits_of(5e-324)) == 1);
  CHECK(from_zero::find(bits_of(5.0)) == 1);
  CHECK(from_zero::find(bits_of(std::nextafter(5.0, 6.0))) == 2);
  CHECK(from_zero::find(bits_of(10.1)) == 3);
  using denormal = bucket_table<double_domain<zm::bounds{0.0, 5e-324, 1e-5}, false>>;
  CHECK(denormal::find(bits_of(0.0)) == 0);
  CHECK(denormal::find(bits_of(5e-324)) == 1);
  CHECK(denormal::find(bits_of(1e-323)) == 2);
  using zero = bucket_table<double_domain<zm::bounds{0.0}, false>>;
  CHECK(zero::find(bits_of(0.0)) == 0);
  CHECK(zero::find(bits_of(5e-324)) == 1);
}

TEST_CASE("bounds of values that may be negative") {
  using domain = double_domain<zm::bounds{-10, -0.5, 0, 0.5, 10}, true>;
  using table = bucket_table<domain>;
  const auto find = [](double value) { return table::find(domain::form(value)); };
  CHECK(find(-1e300) == 0);
  CHECK(find(-10) == 0);
  CHECK(find(std::nextafter(-10, 0)) == 1);
  CHECK(find(-0.5) == 1);
  CHECK(find(-5e-324) == 2);
  CHECK(find(-0.0) == 2);
  CHECK(find(0.0) == 2);
  CHECK(find(5e-324) == 3);
  CHECK(find(10) == 4);
  CHECK(find(10.5) == 5);
}

TEST_CASE("bounds of integers compare exactly, however large") {
  using domain = integer_domain<zm::whole_bounds(0, 1, 1000, 9007199254740993U,
                                                 9223372036854775807U, 18446744073709551614U)>;
  using table = bucket_table<domain>;
  CHECK(table::find(0) == 0);
  CHECK(table::find(1) == 1);
  CHECK(table::find(2) == 2);
  CHECK(table::find(1000) == 2);
  CHECK(table::find(1001) == 3);
  CHECK(table::find(9007199254740993U) == 3);
  CHECK(table::find(9007199254740994U) == 4);
  CHECK(table::find(9223372036854775807U) == 4);
  CHECK(table::find(9223372036854775808U) == 5);
  CHECK(table::find(18446744073709551614U) == 5);
  CHECK(table::find(18446744073709551615U) == 6);
}

TEST_CASE("bounds that doubles have exactly take any integer, 2^53 and its neighbours too") {
  using domain =
      integer_domain<zm::whole_bounds(0, 1, 3, 5'000'000, 9007199254740991U, 9007199254740992U)>;
  using table = bucket_table<domain>;
  constexpr std::array<std::uint64_t, 6> upper{
      0, 1, 3, 5'000'000, exact_integers - 1, exact_integers};
  for (std::size_t i = 0; i < upper.size(); ++i) {
    CHECK(table::find(upper[i]) == i);
    CHECK(table::find(upper[i] + 1) == i + 1);
  }
  CHECK(table::find(2) == 2);
  CHECK(table::find(4'999'999) == 3);
  CHECK(table::find(exact_integers - 2) == 4);
  for (const unsigned bit : {54U, 62U, 63U}) {
    CHECK(table::find((std::uint64_t{1} << bit) - 1) == 6);
    CHECK(table::find(std::uint64_t{1} << bit) == 6);
  }
  CHECK(table::find(~std::uint64_t{0}) == 6);
  static_assert(domain::key(3) == (converts_integers ? bits_of(3.0) : leading_bits(3)));
  using beyond = integer_domain<zm::whole_bounds(exact_integers + 1)>;
  static_assert(beyond::key(3) == leading_bits(3));
}

TEST_CASE("a part of the unit is the unit on a page") {
  using nanoseconds = integer_domain<zm::nanosecond_bounds(5'000'000, 10'000'000, 1'000'000'000)>;
  CHECK(nanoseconds::bound(0) == 0.005);
  CHECK(nanoseconds::bound(1) == 0.01);
  CHECK(nanoseconds::bound(2) == 1.0);
  CHECK(integer_domain<zm::microsecond_bounds(2500)>::bound(0) == 0.0025);
  CHECK(integer_domain<zm::millisecond_bounds(2500)>::bound(0) == 2.5);
  CHECK(integer_domain<zm::whole_bounds(256)>::bound(0) == 256.0);
}

TEST_CASE("what a histogram refuses") {
  constexpr std::array<double, 2> infinite{1, std::numeric_limits<double>::infinity()};
  constexpr std::array<double, 2> nan{1, std::numeric_limits<double>::quiet_NaN()};
  constexpr std::array<double, 2> same{1, 1};
  CHECK_FALSE(all_finite(infinite.data(), 2));
  CHECK_FALSE(all_finite(nan.data(), 2));
  CHECK_FALSE(strictly_increasing(same.data(), 2));
  CHECK(strictly_increasing(usual.upper, usual.size));
  constexpr std::array<std::uint64_t, 2> neighbours{exact_integers, exact_integers + 1};
  CHECK_FALSE(distinct_as_doubles(neighbours.data(), 2, 0));
  constexpr std::array<std::uint64_t, 2> apart{exact_integers, exact_integers + 2};
  CHECK(distinct_as_doubles(apart.data(), 2, 0));
}
