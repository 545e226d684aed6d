// SPDX-License-Identifier: MIT
#include <zerometer/detail/bits.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cfenv>
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

TEST_CASE("the order of the converted bits is that of the integers, in every rounding mode") {
  std::mt19937_64 random{6};
  std::array<std::uint64_t, 4000> exact{};  // at most 2^53
  for (std::size_t i = 0; i < exact.size(); ++i) {
    exact[i] = random() >> (11 + random() % 53);
  }
  std::size_t at = 0;
  for (const std::uint64_t one : {0U, 1U, 2U, 3U}) {
    exact[at++] = one;
    exact[at++] = exact_integers - one;
  }
  std::array<std::uint64_t, exact.size()> wanted{};
  for (std::size_t i = 0; i < exact.size(); ++i) {
    wanted[i] = bits_of(static_cast<double>(exact[i]));
  }
  std::size_t wrong = 0;
  for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO, FE_TONEAREST}) {
    std::fesetround(mode);
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const volatile std::uint64_t value = exact[i];  // or the compiler rounds, in its own mode
      wrong += converted_bits(value) == wanted[i] ? 0U : 1U;
      const volatile std::uint64_t greater = exact[i] + 1 + (random() >> (random() % 64));
      wrong += greater <= exact[i] || converted_bits(greater) >= wanted[i] ? 0U : 1U;
    }
    for (const std::uint64_t value : {exact_integers + 1, (std::uint64_t{1} << 63) - 1,
                                      std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
      const volatile std::uint64_t greater = value;
      wrong += converted_bits(greater) >= bits_of(0x1p53) ? 0U : 1U;
    }
  }
  CHECK(wrong == 0);
}
