// SPDX-License-Identifier: MIT
/// The sums over rows of cells, cell by cell.
///
/// Four rows a pass: a total is stored and loaded again a quarter as often, and each row is still
/// read from its begin to its end. A sum is one left fold over the rows, however many they are:
/// another order could let a double fall by a rounding.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Adds the rows from `row` on, as many as there are in `Next`, to the totals. Spelled out: gcc
/// keeps a loop of so few turns, which takes twice as long.
template <class Number, class Load, std::size_t... Next>
void add_rows(Number* totals, std::size_t size, std::size_t row, Load load,
              std::index_sequence<Next...>) noexcept {
  for (std::size_t cell = 0; cell < size; ++cell) {
    Number total = totals[cell];
    ((total += load(row + Next, cell)), ...);
    totals[cell] = total;
  }
}

/// Writes the sums of row 0 and of the `Next` behind it.
template <class Number, class Load, std::size_t... Next>
void set_rows(Number* totals, std::size_t size, Load load, std::index_sequence<Next...>) noexcept {
  for (std::size_t cell = 0; cell < size; ++cell) {
    Number total = load(0, cell);
    ((total += load(1 + Next, cell)), ...);
    totals[cell] = total;
  }
}
/// The same of `last % 4` rows behind it, where there are so many. By its bits: of four numbers a
/// compiler makes a table and a jump through it.
template <std::size_t Most, class Number, class Load>
void set_first_rows(Number* totals, std::size_t size, std::size_t last, Load load) noexcept {
  if constexpr (Most >= 2) {
    if ((last & 2) != 0) {
      if constexpr (Most >= 3) {
        if ((last & 1) != 0) {
          return set_rows(totals, size, load, std::make_index_sequence<3>{});
        }
      }
      return set_rows(totals, size, load, std::make_index_sequence<2>{});
    }
  }
  if constexpr (Most >= 1) {
    if ((last & 1) != 0) {
      return set_rows(totals, size, load, std::make_index_sequence<1>{});
    }
  }
  set_rows(totals, size, load, std::make_index_sequence<0>{});
}

/// Writes the sums over rows 0 to `last`, which is `Most` at most, so that no compiler sees a row
/// beyond. `load(row, cell)` is asked once for each cell of each.
template <std::size_t Most, class Number, class Load>
void sum_rows(Number* totals, std::size_t size, std::size_t last, Load load) noexcept {
  // First what is no whole four, so that one shard is one pass.
  set_first_rows<Most>(totals, size, last, load);
  if constexpr (Most >= 4) {
    for (std::size_t row = 1 + last % 4; row <= last; row += 4) {
      add_rows(totals, size, row, load, std::make_index_sequence<4>{});
    }
  }
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
