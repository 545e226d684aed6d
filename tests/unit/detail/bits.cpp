// SPDX-License-Identifier: MIT
#include <zerometer/detail/bits.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

using namespace zerometer::detail;
using limits = std::numeric_limits<double>;

TEST_CASE("what a double is, by its bits") {
  CHECK(is_nan(limits::quiet_NaN()));
  CHECK(is_nan(-limits::quiet_NaN()));
  CHECK(is_nan(limits::signaling_NaN()));
  CHECK_FALSE(is_nan(limits::infinity()));
  CHECK(is_infinite(-limits::infinity()));
  CHECK_FALSE(is_infinite(limits::max()));
  CHECK(is_finite(limits::max()));
  CHECK(is_finite(limits::denorm_min()));
  CHECK_FALSE(is_finite(limits::infinity()));
  CHECK_FALSE(is_finite(limits::quiet_NaN()));
  CHECK(is_negative(-limits::denorm_min()));
  CHECK_FALSE(is_negative(-0.0));
  CHECK_FALSE(is_negative(0.0));
}

TEST_CASE("the order of the bits is the order of the doubles") {
  const std::array ascending{-limits::infinity(),
                             -limits::max(),
                             -1.0,
                             -limits::denorm_min(),
                             0.0,
                             limits::denorm_min(),
                             1.0,
                             limits::max(),
                             limits::infinity()};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    CHECK(ordered_bits(ascending[i - 1]) < ordered_bits(ascending[i]));
    CHECK(bits_of(ordered_double(ordered_bits(ascending[i]))) == bits_of(ascending[i]));
  }
  CHECK(ordered_bits(-0.0) == ordered_bits(0.0));
}

TEST_CASE("the order of the leading bits is the order of the integers") {
  std::mt19937_64 random{5};
  for (int i = 0; i < 100000; ++i) {
    const std::uint64_t a = random() >> (random() % 64);
    const std::uint64_t b = i % 3 == 0 ? a + 1 : random() >> (random() % 64);
    CHECK((a <= b ? leading_bits(a) <= leading_bits(b) : leading_bits(a) >= leading_bits(b)));
  }
  CHECK(leading_bits(0) <= leading_bits(1));
  CHECK(leading_bits(~std::uint64_t{0}) < sign_bit);
}
