// SPDX-License-Identifier: MIT
/// Integers as text: eight digits at a time in one register, without a branch on how many there
/// are.
///
/// The digits are split by multiplications within one word, after Paul Khuong, "How to print
/// integers really fast" (2017).
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// The most characters that an integer takes, and what write_integer may write beyond them.
inline constexpr std::size_t integer_size = 20;

/// The eight digits of `value` < 10⁸ as bytes 0 … 9, the first digit in the lowest byte.
[[nodiscard]] inline std::uint64_t eight_digits(std::uint32_t value) noexcept {
  const std::uint64_t fours = value / 10000 + (std::uint64_t{value % 10000} << 32);
  const std::uint64_t hundreds = ((fours * 10486) >> 20) & 0x0000'007F'0000'007F;
  const std::uint64_t twos = (fours << 16) - hundreds * ((100 << 16) - 1);
  const std::uint64_t tens = ((twos * 103) >> 10) & 0x000F'000F'000F'000F;
  return (twos << 8) - tens * ((10 << 8) - 1);
}

inline void store_digits(char* out, std::uint64_t digits) noexcept {
  static_assert(std::endian::native == std::endian::little,
                "zerometer knows little-endian machines alone.");
  std::memcpy(out, &digits, sizeof digits);
}

inline constexpr std::uint64_t zeros_of_text = 0x3030'3030'3030'3030;

/// For each place of a value's highest bit, what added to the value leaves its number of digits in
/// the upper half: Daniel Lemire and Kendall Willets, "Computing the number of digits of an integer
/// even faster" (2021).
inline constexpr std::array<std::uint64_t, 27> digit_counts = [] {
  std::array<std::uint64_t, 27> table{};
  std::uint64_t digits = 1;
  std::uint64_t power = 10;  // the first number of more digits
  for (std::size_t bit = 0; bit < table.size(); ++bit) {
    const std::uint64_t above = std::uint64_t{2} << bit;
    // Values of this highest bit have `digits` digits, and one more from `power` on.
    table[bit] = power < above ? ((digits + 1) << 32) - power : digits << 32;
    if (power < above) {
      ++digits;
      power *= 10;
    }
  }
  return table;
}();

/// `value` < 10⁸; writes eight bytes, returns the end of its digits.
inline char* write_short(char* out, std::uint32_t value) noexcept {
  // Counted from the value and not from its digits: the next thing written waits for the end alone.
  const auto bit = static_cast<unsigned>(31 - std::countl_zero(value | 1));
  const auto size = static_cast<unsigned>((value + digit_counts[bit]) >> 32);
  store_digits(out, (eight_digits(value) + zeros_of_text) >> (64 - 8 * size));
  return out + size;
}

/// Writes `value` in decimal and returns the end; up to 24 bytes are written.
inline char* write_integer(char* out, std::uint64_t value) noexcept {
  constexpr std::uint64_t group = 100'000'000;
  if (value < group) [[likely]] {
    return write_short(out, static_cast<std::uint32_t>(value));
  }
  const auto low = static_cast<std::uint32_t>(value % group);
  const std::uint64_t rest = value / group;
  if (rest < group) {
    out = write_short(out, static_cast<std::uint32_t>(rest));
  } else {
    out = write_short(out, static_cast<std::uint32_t>(rest / group));
    store_digits(out, eight_digits(static_cast<std::uint32_t>(rest % group)) + zeros_of_text);
    out += 8;
  }
  store_digits(out, eight_digits(low) + zeros_of_text);
  return out + 8;
}

/// Writes `value` / 10^Digits, exactly, without trailing zeros, but one with `Point`; up to 32
/// bytes are written.
template <unsigned Digits, bool Point = false>
inline char* write_scaled(char* out, std::uint64_t value) noexcept {
  std::uint64_t power = 1;
  for (unsigned digit = 0; digit < Digits; ++digit) {
    power *= 10;
  }
  out = write_integer(out, value / power);
  std::uint64_t rest = value % power;
  if (rest != 0) {
    *out++ = '.';
    for (power /= 10; rest != 0; power /= 10) {
      *out++ = static_cast<char>('0' + rest / power);
      rest %= power;
    }
  } else if constexpr (Point) {
    *out++ = '.';
    *out++ = '0';
  }
  return out;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
