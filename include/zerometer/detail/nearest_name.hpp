// SPDX-License-Identifier: MIT
/// Which known name somebody meant who mistyped it.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// How many characters must be put in, taken out or changed: Levenshtein's distance, for names of
/// at most 63 characters. Source: Wagner and Fischer, "The String-to-String Correction Problem",
/// 1974.
[[nodiscard]] constexpr std::size_t edits(std::string_view from, std::string_view to) noexcept {
  constexpr std::size_t most = 63;
  if (from.size() > most || to.size() > most) {
    return most + 1;
  }
  std::array<std::size_t, most + 1> row{};
  for (std::size_t j = 0; j <= to.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t changed = corner + (from[i] == to[j] ? 0 : 1);
      const std::size_t longer = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;
      corner = row[j + 1];
      row[j + 1] = changed < longer ? changed : longer;
    }
  }
  return row[to.size()];
}

/// The nearest of the names that `name_at(i)` has for each i below `count`, if it is at most two
/// edits away; else nothing. What differs by more is another variable and not a slip.
template <class Names>
[[nodiscard]] constexpr std::string_view nearest_name(std::string_view name, std::size_t count,
                                                      Names name_at) noexcept {
  std::string_view nearest;
  std::size_t least = 3;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view other = name_at(i);
    if (other == name) {
      return other;
    }
    // So many edits at least, which saves most of the counting.
    const bool far = name.size() + 2 < other.size() || other.size() + 2 < name.size();
    const std::size_t distance = far ? least : edits(name, other);
    if (distance < least) {
      least = distance;
      nearest = other;
    }
  }
  return nearest;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
