// SPDX-License-Identifier: MIT
/// The shortest decimal text of a double, at compile time.
///
/// std::to_chars is constexpr for integers alone, and the text of every bucket
/// bound shall stand in .rodata. Free-format printing after Steele & White and Burger & Dybvig,
/// "Printing Floating-Point Numbers Quickly and Accurately" (PLDI 1996), in plain big integers:
/// slow and exact, and called at run time for denormals alone.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// An unsigned integer of up to 1,280 bits: what the extremes of double need.
class big_integer {
public:
  constexpr explicit big_integer(std::uint64_t value) noexcept {
    while (value != 0) {
      limbs_[size_++] = static_cast<std::uint32_t>(value);
      value >>= 32;
    }
  }

  constexpr void multiply(std::uint32_t factor) noexcept {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      carry += std::uint64_t{limbs_[i]} * factor;
      limbs_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) {
      limbs_[size_++] = static_cast<std::uint32_t>(carry);
    }
  }
  constexpr void shift_left(int bits) noexcept {
    for (; bits >= 31; bits -= 31) {
      multiply(std::uint32_t{1} << 31);
    }
    multiply(std::uint32_t{1} << bits);
  }
  constexpr void multiply_power_of_ten(int power) noexcept {
    for (; power >= 9; power -= 9) {
      multiply(1'000'000'000);
    }
    for (; power > 0; --power) {
      multiply(10);
    }
  }
  constexpr void subtract(const big_integer& other) noexcept {
    std::int64_t borrow = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      borrow += std::int64_t{limbs_[i]} - (i < other.size_ ? std::int64_t{other.limbs_[i]} : 0);
      limbs_[i] = static_cast<std::uint32_t>(borrow);
      borrow >>= 32;
    }
    while (size_ > 0 && limbs_[size_ - 1] == 0) {
      --size_;
    }
  }
  constexpr void add(const big_integer& other) noexcept {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < size_ || i < other.size_ || carry != 0; ++i) {
      carry += std::uint64_t{i < size_ ? limbs_[i] : 0} + (i < other.size_ ? other.limbs_[i] : 0);
      limbs_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
      size_ = i < size_ ? size_ : i + 1;
    }
  }
  /// Negative, zero or positive, as the left is less, equal or greater.
  [[nodiscard]] constexpr int compare(const big_integer& other) const noexcept {
    if (size_ != other.size_) {
      return size_ < other.size_ ? -1 : 1;
    }
    for (std::size_t i = size_; i > 0; --i) {
      if (limbs_[i - 1] != other.limbs_[i - 1]) {
        return limbs_[i - 1] < other.limbs_[i - 1] ? -1 : 1;
      }
    }
    return 0;
  }

private:
  std::array<std::uint32_t, 40> limbs_{};
  std::size_t size_ = 0;
};

/// Digits d and a power p: the number is 0.d × 10^p.
struct decimal {
  std::array<char, 18> digits{};
  std::size_t size = 0;
  int power = 0;
};

/// The shortest digits that read back as `value`, the nearest of them. `value` is finite and > 0.
[[nodiscard]] constexpr decimal shortest_decimal(double value) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const int biased = static_cast<int>(bits >> 52);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  const std::uint64_t mantissa = biased == 0 ? fraction : fraction | (std::uint64_t{1} << 52);
  const int exponent = (biased == 0 ? 1 : biased) - 1075;
  const bool inclusive = mantissa % 2 == 0;         // a reader rounds a tie to even
  const bool narrow = fraction == 0 && biased > 1;  // the gap below is half the gap above

  // value = remainder / scale, and half a gap above and below in the same measure.
  big_integer remainder{mantissa};
  big_integer scale{1};
  big_integer above{1};
  big_integer below{1};
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
    big_integer sum = remainder;
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
    int digit = 0;
    while (remainder.compare(scale) >= 0) {
      remainder.subtract(scale);
      ++digit;
    }
    const int order = remainder.compare(below);
    const bool low = inclusive ? order <= 0 : order < 0;
    const bool high = reaches_next();
    if (low || high) {
      big_integer twice = remainder;
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
