// SPDX-License-Identifier: MIT
/// Where each metric's cells are: the shape of a shard, and of the block that all threads share,
/// known to the compiler.
///
/// A block's regions are read one after the other, each in every shard before the next in any. What
/// must not be missed by a reader that has seen a count stands in a later one: a histogram writes
/// what it has reached and its sum, then its bucket, and is read bucket first; of work that is
/// handed over, the end is read before the begin. Gauges are no part of a shard. Each region ends
/// in cells that empty handles write to and nobody reads.
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
  std::size_t counts = 0;    // integers, read first
  std::size_t late = 0;      // integers, read second
  std::size_t sums = 0;      // doubles, read second
  std::size_t greatest = 0;  // integers of which the greatest counts, read second
  std::size_t gauges = 0;    // doubles, outside the shards
  std::size_t observed = 0;  // in snapshots alone

  friend constexpr cells operator+(cells a, cells b) noexcept {
    return {a.counts + b.counts,     a.late + b.late,     a.sums + b.sums,
            a.greatest + b.greatest, a.gauges + b.gauges, a.observed + b.observed};
  }
  friend constexpr cells operator*(cells a, std::size_t n) noexcept {
    return {a.counts * n, a.late * n, a.sums * n, a.greatest * n, a.gauges * n, a.observed * n};
  }
};

/// A block of cells: its regions one behind the other, each with the cells of a widest series more.
struct block_plan {
  cells total;  // that a snapshot has; `gauges` are elsewhere
  std::size_t late_begin;
  std::size_t sums_begin;
  std::size_t greatest_begin;
  std::size_t size;
};

/// Shards begin at multiples of two cache lines: processors fetch lines in pairs.
inline constexpr std::size_t shard_alignment = 128;

[[nodiscard]] constexpr block_plan plan_block(cells total, std::size_t widest) noexcept {
  constexpr std::size_t line = shard_alignment / sizeof(std::uint64_t);
  const std::size_t late = total.counts + widest;
  const std::size_t sums = late + total.late + 1;
  const std::size_t greatest = sums + total.sums + 1;
  // Where no metric has such cells, there is no empty handle that writes to them.
  const std::size_t end = greatest + (total.greatest != 0 ? total.greatest + 2 : 0);
  return {total, late, sums, greatest, (end + line - 1) / line * line};
}

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

  /// Whether a metric's cells are in the common block, and not in each shard.
  static constexpr std::array<bool, metrics> is_common{Metrics::is_common...};

  /// Where each metric begins in its block.
  static constexpr std::array<cells, metrics> first = [] {
    std::array<cells, metrics> all{(Metrics::cells_per_series * Metrics::labels::series)...};
    std::array<cells, 2> next{};
    for (std::size_t i = 0; i < metrics; ++i) {
      const cells size = all[i];
      all[i] = next[is_common[i] ? 1 : 0];
      next[is_common[i] ? 1 : 0] = all[i] + size;
    }
    return all;
  }();

  static constexpr std::size_t widest =
      largest_of(std::array<std::size_t, metrics>{Metrics::cells_per_series.counts...});
  static constexpr block_plan shard =
      plan_block(sum_of(std::array<cells, metrics>{
                     Metrics::cells_per_series *
                     (Metrics::is_common ? std::size_t{0} : Metrics::labels::series)...}),
                 widest);
  static constexpr block_plan common =
      plan_block(sum_of(std::array<cells, metrics>{
                     Metrics::cells_per_series *
                     (Metrics::is_common ? Metrics::labels::series : std::size_t{0})...}),
                 widest);
  static constexpr bool has_common = !all_of(std::array<bool, metrics>{!Metrics::is_common...});
  /// What the tables of metrics with text labels take, in bytes.
  static constexpr std::size_t table_bytes =
      sum_of(std::array<std::size_t, metrics>{Metrics::labels::bytes...});
  static constexpr std::size_t gauge_cells = shard.total.gauges + 1;

  /// All cells that a snapshot has: those of the shards, then those of the common block.
  static constexpr cells total = shard.total + common.total;

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

  /// Where a descriptor begins among the cells of a snapshot.
  template <class Descriptor>
  static constexpr cells first_read =
      Descriptor::is_common ? shard.total + first_of<Descriptor> : first_of<Descriptor>;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
