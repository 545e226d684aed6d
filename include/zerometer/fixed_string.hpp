// SPDX-License-Identifier: MIT
/// A string that can be a template argument: what metrics and labels are named by.
///
/// Mimics std::basic_fixed_string of P3094, as far as a name needs it.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {

template <std::size_t Size>
struct fixed_string {
  // Public, because a template argument of class type must be structural.
  char text[Size + 1]{};

  // Implicit, so that a literal can stand where a name is asked for.
  consteval fixed_string(const char (&literal)[Size + 1]) noexcept {
    for (std::size_t i = 0; i < Size; ++i) {
      text[i] = literal[i];
    }
  }

  // What is no literal, so that the compiler says so.
  template <class Other>
    requires(!requires(const Other& other) { other.view(); })
  consteval fixed_string(const Other&) noexcept {
    static_assert(sizeof(Other) == 0,
                  "here a text in quotes is expected: a metric's name, unit and help text come "
                  "first, in this order, and bounds and labels behind them.");
  }

  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text, Size}; }
};

template <std::size_t Size>
fixed_string(const char (&)[Size]) -> fixed_string<Size - 1>;
template <class Other>
  requires(!requires(const Other& other) { other.view(); })
fixed_string(const Other&) -> fixed_string<0>;

/// Given in the place of a help text, says that there is none on purpose: no HELP line is written.
inline constexpr fixed_string no_help{"\0"};

}  // namespace v0_1
}  // namespace zerometer
