// SPDX-License-Identifier: MIT
#include <zerometer/detail/decimal.hpp>

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

using zerometer::detail::decimal_text;

static bool same_as_to_chars(double value) {
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::general);
  return decimal_text{value}.view() ==
         std::string_view{buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())};
}

TEST_CASE("[A-14] [L-1] the vectors, at compile time") {
  static_assert(decimal_text{0.0}.view() == "0");
  static_assert(decimal_text{-0.0}.view() == "0");
  static_assert(decimal_text{1.0}.view() == "1");
  static_assert(decimal_text{-1.0}.view() == "-1");
  static_assert(decimal_text{0.1 + 0.2}.view() == "0.30000000000000004");
  static_assert(decimal_text{0.0001}.view() == "0.0001");
  static_assert(decimal_text{0.00011}.view() == "0.00011");
  static_assert(decimal_text{0.00001}.view() == "1e-05");
  static_assert(decimal_text{100000.0}.view() == "100000");
  static_assert(decimal_text{999999.5}.view() == "999999.5");
  static_assert(decimal_text{1e6}.view() == "1e+06");
  static_assert(decimal_text{1234567.5}.view() == "1.2345675e+06");
  static_assert(decimal_text{123456789.0}.view() == "1.23456789e+08");
  static_assert(decimal_text{1e22}.view() == "1e+22");
  static_assert(decimal_text{1.1e23}.view() == "1.1e+23");
  static_assert(decimal_text{5e-324}.view() == "5e-324");
  static_assert(decimal_text{1.7976931348623157e+308}.view() == "1.7976931348623157e+308");
  static_assert(decimal_text{1520879607.789}.view() == "1.520879607789e+09");
  CHECK(true);  // the static_asserts above are the test
}

#if defined(EMULATED)
constexpr int many = 20'000;
#elif defined(__OPTIMIZE__)
constexpr int many = 1'000'000;
#else
constexpr int many = 100'000;  // which takes as long
#endif

TEST_CASE("[A-14] doubles of every kind, 10^6 of them, are as std::to_chars writes them") {
  std::mt19937_64 random{20261122};
  std::size_t wrong = 0;
  for (int i = 0; i < many; ++i) {
    double value = 0;
    switch (i % 4) {
    case 0:
      value = std::bit_cast<double>(random());  // any bits
      break;
    case 1:
      value = static_cast<double>(random() % 10'000'000) / 1000;  // what people write
      break;
    case 2:
      value = static_cast<double>(random() >> (random() % 64));  // integers, ties among them
      break;
    default:
      value = std::ldexp(1.0, static_cast<int>(random() % 2000) - 1000);  // narrow gaps below
      break;
    }
    if (value - value == 0.0 && value != 0.0) {
      wrong += same_as_to_chars(value) ? 0U : 1U;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("the extremes") {
  using limits = std::numeric_limits<double>;
  for (double value : {limits::min(), limits::denorm_min(), limits::max(), limits::epsilon()}) {
    for (int i = 0; i < 100; ++i) {
      CHECK(same_as_to_chars(value));
      value = std::nextafter(value, 1.0);
    }
  }
}
