// SPDX-License-Identifier: MIT
/// The integers that a double's decimal digits are made of (decimal.hpp), at compile time: two
/// widths with the same members.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// An unsigned integer of 128 bits, for all but the extremes of double: a compiler's step is a step
/// here, and a hundred in a big integer.
class wide_integer {
public:
  constexpr explicit wide_integer(std::uint64_t value) noexcept : value_{value} {}
  constexpr void multiply(std::uint32_t factor) noexcept { value_ *= factor; }
  constexpr void shift_left(int bits) noexcept { value_ <<= bits; }
  constexpr void multiply_power_of_ten(int power) noexcept {
    for (; power > 0; --power) {
      value_ *= 10;
    }
  }
  constexpr void add(const wide_integer& other) noexcept { value_ += other.value_; }
  /// Leaves the remainder.
  constexpr int divide(const wide_integer& other) noexcept {
    const auto quotient = static_cast<int>(value_ / other.value_);
    value_ %= other.value_;
    return quotient;
  }
  [[nodiscard]] constexpr int compare(const wide_integer& other) const noexcept {
    return value_ < other.value_ ? -1 : int{value_ > other.value_};
  }

private:
  __extension__ using bits_128 = unsigned __int128;
  bits_128 value_;
};

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
  /// By a quotient of few digits; leaves the remainder.
  constexpr int divide(const big_integer& other) noexcept {
    int quotient = 0;
    for (; compare(other) >= 0; ++quotient) {
      subtract(other);
    }
    return quotient;
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

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
