// SPDX-License-Identifier: MIT
/// The shortest decimal text of a double, at compile time.
///
/// std::to_chars is constexpr for integers alone, and the text of every bucket
/// bound shall stand in .rodata. Free-format printing after Steele & White and Burger & Dybvig,
/// "Printing Floating-Point Numbers Quickly and Accurately" (PLDI 1996), in plain integers as wide
/// as the value needs: slow and exact, and called at run time for denormals alone.
#pragma once

#include <zerometer/detail/decimal_integers.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Digits d and a power p: the number is 0.d × 10^p.
struct decimal {
  std::array<char, 18> digits{};
  std::size_t size = 0;
  int power = 0;
};

/// The shortest digits that read back as mantissa × 2^exponent, the nearest of them. `narrow`: the
/// gap to the next smaller double is half the gap above.
template <class Integer>
[[nodiscard]] constexpr decimal shortest_digits(std::uint64_t mantissa, int exponent,
                                                bool narrow) noexcept {
  const bool inclusive = mantissa % 2 == 0;  // a reader rounds a tie to even

  // The value is remainder / scale, and half a gap above and below in the same measure.
  Integer remainder{mantissa};
  Integer scale{1};
  Integer above{1};
  Integer below{1};
  const int doubled = narrow ? 2 : 1;
  remainder.shift_left((exponent > 0 ? exponent : 0) + doubled);
  scale.shift_left((exponent < 0 ? -exponent : 0) + doubled);
  above.shift_left((exponent > 0 ? exponent : 0) + (narrow ? 1 : 0));
  below.shift_left(exponent > 0 ? exponent : 0);

  // 1233 / 4096 is log10(2) from below: the estimate is right or one too small.
  const int binary = exponent + 63 - std::countl_zero(mantissa);
  int power = (binary * 1233) >> 12;
  if (power >= 0) {
    scale.multiply_power_of_ten(power);
  } else {
    remainder.multiply_power_of_ten(-power);
    above.multiply_power_of_ten(-power);
    below.multiply_power_of_ten(-power);
  }
  const auto reaches_next = [&] {
    Integer sum = remainder;
    sum.add(above);
    const int order = sum.compare(scale);
    return inclusive ? order >= 0 : order > 0;
  };
  while (reaches_next()) {
    scale.multiply(10);
    ++power;
  }

  decimal result;
  result.power = power;
  while (true) {
    remainder.multiply(10);
    above.multiply(10);
    below.multiply(10);
    const int digit = remainder.divide(scale);
    const int order = remainder.compare(below);
    const bool low = inclusive ? order <= 0 : order < 0;
    const bool high = reaches_next();
    if (low || high) {
      Integer twice = remainder;
      twice.multiply(2);
      const int half = twice.compare(scale);
      const bool nearer =
          half > 0 || (half == 0 && digit % 2 == 1);  // a tie goes to the even digit
      const bool up = high && (!low || nearer);
      result.digits[result.size++] = static_cast<char>('0' + digit + (up ? 1 : 0));
      return result;
    }
    result.digits[result.size++] = static_cast<char>('0' + digit);
  }
}

/// Of a value that is finite and > 0.
[[nodiscard]] constexpr decimal shortest_decimal(double value) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const int biased = static_cast<int>(bits >> 52);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  const std::uint64_t mantissa = biased == 0 ? fraction : fraction | (std::uint64_t{1} << 52);
  const int exponent = (biased == 0 ? 1 : biased) - 1075;
  const bool narrow = fraction == 0 && biased > 1;
  // The remainder grows to ten times the scale at most, and the scale is 2^(2 - exponent) and once
  // ten times as much, or less than ten times a value of 2^(55 + exponent): below 2^128.
  return exponent >= -118 && exponent <= 60
             ? shortest_digits<wide_integer>(mantissa, exponent, narrow)
             : shortest_digits<big_integer>(mantissa, exponent, narrow);
}

/// The text of a finite double as std::to_chars(chars_format::general) writes it: fixed for
/// 10⁻⁴ ≤ |value| < 10⁶, else scientific with a signed exponent of two digits or more.
struct decimal_text {
  std::array<char, 28> text{};
  std::size_t size = 0;

  constexpr explicit decimal_text(double value) noexcept
      : decimal_text{std::bit_cast<std::uint64_t>(value)} {}
  constexpr explicit decimal_text(std::uint64_t bits) noexcept {
    const std::uint64_t magnitude = bits & ~(std::uint64_t{1} << 63);
    if (magnitude == 0) {
      push('0');
      return;
    }
    if (bits != magnitude) {
      push('-');
    }
    const decimal number = shortest_decimal(std::bit_cast<double>(magnitude));
    const int exponent = number.power - 1;
    if (exponent < -4 || exponent >= 6) {
      push_scientific(number, exponent);
    } else {
      push_fixed(number);
    }
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text.data(), size}; }

private:
  constexpr void push(char c) noexcept { text[size++] = c; }
  constexpr void push_fixed(const decimal& number) noexcept {
    const auto digits = static_cast<int>(number.size);
    if (number.power <= 0) {
      push('0');
      push('.');
    }
    for (int zero = number.power; zero < 0; ++zero) {
      push('0');
    }
    for (int i = 0; i < digits || i < number.power; ++i) {
      if (i == number.power && i > 0) {
        push('.');
      }
      push(i < digits ? number.digits[static_cast<std::size_t>(i)] : '0');
    }
  }
  constexpr void push_scientific(const decimal& number, int exponent) noexcept {
    for (std::size_t i = 0; i < number.size; ++i) {
      if (i == 1) {
        push('.');
      }
      push(number.digits[i]);
    }
    push('e');
    push(exponent < 0 ? '-' : '+');
    // Unsigned: gcc's -Wstrict-overflow=5 takes the quotients of an int for an assumption.
    const auto bits = static_cast<unsigned>(exponent);
    const unsigned magnitude = exponent < 0 ? 0 - bits : bits;
    if (magnitude >= 100) {
      push(static_cast<char>('0' + magnitude / 100));
    }
    push(static_cast<char>('0' + magnitude / 10 % 10));
    push(static_cast<char>('0' + magnitude % 10));
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
