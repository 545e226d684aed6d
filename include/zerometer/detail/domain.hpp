// SPDX-License-Identifier: MIT
/// What a histogram's values are, as its bounds and its flags say it: doubles, or integers of a
/// part of the unit; how the table of buckets compares them, and what a page has of a bound.
#pragma once

#include <zerometer/bounds.hpp>
#include <zerometer/detail/bits.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
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
