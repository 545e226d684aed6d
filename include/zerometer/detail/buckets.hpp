// SPDX-License-Identifier: MIT
/// The way from a value to its bucket: a table over the top bits of what values are ordered by,
/// built with the fewest bits that leave at most one bound in a cell, and then one compare for each
/// bound that a cell may hold.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// How a table over the top bits of a key is laid out. A key is what a value is ordered by. Cell 0
/// is all below the first bound's cell, the last one all above the last bound's.
struct bucket_plan {
  unsigned shift = 52;
  std::uint64_t first = 1;  // `key >> shift` of cell 1; 0 has none below it
  std::size_t cells = 2;
  std::size_t cost = 1;

  [[nodiscard]] constexpr std::size_t cell(std::uint64_t key) const noexcept {
    // Clamped before the begin is taken off, so that this becomes part of the look-up's address.
    const std::uint64_t lowest = first - 1;
    const std::uint64_t highest = lowest + cells - 1;
    std::uint64_t number = key >> shift;
    number = number < lowest ? lowest : number;
    number = number > highest ? highest : number;
    return number - lowest;
  }
};

/// The plan with the fewest bits that leave at most one bound in a cell; where no table of `limit`
/// cells does, the finest that fits. `keys` are the bounds', ascending, one at least.
[[nodiscard]] constexpr bucket_plan plan_buckets(const std::uint64_t* keys, std::size_t size,
                                                 std::size_t limit) noexcept {
  // A bound at 0 has cell 0 for itself, or the table would span all that is between.
  const std::size_t begin = size > 1 && keys[0] == 0 ? 1 : 0;
  bucket_plan best;
  for (unsigned shift = 62; shift > 0; --shift) {
    bucket_plan plan;
    plan.shift = shift;
    plan.first = keys[begin] >> shift;
    plan.first += plan.first == 0 ? 1 : 0;
    const std::uint64_t spanned = (keys[size - 1] >> shift) + 3 - plan.first;
    if (spanned > limit) {
      break;
    }
    plan.cells = spanned;
    std::size_t in_cell = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const bool same = i > 0 && plan.cell(keys[i]) == plan.cell(keys[i - 1]);
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
constexpr void fill_cells(const bucket_plan& plan, const std::uint64_t* keys, std::size_t size,
                          Cell* cells) noexcept {
  std::size_t before = 0;
  for (std::size_t cell = 0; cell < plan.cells; ++cell) {
    cells[cell] = static_cast<Cell>(before);
    while (before < size && plan.cell(keys[before]) == cell) {
      ++before;
    }
  }
}

/// The bucket of a value. `limits` are the bounds in a form that `value` compares with, followed by
/// `cost` times the greatest there is.
template <class Cell>
[[nodiscard]] constexpr std::size_t find_bucket(const bucket_plan& plan, const Cell* cells,
                                                const std::uint64_t* limits, std::uint64_t key,
                                                std::uint64_t value) noexcept {
  const std::size_t before = cells[plan.cell(key)];
  std::size_t bucket = before;
  for (std::size_t i = 0; i < plan.cost; ++i) {
    bucket += value > limits[before + i] ? 1 : 0;
  }
  return bucket;
}

inline constexpr std::size_t table_bytes = 2048;

/// The most cells that a table of so many bounds has.
[[nodiscard]] constexpr std::size_t table_cells(std::size_t bounds) noexcept {
  return bounds < 255 ? table_bytes : table_bytes / 2;
}

/// The table of one set of bounds. `Domain` says how many there are (`size`), each one as a value
/// is compared with it (`limit(i)`), and what such a value is ordered by (`key(value)`).
template <class Domain>
struct bucket_table {
  static constexpr std::size_t size = Domain::size;
  using cell = std::conditional_t<(size < 255), std::uint8_t, std::uint16_t>;
  static constexpr std::array<std::uint64_t, size> keys = [] {
    std::array<std::uint64_t, size> all{};
    for (std::size_t i = 0; i < size; ++i) {
      all[i] = Domain::key(Domain::limit(i));
    }
    return all;
  }();
  static constexpr bucket_plan plan = plan_buckets(keys.data(), size, table_cells(size));

  // One object, so that position-independent code computes one address.
  struct tables {
    std::uint64_t limits[size + plan.cost];
    cell cells[plan.cells];
  };
  static constexpr tables table = [] {
    tables all{};
    for (std::size_t i = 0; i < size + plan.cost; ++i) {
      all.limits[i] = i < size ? Domain::limit(i) : ~std::uint64_t{0};
    }
    fill_cells(plan, keys.data(), size, all.cells);
    return all;
  }();

  [[nodiscard]] static constexpr std::size_t find(std::uint64_t value) noexcept {
    return find_bucket(plan, table.cells, table.limits, Domain::key(value), value);
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
