// SPDX-License-Identifier: MIT
/// Where things are in a snapshot, which has the cells of several meters.
#pragma once

#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/layout.hpp>
#include <zerometer/list.hpp>

#include <array>
#include <cstddef>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Where the cells of one meter begin in a snapshot of several.
template <class Meter, class... Meters>
[[nodiscard]] consteval cells first_cells(list<Meters...>) noexcept {
  cells next{};
  bool found = false;
  ((found = found || std::is_same_v<Meter, Meters>,
    next = found ? next : next + layout<Meters>::total),
   ...);
  return next;
}

template <class Meter, class... Meters>
[[nodiscard]] consteval bool is_listed(list<Meters...>) noexcept {
  return (std::is_same_v<Meter, Meters> || ...);
}

template <class Metrics>
struct descriptors_of;
template <class... Metrics>
struct descriptors_of<list<Metrics...>> {
  using type = list<typename Metrics::descriptor_type...>;
};

/// The place of a metric with text labels among all of them.
template <class Metric, class... Metrics>
[[nodiscard]] consteval std::size_t open_position(list<Metrics...>) noexcept {
  const std::array<bool, sizeof...(Metrics)> same{__is_same(Metric, Metrics)...};
  const std::array<bool, sizeof...(Metrics)> open{Metrics::labels::is_open...};
  std::size_t position = 0;
  for (std::size_t i = 0; !same[i]; ++i) {
    position += std::size_t{open[i]};
  }
  return position;
}
template <class... Metrics>
[[nodiscard]] consteval std::size_t open_metrics(list<Metrics...>) noexcept {
  return sum_of(std::array<std::size_t, sizeof...(Metrics)>{Metrics::labels::is_open...});
}
template <class Meter, class... Meters>
[[nodiscard]] consteval std::size_t meter_position(list<Meters...>) noexcept {
  const std::array<bool, sizeof...(Meters)> same{__is_same(Meter, Meters)...};
  std::size_t position = 0;
  while (!same[position]) {
    ++position;
  }
  return position;
}

template <class... Meters>
[[nodiscard]] consteval cells all_cells(list<Meters...>) noexcept {
  return (cells{} + ... + layout<Meters>::total);
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
