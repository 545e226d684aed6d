// SPDX-License-Identifier: MIT
/// What a snapshot has of one histogram series: buckets, sum and, with zm::min_max, the least and
/// the greatest observation.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// The least and the greatest observation; nothing where they are not kept.
template <class Number, bool IsKept>
struct least_and_greatest {};
template <class Number>
struct least_and_greatest<Number, true> {
  Number least{};
  Number greatest{};
  bool are_known = false;
};

}  // namespace detail

/// A view of the snapshot, which lives longer. The sum is a double in the metric's unit or, of a
/// histogram of integers, an exact integer in the unit of its bounds; so are minimum and maximum.
template <class Sum, bool HasMinMax = false>
class histogram_value {
  using extremes = detail::least_and_greatest<Sum, HasMinMax>;

public:
  constexpr histogram_value() noexcept = default;
  constexpr histogram_value(const std::uint64_t* buckets, std::size_t size, Sum sum,
                            extremes reached = {}) noexcept
      : buckets_{buckets}, size_{size}, sum_{sum}, extremes_{reached} {}

  /// Observations in bucket `index` alone; the last bucket is the one above all bounds. 0 of a
  /// bucket that there is not: the value of no series has none.
  [[nodiscard]] constexpr std::uint64_t bucket(std::size_t index) const noexcept {
    return index < size_ ? buckets_[index] : 0;
  }
  [[nodiscard]] constexpr std::size_t buckets() const noexcept { return size_; }
  [[nodiscard]] constexpr Sum sum() const noexcept { return sum_; }
  [[nodiscard]] constexpr std::uint64_t count() const noexcept {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      total += buckets_[i];
    }
    return total;
  }

  /// Whether there are a minimum and a maximum: not before the first finite observation.
  [[nodiscard]] constexpr bool has_min_max() const noexcept {
    static_assert(HasMinMax,
                  "this histogram keeps no minimum and no maximum: give it zm::min_max.");
    if constexpr (HasMinMax) {
      return extremes_.are_known && count() != 0;
    } else {
      return false;
    }
  }
  /// The least and the greatest finite observation; 0 where there is none.
  [[nodiscard]] constexpr Sum min() const noexcept {
    static_assert(HasMinMax, "this histogram keeps no minimum: give it zm::min_max.");
    if constexpr (HasMinMax) {
      return has_min_max() ? extremes_.least : Sum{};
    } else {
      return {};
    }
  }
  [[nodiscard]] constexpr Sum max() const noexcept {
    static_assert(HasMinMax, "this histogram keeps no maximum: give it zm::min_max.");
    if constexpr (HasMinMax) {
      return has_min_max() ? extremes_.greatest : Sum{};
    } else {
      return {};
    }
  }

private:
  const std::uint64_t* buckets_ = nullptr;
  std::size_t size_ = 0;
  Sum sum_{};
  [[no_unique_address]] extremes extremes_{};
};

}  // namespace v0_1
}  // namespace zerometer
