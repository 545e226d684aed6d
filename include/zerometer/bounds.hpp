// SPDX-License-Identifier: MIT
/// The upper bounds of a histogram's buckets, and the way from a value to its bucket.
///
/// A bound is inside its bucket (`le`): bucket i holds (bound[i-1], bound[i]], the last one all
/// that is greater (Prometheus, "Exposition formats", Histograms; OTLP metrics.proto,
/// explicit_bounds).
///
/// The bucket comes from a table over the top bits of the value, built with the fewest bits that
/// leave at most one bound in a cell, and then one compare for each bound that a cell may hold.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace zerometer {
inline namespace v0_1 {

/// A list of upper bounds, ascending and finite; `+Inf` is added for it.
template <std::size_t Size>
struct bounds {
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
  [[nodiscard]] constexpr std::size_t cost() const noexcept;
};

template <class... Numbers>
bounds(Numbers...) -> bounds<sizeof...(Numbers)>;
template <std::size_t Size>
bounds(std::array<double, Size>) -> bounds<Size>;

/// `Size` bounds from `first`, each `step` above the last.
template <std::size_t Size>
[[nodiscard]] consteval bounds<Size> linear_bounds(double first, double step) noexcept {
  std::array<double, Size> upper{};
  for (std::size_t i = 0; i < Size; ++i) {
    upper[i] = first + step * static_cast<double>(i);
  }
  return bounds<Size>{upper};
}

/// `Size` bounds from `first`, each `factor` times the last.
template <std::size_t Size>
[[nodiscard]] consteval bounds<Size> exponential_bounds(double first, double factor) noexcept {
  std::array<double, Size> upper{};
  double bound = first;
  for (double& entry : upper) {
    entry = bound;
    bound *= factor;
  }
  return bounds<Size>{upper};
}

namespace detail {

[[nodiscard]] constexpr std::uint64_t bits_of(double value) noexcept {
  return std::bit_cast<std::uint64_t>(value);
}
inline constexpr std::uint64_t infinity_bits = bits_of(std::numeric_limits<double>::infinity());

/// Told from the bits, because -ffast-math lets a compiler assume that there is no infinity.
[[nodiscard]] constexpr bool is_finite(double value) noexcept {
  return (bits_of(value) & infinity_bits) != infinity_bits;
}

[[nodiscard]] constexpr bool all_finite(const double* upper, std::size_t size) noexcept {
  for (std::size_t i = 0; i < size; ++i) {
    if (!is_finite(upper[i])) {
      return false;
    }
  }
  return true;
}

[[nodiscard]] constexpr bool strictly_increasing(const double* upper, std::size_t size) noexcept {
  for (std::size_t i = 1; i < size; ++i) {
    if (!(upper[i - 1] < upper[i])) {
      return false;
    }
  }
  return true;
}

/// How the table over a value's top bits is laid out. Cell 0 is all below the first positive
/// bound's cell, the last one all above the last bound's.
struct bucket_plan {
  unsigned shift = 52;
  std::uint64_t first = 0;  // `value bits >> shift` of cell 1
  std::size_t cells = 2;
  std::size_t cost = 1;

  /// The cell of a value that is not negative and not NaN, given by its bits.
  [[nodiscard]] constexpr std::size_t cell(std::uint64_t bits) const noexcept {
    // Clamped before the begin is taken off, so that this becomes part of the look-up's address.
    const std::uint64_t lowest = first - 1;
    const std::uint64_t highest = lowest + cells - 1;
    std::uint64_t number = bits >> shift;
    number = number < lowest ? lowest : number;
    number = number > highest ? highest : number;
    return static_cast<std::size_t>(number - lowest);
  }
};

/// The plan with the fewest bits that leave at most one bound in a cell; where no table of `limit`
/// cells does, the finest that fits. `upper` is ascending, finite and not negative.
[[nodiscard]] constexpr bucket_plan plan_buckets(const double* upper, std::size_t size,
                                                 std::size_t limit) noexcept {
  std::size_t positive = 0;
  while (positive < size && upper[positive] <= 0) {
    ++positive;
  }
  if (positive == size) {
    return {.shift = 52, .first = infinity_bits >> 52, .cells = 2, .cost = size == 0 ? 1 : size};
  }
  bucket_plan best;
  for (unsigned mantissa_bits = 0; mantissa_bits <= 52; ++mantissa_bits) {
    bucket_plan plan;
    plan.shift = 52 - mantissa_bits;
    plan.first = bits_of(upper[positive]) >> plan.shift;
    const std::uint64_t spanned = (bits_of(upper[size - 1]) >> plan.shift) - plan.first + 3;
    if (mantissa_bits > 0 && spanned > limit) {
      break;
    }
    plan.cells = static_cast<std::size_t>(spanned);
    std::size_t in_cell = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const bool same =
          i > 0 && plan.cell(bits_of(upper[i] + 0.0)) == plan.cell(bits_of(upper[i - 1] + 0.0));
      in_cell = same ? in_cell + 1 : 1;
      plan.cost = in_cell > plan.cost ? in_cell : plan.cost;
    }
    best = plan;
    if (plan.cost == 1) {
      break;
    }
  }
  return best;
}

/// Writes, for each cell, how many bounds lie in the cells before it.
template <class Cell>
constexpr void fill_cells(const bucket_plan& plan, const double* upper, std::size_t size,
                          Cell* cells) noexcept {
  std::size_t before = 0;
  for (std::size_t cell = 0; cell < plan.cells; ++cell) {
    cells[cell] = static_cast<Cell>(before);
    while (before < size && plan.cell(bits_of(upper[before] + 0.0)) == cell) {
      ++before;
    }
  }
}

/// The bucket of a value that is not negative and not NaN. `limits` are the bounds' bits, followed
/// by `cost` infinities: bits of such doubles are ordered as the doubles are.
template <class Cell>
[[nodiscard]] constexpr std::size_t find_bucket(const bucket_plan& plan, const Cell* cells,
                                                const std::uint64_t* limits,
                                                std::uint64_t bits) noexcept {
  const std::size_t before = cells[plan.cell(bits)];
  std::size_t bucket = before;
  for (std::size_t i = 0; i < plan.cost; ++i) {
    bucket += bits > limits[before + i] ? 1 : 0;
  }
  return bucket;
}

inline constexpr std::size_t table_bytes = 2048;

/// The table of one set of bounds.
template <bounds Bounds>
struct bucket_table {
  using cell = std::conditional_t<(Bounds.size < 255), std::uint8_t, std::uint16_t>;
  static constexpr std::size_t buckets = Bounds.size + 1;
  static constexpr bucket_plan plan =
      plan_buckets(Bounds.upper, Bounds.size, table_bytes / sizeof(cell));

  // One object, so that position-independent code computes one address.
  struct tables {
    std::uint64_t limits[Bounds.size + plan.cost];
    cell cells[plan.cells];
  };
  static constexpr tables table = [] {
    tables all{};
    for (std::size_t i = 0; i < Bounds.size + plan.cost; ++i) {
      // -0.0 is 0 to a compare, and not in its bits.
      all.limits[i] = i < Bounds.size ? bits_of(Bounds.upper[i] + 0.0) : infinity_bits;
    }
    fill_cells(plan, Bounds.upper, Bounds.size, all.cells);
    return all;
  }();

  [[nodiscard]] static constexpr std::size_t find(std::uint64_t bits) noexcept {
    return find_bucket(plan, table.cells, table.limits, bits);
  }
};

}  // namespace detail

template <std::size_t Size>
constexpr std::size_t bounds<Size>::cost() const noexcept {
  return detail::plan_buckets(upper, Size,
                              detail::table_bytes /
                                  (Size < 255 ? sizeof(std::uint8_t) : sizeof(std::uint16_t)))
      .cost;
}

}  // namespace v0_1
}  // namespace zerometer
