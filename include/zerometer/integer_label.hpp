// SPDX-License-Identifier: MIT
/// Integers as label values that are known only at run time: a port that a URL names, a partition.
///
///     struct calls : counter<"calls", "{call}", "Calls.",
///                            zm::label<"server.address", zm::text<64>>,
///                            zm::label<"server.port", zm::any_integer>> {};
///     calls::inc(host, port);
///
/// A label of text (text_label.hpp) that is the decimal digits, and in OTLP an integer again.
#pragma once

#include <zerometer/integers.hpp>
#include <zerometer/text_label.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace zerometer {
inline namespace v0_1 {

/// The type of such a label, and what a call passes for it: an integer of any type, but no bool and
/// no character. `{}` is an absent label, which 0 is not. An integer that 64 signed bits cannot say
/// is counted in `zerometer.invalid{reason="label"}` and recorded nowhere.
class any_integer {
public:
  /// The most bytes of an integer's digits.
  static constexpr std::size_t limit = 20;

  constexpr any_integer() noexcept = default;
  template <detail::plain_integer Integer>
  constexpr any_integer(Integer value) noexcept
      : representable_{std::in_range<std::int64_t>(value)} {
    const auto bits = static_cast<std::uint64_t>(value);
    std::uint64_t rest = value < 0 ? 0 - bits : bits;
    do {
      digits_[--begin_] = static_cast<char>('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      digits_[--begin_] = '-';
    }
  }

  /// The digits, which live as long as this.
  [[nodiscard]] constexpr std::string_view view() const noexcept {
    return {digits_.data() + begin_, limit - begin_};
  }
  [[nodiscard]] constexpr bool representable() const noexcept { return representable_; }

private:
  std::array<char, limit> digits_{};
  std::uint8_t begin_ = limit;
  bool representable_ = true;
};

namespace detail {

template <>
inline constexpr bool is_text<any_integer> = true;

/// The integer that its digits say.
[[nodiscard]] constexpr std::int64_t integer_of(std::string_view digits) noexcept {
  const bool negative = digits.front() == '-';
  std::uint64_t value = 0;
  for (const char digit : digits.substr(negative ? 1 : 0)) {
    value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return static_cast<std::int64_t>(negative ? 0 - value : value);
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
