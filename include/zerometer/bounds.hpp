// SPDX-License-Identifier: MIT
/// The upper bounds of a histogram's buckets, and the domain that its values are in.
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

namespace detail {

template <class Number>
[[nodiscard]] constexpr bool strictly_increasing(const Number* upper, std::size_t size) noexcept {
  for (std::size_t i = 1; i < size; ++i) {
    if (!(upper[i - 1] < upper[i])) {
      return false;
    }
  }
  return true;
}

[[nodiscard]] constexpr bool all_finite(const double* upper, std::size_t size) noexcept {
  for (std::size_t i = 0; i < size; ++i) {
    if (!is_finite(upper[i])) {
      return false;
    }
  }
  return true;
}

/// An integer bound in the metric's unit, as a page has it.
[[nodiscard]] constexpr double scaled_bound(std::uint64_t upper, unsigned digits) noexcept {
  double scale = 1;
  for (; digits > 0; --digits) {
    scale *= 10;
  }
  return static_cast<double>(upper) / scale;
}

[[nodiscard]] constexpr bool distinct_as_doubles(const std::uint64_t* upper, std::size_t size,
                                                 unsigned digits) noexcept {
  for (std::size_t i = 1; i < size; ++i) {
    if (!(scaled_bound(upper[i - 1], digits) < scaled_bound(upper[i], digits))) {
      return false;
    }
  }
  return true;
}

/// What a histogram's values are: doubles, negative ones too if `Signed`.
template <auto Bounds, bool Signed>
struct double_domain {
  static_assert(all_finite(Bounds.upper, Bounds.size),
                "a histogram's bounds are finite: leave +Inf out, it is added for it.");
  static_assert(strictly_increasing(Bounds.upper, Bounds.size),
                "a histogram's bounds are strictly increasing: sort them and remove duplicates.");
  static_assert(Signed || !(Bounds.upper[0] < 0),
                "a histogram's bounds are not negative: give it zm::signed_values if its values "
                "may be.");
  using sum_type = double;
  static constexpr bool is_signed = Signed;
  static constexpr std::size_t size = Bounds.size;
  /// The value as the table compares it: bits that are ordered as the values are.
  static constexpr std::uint64_t form(double value) noexcept {
    return Signed ? ordered_bits(value) : bits_of(value);
  }
  /// The value whose form this is.
  static constexpr double value(std::uint64_t form) noexcept {
    return Signed ? ordered_double(form) : double_of(form);
  }
  static constexpr std::uint64_t limit(std::size_t i) noexcept {
    return Signed ? ordered_bits(Bounds.upper[i]) : magnitude_bits(Bounds.upper[i]);
  }
  static constexpr std::uint64_t key(std::uint64_t form) noexcept { return form; }
  static constexpr double bound(std::size_t i) noexcept { return Bounds.upper[i]; }
  static constexpr unsigned digits = 0;
  static constexpr bool of_seconds = false;
};

/// Integers of a part of the metric's unit.
template <auto Bounds>
struct integer_domain {
  static_assert(Bounds.size != 0,
                "a histogram has at least one bound: zm::nanosecond_bounds(1000, 2000).");
  static_assert(!Bounds.has_negative,
                "a histogram of integers has no negative bounds: use zm::bounds "
                "and zm::signed_values if its values may be negative.");
  static_assert(strictly_increasing(Bounds.upper, Bounds.size),
                "a histogram's bounds are strictly increasing: sort them and remove duplicates.");
  static_assert(!strictly_increasing(Bounds.upper, Bounds.size) ||
                    distinct_as_doubles(Bounds.upper, Bounds.size, Bounds.digits),
                "two bounds of a histogram of integers are the same number as a double, which a "
                "page has of them: remove one, or take bounds that lie further apart.");
  using sum_type = std::uint64_t;
  static constexpr std::size_t size = Bounds.size;
  static constexpr std::uint64_t limit(std::size_t i) noexcept { return Bounds.upper[i]; }
  static constexpr std::uint64_t key(std::uint64_t value) noexcept {
    // Exact where doubles have every bound exactly: see converted_bits.
    constexpr bool converts = converts_integers && Bounds.upper[size - 1] <= exact_integers;
    return converts ? converted_bits(value) : leading_bits(value);
  }
  static constexpr double bound(std::size_t i) noexcept {
    return scaled_bound(Bounds.upper[i], Bounds.digits);
  }
  static constexpr unsigned digits = Bounds.digits;
  static constexpr bool of_seconds = Bounds.of_seconds;
  static constexpr bool is_signed = false;
};

template <class Bounds>
struct is_integer_bounds : std::false_type {};
template <unsigned Digits, std::size_t Size, bool OfSeconds>
struct is_integer_bounds<integer_bounds<Digits, Size, OfSeconds>> : std::true_type {};

template <class Bounds>
struct is_double_bounds : std::false_type {};
template <std::size_t Size>
struct is_double_bounds<bounds<Size>> : std::true_type {};

/// What a histogram has that was given none.
struct no_bounds {};

/// The domain that bounds and flags say.
template <auto Bounds, bool Signed>
struct domain_of {
  static_assert(is_double_bounds<std::remove_cv_t<decltype(Bounds)>>::value,
                "behind its help a histogram has its bounds: zm::bounds{0.1, 1, 10}, or of "
                "integers zm::nanosecond_bounds(1000, 2000) and its kin.");
  using type = double_domain<bounds{1}, Signed>;
};
template <auto Bounds, bool Signed>
  requires(is_double_bounds<std::remove_cv_t<decltype(Bounds)>>::value)
struct domain_of<Bounds, Signed> {
  using type = double_domain<Bounds, Signed>;
};
template <auto Bounds, bool Signed>
  requires(is_integer_bounds<std::remove_cv_t<decltype(Bounds)>>::value)
struct domain_of<Bounds, Signed> {
  static_assert(!Signed, "a histogram of integers has no negative values: use zm::bounds.");
  using type = integer_domain<Bounds>;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
