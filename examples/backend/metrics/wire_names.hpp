// SPDX-License-Identifier: MIT
/// From an attribute's value to its text on the wire, and back: what a client names in a path is
/// often what a label has.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace backend {

/// The enumerator whose wire value this is, for what comes in by its name; nothing for no name.
template <class Enum>
[[nodiscard]] constexpr std::optional<Enum> value_named(std::string_view name) noexcept {
  constexpr auto names = label_values(Enum{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name && !name.empty()) {
      return static_cast<Enum>(i);
    }
  }
  return std::nullopt;
}

/// The other way.
template <class Enum>
[[nodiscard]] constexpr std::string_view name_of(Enum value) noexcept {
  return label_values(value)[static_cast<std::size_t>(value)];
}

}  // namespace backend
