// SPDX-License-Identifier: MIT
/// The upper bounds of a histogram's buckets.
///
/// A bound is inside its bucket (`le`): bucket i holds (bound[i-1], bound[i]], the last one all
/// that is greater (Prometheus, "Exposition formats", Histograms; OTLP metrics.proto,
/// explicit_bounds).
///
/// `zm::bounds{0.005, 0.01}` are doubles in the metric's unit. `zm::nanosecond_bounds(5000, 10000)`
/// are integers in a part of it: such a histogram takes integers, its sum is exact, and only a page
/// has seconds.
#pragma once

#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/buckets.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {

/// A list of upper bounds, ascending and finite; `+Inf` is added for it.
template <std::size_t Size>
struct bounds {
  static_assert(Size > 0, "a histogram has at least one bound: zm::bounds{1, 2, 5}.");
  // Public, because a template argument of class type must be structural.
  double upper[Size]{};

  template <class... Numbers>
    requires(sizeof...(Numbers) == Size)
  consteval bounds(Numbers... numbers) noexcept : upper{static_cast<double>(numbers)...} {}
  consteval explicit bounds(const std::array<double, Size>& numbers) noexcept {
    for (std::size_t i = 0; i < Size; ++i) {
      upper[i] = numbers[i];
    }
  }

  static constexpr std::size_t size = Size;

  /// How many compares follow the table look-up: 1, unless bounds lie closer together than 2 KiB of
  /// table can tell.
  [[nodiscard]] constexpr std::size_t cost() const noexcept {
    std::array<std::uint64_t, Size> keys{};
    for (std::size_t i = 0; i < Size; ++i) {
      keys[i] = detail::bits_of(upper[i]);
    }
    return detail::plan_buckets(keys.data(), Size, detail::table_cells(Size)).cost;
  }
};

template <class... Numbers>
bounds(Numbers...) -> bounds<sizeof...(Numbers)>;
template <std::size_t Size>
bounds(std::array<double, Size>) -> bounds<Size>;

/// `Size` bounds from `first`, each `step` above the last.
template <std::size_t Size>
[[nodiscard]] consteval bounds<Size> linear_bounds(double first, double step) noexcept {
  // What is beyond a double is infinite, which a histogram refuses; a constant that overflows by
  // itself is refused by gcc, in words of its own.
  constexpr double greatest = std::numeric_limits<double>::max();
  std::array<double, Size> upper{};
  for (std::size_t i = 0; i < Size; ++i) {
    const auto steps = static_cast<double>(i);
    const bool fits = i == 0 || step <= (greatest - (first > 0 ? first : 0)) / steps;
    upper[i] = fits ? first + step * steps : detail::double_of(detail::infinity_bits);
  }
  return bounds<Size>{upper};
}

/// `Size` bounds from `first`, each `factor` times the last.
template <std::size_t Size>
[[nodiscard]] consteval bounds<Size> exponential_bounds(double first, double factor) noexcept {
  std::array<double, Size> upper{first};
  for (std::size_t i = 1; i < Size; ++i) {
    const bool fits = factor <= 1 || upper[i - 1] <= std::numeric_limits<double>::max() / factor;
    upper[i] = fits ? upper[i - 1] * factor : detail::double_of(detail::infinity_bits);
  }
  return bounds<Size>{upper};
}

/// Upper bounds in integers of 10^-Digits of the metric's unit, which is the second then if
/// `OfSeconds`.
template <unsigned Digits, std::size_t Size, bool OfSeconds = false>
struct integer_bounds {
  std::uint64_t upper[Size == 0 ? 1 : Size]{};
  bool has_negative = false;

  template <std::integral... Numbers>
    requires(sizeof...(Numbers) == Size)
  consteval explicit integer_bounds(Numbers... numbers) noexcept
      : upper{static_cast<std::uint64_t>(numbers)...}, has_negative{((numbers < 0) || ...)} {}

  static constexpr std::size_t size = Size;
  static constexpr unsigned digits = Digits;
  static constexpr bool of_seconds = OfSeconds;
};

namespace detail {

template <unsigned Digits, bool OfSeconds, class... Numbers>
[[nodiscard]] consteval auto integers_of(Numbers... numbers) noexcept {
  constexpr bool are_integers =
      ((std::is_integral_v<Numbers> && !std::is_same_v<Numbers, bool>) && ...);
  static_assert(are_integers,
                "these bounds are integers of the unit in the function's name: take a smaller "
                "unit, or zm::bounds for doubles.");
  if constexpr (are_integers) {
    return integer_bounds<Digits, sizeof...(Numbers), OfSeconds>{numbers...};
  } else {
    return integer_bounds<Digits, 1, OfSeconds>{1};
  }
}

}  // namespace detail

/// Integers of the unit itself: bytes, items.
template <class... Numbers>
[[nodiscard]] consteval auto whole_bounds(Numbers... numbers) noexcept {
  return detail::integers_of<0, false>(numbers...);
}
/// Integers of a thousandth, a millionth, a billionth of the second, which is the unit. Of another
/// unit, zm::integer_bounds<3, 2>{250, 500} are thousandths.
template <class... Numbers>
[[nodiscard]] consteval auto millisecond_bounds(Numbers... numbers) noexcept {
  return detail::integers_of<3, true>(numbers...);
}
template <class... Numbers>
[[nodiscard]] consteval auto microsecond_bounds(Numbers... numbers) noexcept {
  return detail::integers_of<6, true>(numbers...);
}
template <class... Numbers>
[[nodiscard]] consteval auto nanosecond_bounds(Numbers... numbers) noexcept {
  return detail::integers_of<9, true>(numbers...);
}

}  // namespace v0_1
}  // namespace zerometer
