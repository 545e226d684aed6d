// SPDX-License-Identifier: MIT
/// The cells of a meter that are one block for all threads: those of metrics with text labels,
/// whose series are many and mostly rare.
///
/// Every recording is a locked instruction, or a compare-and-swap loop for a double: lock-free, and
/// exact from wherever, signal handlers included. What a verb asks of it is what it asks of a shard
/// (storage.hpp).
#pragma once

#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/cell.hpp>
#include <zerometer/detail/layout.hpp>

#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <class Meter>
class common_cells {
public:
  static constexpr block_plan shape = layout<Meter>::common;
  static constexpr bool enabled = Meter::options::is_enabled;
  /// Nothing, where no metric of the meter has its cells here.
  static constexpr std::size_t bytes =
      enabled && layout<Meter>::has_common ? sizeof(std::uint64_t) * shape.size : 0;

  template <class Amount>
  static void add(std::size_t cell, Amount amount) noexcept {
    if constexpr (enabled) {
      shared::add(cells_[cell], amount);
    }
  }
  static void add_release(std::size_t cell, std::uint64_t amount) noexcept {
    if constexpr (enabled) {
      shared::add_release(cells_[cell], amount);
    }
  }
  template <class Amount, class... Extremes>
  static void observe(std::size_t sum, Amount value, std::size_t count,
                      Extremes... reached) noexcept {
    if constexpr (enabled) {
      (shared::raise(cells_, reached), ...);
    }
    add(sum, value);
    add_release(count, 1);
  }

  /// From a signal handler: as from anywhere.
  template <class Amount>
  static void add_shared(std::size_t cell, Amount amount) noexcept {
    add(cell, amount);
  }
  static void add_release_shared(std::size_t cell, std::uint64_t amount) noexcept {
    add_release(cell, amount);
  }
  template <class Amount, class... Extremes>
  static void observe_shared(std::size_t sum, Amount value, std::size_t count,
                             Extremes... reached) noexcept {
    observe(sum, value, count, reached...);
  }

  /// Whether they are at this address.
  [[nodiscard]] static bool is_at(const void* cells) noexcept { return cells == cells_; }

  /// Copies the cells of `series` of a metric, from series `from` on, in the order that a reader
  /// keeps (layout.hpp). `begin` is where the metric begins in the block.
  template <class Metric>
  static void read(cells begin, std::size_t from, std::size_t series, std::uint64_t* counts,
                   std::uint64_t* late, double* sums) noexcept {
    constexpr cells each = Metric::cells_per_series;
    for (std::size_t i = from * each.counts; i < (from + series) * each.counts; ++i) {
      counts[i] = load_acquire(cells_[begin.counts + i]);
    }
    for (std::size_t i = from * each.late; i < (from + series) * each.late; ++i) {
      late[i] = load(cells_[shape.late_begin + begin.late + i]);
    }
    for (std::size_t i = from * each.sums; i < (from + series) * each.sums; ++i) {
      // Past the doubles a sum stays at the greatest one, as one over shards does.
      sums[i] = capped(load_double(cells_[shape.sums_begin + begin.sums + i]));
    }
  }

  /// The same of the cells of which the greatest counts. Behind `read`, as in storage.hpp.
  template <class Metric>
  static void read_greatest(cells begin, std::size_t from, std::size_t series,
                            std::uint64_t* greatest) noexcept {
    constexpr std::size_t each = Metric::cells_per_series.greatest;
    for (std::size_t i = from * each; i < (from + series) * each; ++i) {
      greatest[i] = load(cells_[shape.greatest_begin + begin.greatest + i]);
    }
  }

  /// In the child of a fork, where this thread is the only one.
  static void reset() noexcept {
    for (std::uint64_t& cell : cells_) {
      __atomic_store_n(&cell, 0, __ATOMIC_RELAXED);  // relaxed: there is no other thread
    }
  }

private:
  alignas(shard_alignment) static inline constinit std::uint64_t cells_[shape.size]{};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
