// SPDX-License-Identifier: MIT
/// Order among names at compile time: a merge sort, because comparing each with each passes
/// clang's limit of constexpr steps at a few dozen metrics.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Negative, zero or positive, as `left` is before, at or behind `right`, byte by byte.
[[nodiscard]] constexpr int compare_text(std::string_view left, std::string_view right) noexcept {
  const std::size_t common = left.size() < right.size() ? left.size() : right.size();
#if defined(__clang__)
  // One step of constant evaluation, where a loop over the characters is hundreds.
  const int order = common == 0 ? 0 : __builtin_memcmp(left.data(), right.data(), common);
#else
  const int order = left.substr(0, common).compare(right.substr(0, common));
#endif
  if (order != 0) {
    return order;
  }
  return left.size() < right.size() ? -1 : (left.size() > right.size() ? 1 : 0);
}

/// Sorts by `not_behind(a, b)`; equal values keep the order that they have.
template <class Value, std::size_t Size, class NotBehind>
constexpr void merge_sort(std::array<Value, Size>& values, NotBehind not_behind) noexcept {
  std::array<Value, Size> merged{};
  for (std::size_t width = 1; width < Size; width *= 2) {
    for (std::size_t begin = 0; begin < Size; begin += 2 * width) {
      const std::size_t middle = begin + width < Size ? begin + width : Size;
      const std::size_t end = begin + 2 * width < Size ? begin + 2 * width : Size;
      std::size_t left = begin;
      std::size_t right = middle;
      for (std::size_t out = begin; out < end; ++out) {
        const bool take_left =
            left < middle && (right == end || not_behind(values[left], values[right]));
        merged[out] = take_left ? values[left++] : values[right++];
      }
    }
    values = merged;
  }
}

/// The indices of `names` in the names' order; equal names keep the order that they have.
template <std::size_t Size>
[[nodiscard]] constexpr std::array<std::size_t, Size>
sorted_order(const std::array<std::string_view, Size>& names) noexcept {
  std::array<std::size_t, Size> order{};
  for (std::size_t i = 0; i < Size; ++i) {
    order[i] = i;
  }
  merge_sort(order, [&](std::size_t left, std::size_t right) {
    return compare_text(names[left], names[right]) <= 0;
  });
  return order;
}

template <std::size_t Size>
[[nodiscard]] constexpr bool
all_different(const std::array<std::string_view, Size>& names) noexcept {
  const std::array<std::size_t, Size> order = sorted_order(names);
  for (std::size_t i = 1; i < Size; ++i) {
    if (compare_text(names[order[i - 1]], names[order[i]]) == 0) {
      return false;
    }
  }
  return true;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
