// SPDX-License-Identifier: MIT
/// Doubles by their bits: what they are, also where -ffast-math says that there is neither NaN nor
/// infinity, and in an order that unsigned integers share.
#pragma once

#include <zerometer/version.hpp>

#include <bit>
#include <cstdint>
#include <limits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

[[nodiscard]] constexpr std::uint64_t bits_of(double value) noexcept {
  return std::bit_cast<std::uint64_t>(value);
}

inline constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;
inline constexpr std::uint64_t infinity_bits = bits_of(std::numeric_limits<double>::infinity());

[[nodiscard]] constexpr std::uint64_t magnitude_bits(double value) noexcept {
  return bits_of(value) & ~sign_bit;
}
[[nodiscard]] constexpr bool is_nan(double value) noexcept {
  return magnitude_bits(value) > infinity_bits;
}
[[nodiscard]] constexpr bool is_infinite(double value) noexcept {
  return magnitude_bits(value) == infinity_bits;
}
[[nodiscard]] constexpr bool is_finite(double value) noexcept {
  return magnitude_bits(value) < infinity_bits;
}
/// Less than zero; -0.0 is not.
[[nodiscard]] constexpr bool is_negative(double value) noexcept {
  return bits_of(value) > sign_bit;
}

/// Ordered as the doubles are, negative ones too; both zeros are one.
[[nodiscard]] constexpr std::uint64_t ordered_bits(double value) noexcept {
  const std::uint64_t bits = magnitude_bits(value) == 0 ? 0 : bits_of(value);
  return (bits & sign_bit) != 0 ? ~bits : bits | sign_bit;
}

/// An integer's leading bits as a double has them, cut and not rounded: ordered as the integers.
[[nodiscard]] constexpr std::uint64_t leading_bits(std::uint64_t value) noexcept {
  // `| 1`: defined for 0, and free of clang's false dependency.
  const auto zeros = static_cast<unsigned>(std::countl_zero(value | 1));
  return (std::uint64_t{64 - zeros} << 52) + (value << zeros << 1 >> 12);
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
