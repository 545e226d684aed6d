// SPDX-License-Identifier: MIT
/// Doubles as text: the shortest that reads back, as Go's 'g' format writes it.
///
/// std::to_chars with chars_format::general, and not without it: the plain overload writes 1e+05
/// for 100000. NaN and infinities are spelled by the caller, because every format has its own
/// words.
#pragma once

#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/decimal.hpp>
#include <zerometer/detail/integer.hpp>

#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// The most characters that a double takes.
inline constexpr std::size_t double_size = 24;

/// Where the processor is told to take denormals for zero, std::to_chars writes them as zeros;
/// these are told by their bits as well.
[[gnu::cold, gnu::noinline]] inline char* write_denormal(char* out, std::uint64_t bits) noexcept {
  const decimal_text text{bits};
  std::memcpy(out, text.view().data(), text.view().size());
  return out + text.view().size();
}

/// Writes a finite double and returns the end; up to 32 bytes are written. Small whole numbers,
/// most gauges' values, take the integer's way; both zeros are 0. OpenMetrics tells doubles from
/// integers: with `Point`, whole numbers end in `.0`.
template <bool Point = false>
inline char* write_double(char* out, double value) noexcept {
  const std::uint64_t bits = bits_of(value);
  const std::uint64_t magnitude = bits & ~(std::uint64_t{1} << 63);
  if (magnitude < bits_of(1e6)) {
    const auto whole = static_cast<std::uint32_t>(std::bit_cast<double>(magnitude));
    if (bits_of(static_cast<double>(whole)) == magnitude) {
      *out = '-';
      out = write_short(bits != magnitude && whole != 0 ? out + 1 : out, whole);
      if constexpr (Point) {
        *out++ = '.';
        *out++ = '0';
      }
      return out;
    }
  }
  if ((magnitude >> 52) == 0) [[unlikely]] {
    return write_denormal(out, bits);
  }
  return std::to_chars(out, out + 32, value, std::chars_format::general).ptr;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
