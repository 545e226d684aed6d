// SPDX-License-Identifier: MIT
#include <zerometer/detail/double.hpp>

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

using zerometer::detail::write_double;

static std::string text_of(double value) {
  std::array<char, 64> buffer{};
  return {buffer.data(), write_double(buffer.data(), value)};
}

TEST_CASE("[A-14] [L-1] the vectors") {
  CHECK(text_of(0.0) == "0");
  CHECK(text_of(-0.0) == "0");
  CHECK(text_of(-1) == "-1");
  CHECK(text_of(42) == "42");
  CHECK(text_of(0.1 + 0.2) == "0.30000000000000004");
  CHECK(text_of(0.0001) == "0.0001");
  CHECK(text_of(0.00001) == "1e-05");
  CHECK(text_of(100000) == "100000");
  CHECK(text_of(999999) == "999999");
  CHECK(text_of(-999999) == "-999999");
  CHECK(text_of(999999.5) == "999999.5");
  CHECK(text_of(1e6) == "1e+06");
  CHECK(text_of(1e22) == "1e+22");
  CHECK(text_of(5e-324) == "5e-324");
  CHECK(text_of(-1.7976931348623157e+308) == "-1.7976931348623157e+308");
}

TEST_CASE("[B-38] a double that is whole can be told from an integer") {
  const auto pointed = [](double value) {
    std::array<char, 64> buffer{};
    return std::string{buffer.data(), write_double<true>(buffer.data(), value)};
  };
  CHECK(pointed(0.0) == "0.0");
  CHECK(pointed(-0.0) == "0.0");
  CHECK(pointed(-1) == "-1.0");
  CHECK(pointed(100000) == "100000.0");
  CHECK(pointed(999999) == "999999.0");
  CHECK(pointed(0.1 + 0.2) == "0.30000000000000004");
  CHECK(pointed(999999.5) == "999999.5");
  CHECK(pointed(0.00001) == "1e-05");
  CHECK(pointed(1e6) == "1e+06");
  CHECK(pointed(123456789) == "1.23456789e+08");
  CHECK(pointed(1e22) == "1e+22");
}

TEST_CASE("denormals are written where the processor takes them for zero") {
#if defined(__x86_64__)
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | 0x8040);  // flush to zero, denormals are zero
  const std::string least = text_of(std::bit_cast<double>(std::uint64_t{1}));
  const std::string negative = text_of(std::bit_cast<double>((std::uint64_t{1} << 63) + 1));
  _mm_setcsr(before);
  CHECK(least == "5e-324");
  CHECK(negative == "-5e-324");
#endif
  CHECK(text_of(-5e-324) == "-5e-324");
  CHECK(text_of(2.225073858507201e-308) == "2.225073858507201e-308");
  CHECK(text_of(2.2250738585072014e-308) == "2.2250738585072014e-308");
}

TEST_CASE("what is written reads back, and whole numbers take no other form") {
  std::mt19937_64 random{7};
  for (int i = 0; i < 100000; ++i) {
    const double value =
        std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 200) - 150);
    CHECK(std::stod(text_of(value)) == value);
  }
  for (int i = -2000; i < 2000; ++i) {
    CHECK(text_of(i) == std::to_string(i));
  }
}
