// SPDX-License-Identifier: MIT
/// Folds over a pack by way of an array: clang's fold expressions end at 256 elements, and a meter
/// may have more metrics than that.
#pragma once

#include <array>
#include <cstddef>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <class Number, std::size_t Size>
[[nodiscard]] constexpr Number sum_of(const std::array<Number, Size>& numbers) noexcept {
  Number sum{};
  for (const Number& number : numbers) {
    sum = sum + number;
  }
  return sum;
}

template <std::size_t Size>
[[nodiscard]] constexpr std::size_t
largest_of(const std::array<std::size_t, Size>& numbers) noexcept {
  std::size_t largest = 0;
  for (const std::size_t number : numbers) {
    largest = number > largest ? number : largest;
  }
  return largest;
}

template <std::size_t Size>
[[nodiscard]] constexpr bool all_of(const std::array<bool, Size>& conditions) noexcept {
  for (const bool condition : conditions) {
    if (!condition) {
      return false;
    }
  }
  return true;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
