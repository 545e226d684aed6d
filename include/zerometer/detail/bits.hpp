// SPDX-License-Identifier: MIT
/// Doubles by their bits: what they are, also where -ffast-math says that there is neither NaN nor
/// infinity, and in an order that unsigned integers share.
#pragma once

#include <zerometer/version.hpp>

#include <bit>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

// By reference: under -ffast-math clang takes it that no double passed by value is NaN or infinite,
// and drops what asks.
[[nodiscard]] constexpr std::uint64_t bits_of(const double& value) noexcept {
  return std::bit_cast<std::uint64_t>(value);
}

[[nodiscard]] constexpr double double_of(std::uint64_t bits) noexcept {
  return std::bit_cast<double>(bits);
}

inline constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;
// Spelled out: clang warns of an infinity that -ffast-math says is none.
inline constexpr std::uint64_t infinity_bits = std::uint64_t{0x7FF} << 52;

[[nodiscard]] constexpr std::uint64_t magnitude_bits(const double& value) noexcept {
  return bits_of(value) & ~sign_bit;
}

/// What a double is whose bits these are.
[[nodiscard]] constexpr bool is_nan(std::uint64_t bits) noexcept {
  return (bits & ~sign_bit) > infinity_bits;
}
[[nodiscard]] constexpr bool is_infinite(std::uint64_t bits) noexcept {
  return (bits & ~sign_bit) == infinity_bits;
}
[[nodiscard]] constexpr bool is_finite(std::uint64_t bits) noexcept {
  return (bits & ~sign_bit) < infinity_bits;
}
/// Less than zero; -0.0 is not.
[[nodiscard]] constexpr bool is_negative(std::uint64_t bits) noexcept { return bits > sign_bit; }

[[nodiscard]] constexpr bool is_nan(const double& value) noexcept { return is_nan(bits_of(value)); }
[[nodiscard]] constexpr bool is_infinite(const double& value) noexcept {
  return is_infinite(bits_of(value));
}
[[nodiscard]] constexpr bool is_finite(const double& value) noexcept {
  return is_finite(bits_of(value));
}
[[nodiscard]] constexpr bool is_negative(const double& value) noexcept {
  return is_negative(bits_of(value));
}

/// The bits of what was computed. Under -ffast-math the compiler takes it that no result is NaN or
/// infinite, and drops what asks; of these bits it knows nothing.
[[nodiscard]] inline std::uint64_t opaque_bits(const double& value) noexcept {
  std::uint64_t bits = bits_of(value);
  __asm__("" : "+r"(bits));
  return bits;
}

/// The greatest double of its sign in place of an infinity.
[[nodiscard]] inline double capped(const double& value) noexcept {
  const std::uint64_t bits = opaque_bits(value);
  return is_infinite(bits) ? std::bit_cast<double>(bits - 1) : value;
}

/// Ordered as the doubles are, negative ones too; both zeros are one. No compare with zero: where
/// denormals are taken for zero, clang would take them for it here.
[[nodiscard]] constexpr std::uint64_t ordered_bits(const double& value) noexcept {
  const std::uint64_t bits = bits_of(value);
  return (bits & sign_bit) != 0 ? 0 - bits : bits + sign_bit;
}

/// The double that is ordered so.
[[nodiscard]] constexpr double ordered_double(std::uint64_t order) noexcept {
  return double_of(order < sign_bit ? 0 - order : order - sign_bit);
}

/// An integer's leading bits as a double has them, cut and not rounded: ordered as the integers.
[[nodiscard]] constexpr std::uint64_t leading_bits(std::uint64_t value) noexcept {
  // `| 1`: defined for 0, and free of clang's false dependency.
  const auto zeros = static_cast<unsigned>(std::countl_zero(value | 1));
  return (std::uint64_t{64 - zeros} << 52) + (value << zeros << 1 >> 12);
}

/// Whether a conversion to double is a shorter way to an integer's leading bits than counting its
/// zeros is: on x86-64, whose instruction for that is slow where it is not one of newer processors.
/// Not to be asked of the flags: two files of one program have one table.
#if defined(__x86_64__)
inline constexpr bool converts_integers = true;
#else
inline constexpr bool converts_integers = false;
#endif

/// Every integer up to this one is a double, exactly.
inline constexpr std::uint64_t exact_integers = std::uint64_t{1} << 53;

/// The bits of an integer as a double, which is one instruction. Up to exact_integers they are
/// ordered as the integers, and those of any greater one are no less, whatever the rounding mode;
/// from 2⁶³ on it is converted as a negative number, whose bits are above those of all others.
[[nodiscard]] constexpr std::uint64_t converted_bits(std::uint64_t value) noexcept {
  return bits_of(static_cast<double>(static_cast<std::int64_t>(value)));
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
