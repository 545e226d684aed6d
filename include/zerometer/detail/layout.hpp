// SPDX-License-Identifier: MIT
/// Where each metric's cells are: the shape of a shard, known to the compiler.
///
/// A shard's regions are read one after the other, each in every shard before the next in any. What
/// must not be missed by a reader that has seen a count stands in a later one: a histogram writes
/// its sum, then its bucket, and is read bucket first; of work that is handed over, the end is read
/// before the begin. Gauges are no part of a shard. Each region ends in cells that empty handles
/// write to and nobody reads.
#pragma once

#include <zerometer/detail/collisions.hpp>
#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/order.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// How many cells something has, or where its first one is, by region.
struct cells {
  std::size_t counts = 0;  // integers, read first
  std::size_t late = 0;    // integers, read second
  std::size_t sums = 0;    // doubles, read second
  std::size_t gauges = 0;  // doubles, outside the shards

  friend constexpr cells operator+(cells a, cells b) noexcept {
    return {a.counts + b.counts, a.late + b.late, a.sums + b.sums, a.gauges + b.gauges};
  }
  friend constexpr cells operator*(cells a, std::size_t n) noexcept {
    return {a.counts * n, a.late * n, a.sums * n, a.gauges * n};
  }
};

/// Shards begin at multiples of two cache lines: processors fetch lines in pairs.
inline constexpr std::size_t shard_alignment = 128;

/// The metrics that a meter lists.
template <class Meter>
struct metrics_of {
  static_assert(
      requires { typename Meter::metrics; },
      "a meter lists its metrics: add `using metrics = zm::list<...>`.");
  using type = list<>;
};
template <class Meter>
  requires requires { typename Meter::metrics; }
struct metrics_of<Meter> {
  using type = typename Meter::metrics;
};

template <class Meter, class Metrics = typename metrics_of<Meter>::type>
struct layout;

template <class Meter, class... Metrics>
struct layout<Meter, list<Metrics...>> {
  static constexpr std::size_t metrics = sizeof...(Metrics);
  static_assert(all_of(std::array<bool, metrics>{__is_same(typename Metrics::meter, Meter)...}),
                "a meter's list of metrics names a metric of another meter: list it there.");
  static constexpr std::array<std::string_view, metrics> names{Metrics::name...};
  static_assert(all_different(names),
                "two metrics of a meter have the same name: rename one, or give it another label.");

  static_assert(!all_different(names) || no_collisions<name_suffixes{}, Metrics...>(),
                "two metrics of a meter would make the same name on a Prometheus page (upper and "
                "lower case are alike; _total, _count, _sum, _bucket, _created and _info are "
                "taken): rename one.");
  static_assert(!sum_of(std::array<bool, metrics + 1>{
                    reserved<Metrics, name_suffixes{}>::is_target...}),
                "target_info is the resource's own, no metric has the same name on a Prometheus "
                "page: rename the metric.");
  static_assert(!all_different(names) ||
                    no_collisions<name_suffixes{.unit = false, .type = false}, Metrics...>(),
                "two metrics of a meter would make the same name on a Prometheus page without "
                "suffixes: rename one.");

  static constexpr std::array<cells, metrics> first = [] {
    std::array<cells, metrics> all{(Metrics::cells_per_series * Metrics::labels::series)...};
    cells next{};
    for (cells& metric : all) {
      const cells size = metric;
      metric = next;
      next = next + size;
    }
    return all;
  }();

  /// All cells that a snapshot has.
  static constexpr cells total =
      sum_of(std::array<cells, metrics>{(Metrics::cells_per_series * Metrics::labels::series)...});

  /// The cells of the widest series, behind the others.
  static constexpr std::size_t trash_counts =
      largest_of(std::array<std::size_t, metrics>{Metrics::cells_per_series.counts...});
  static constexpr std::size_t late_begin = total.counts + trash_counts;
  static constexpr std::size_t sums_begin = late_begin + total.late + 1;
  static constexpr std::size_t cells_per_line = shard_alignment / sizeof(std::uint64_t);
  static constexpr std::size_t shard_cells =
      (sums_begin + total.sums + 1 + cells_per_line - 1) / cells_per_line * cells_per_line;
  static constexpr std::size_t gauge_cells = total.gauges + 1;

  /// The place of a descriptor in the meter's list.
  template <class Descriptor>
  [[nodiscard]] static consteval std::size_t index_of() noexcept {
    constexpr std::array<bool, metrics + 1> same{
        __is_same(typename Metrics::descriptor_type, Descriptor)..., true};
    std::size_t index = 0;
    while (!same[index]) {
      ++index;
    }
    return index;
  }
  template <class Descriptor>
  static constexpr cells first_of = [] {
    constexpr std::size_t index = index_of<Descriptor>();
    static_assert(index < metrics,
                  "this metric is not in its meter's list: add it to `using metrics = "
                  "zm::list<...>`.");
    return first[index < metrics ? index : 0];
  }();
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
