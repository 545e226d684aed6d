// SPDX-License-Identifier: MIT
/// The value of a line, as Prometheus and OpenMetrics spell it.
#pragma once

#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/double.hpp>
#include <zerometer/detail/integer.hpp>
#include <zerometer/detail/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// `Point`: a whole double is told from an integer, by a `.0`.
template <bool Point>
inline char* write_value(char* out, double value) noexcept {
  if (is_finite(value)) [[likely]] {
    return write_double<Point>(out, value);
  }
  const std::string_view word = is_nan(value) ? "NaN" : (is_negative(value) ? "-Inf" : "+Inf");
  std::memcpy(out, word.data(), word.size());
  return out + word.size();
}
template <bool Point>
inline char* write_value(char* out, std::uint64_t value) noexcept {
  return write_integer(out, value);
}
template <bool Point>
inline char* write_value(char* out, std::int64_t value) noexcept {
  *out = '-';
  const auto bits = static_cast<std::uint64_t>(value);
  return write_integer(value < 0 ? out + 1 : out, value < 0 ? 0 - bits : bits);
}

/// The most characters of a time in seconds.
inline constexpr std::size_t stamp_size = 21;

/// The time that `_created` tells, written once: seconds since the epoch, all nine digits exact.
class stamp {
public:
  explicit stamp(std::uint64_t nanoseconds) noexcept
      : size_{static_cast<std::size_t>(write_scaled<9, true>(text_.data(), nanoseconds) -
                                       text_.data())} {}
  char* write(char* out) const noexcept {
    std::memcpy(out, text_.data(), block);
    return out + size_;
  }

private:
  std::array<char, block> text_{};
  std::size_t size_;
};

/// Where nothing is told of when counting began.
struct no_stamp {
  explicit no_stamp(std::uint64_t) noexcept {}
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
