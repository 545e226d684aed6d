// SPDX-License-Identifier: MIT
/// A meter's memory: its shards, who holds them, and the sums over them.
///
/// Shards are claimed from a bitmap by one compare-and-swap, given back at thread exit, and never
/// cleared: the next owner goes on adding, so a thread's counts outlive it and nothing is merged.
/// Row 0 is the shared shard, for threads that hold none.
///
/// Everything is constant-initialised and trivially destructible: usable before main, after exit,
/// in any destructor.
#pragma once

#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/cell.hpp>
#include <zerometer/detail/claim_bitmap.hpp>
#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/note.hpp>
#include <zerometer/detail/report.hpp>
#include <zerometer/detail/row_sums.hpp>
#include <zerometer/detail/thread.hpp>
#include <zerometer/options.hpp>

#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// This thread's shard of a meter, null before its first recording.
template <class Meter, tls_model Model>
struct shard_pointer;
template <class Meter>
struct shard_pointer<Meter, tls_model::initial_exec> {
  [[gnu::tls_model("initial-exec")]] static inline constinit thread_local std::uint64_t* value =
      nullptr;
};
template <class Meter>
struct shard_pointer<Meter, tls_model::global_dynamic> {
  [[gnu::tls_model("global-dynamic")]] static inline constinit thread_local std::uint64_t* value =
      nullptr;
};

template <class Meter>
class storage {
public:
  using plan = layout<Meter>;
  /// Where a shard's regions begin.
  static constexpr block_plan shape = plan::shard;
  static constexpr std::size_t shards = Meter::options::shard_count;
  static constexpr tls_model model = Meter::options::model;
  static constexpr bool enabled = Meter::options::is_enabled;

  /// All that the meter keeps in memory, in bytes.
  static constexpr std::size_t bytes =
      enabled
          ? sizeof(std::uint64_t) * ((shards + 1) * shape.size + plan::gauge_cells) +
                sizeof(claim) * (shards + 1) + sizeof(claim_bitmap<shards>) + sizeof(std::size_t)
          : 0;

  static_assert(!enabled || bytes + plan::common.size * sizeof(std::uint64_t) + plan::table_bytes <=
                                Meter::options::memory_limit_bytes,
                "this meter takes more memory than its limit, which is 4 MiB if there is no "
                "zm::memory_limit: give its metrics fewer labels, series (zm::cardinality_limit) "
                "or bounds, give it fewer shards (zm::shards, zm::shared_atomic), or raise the "
                "limit by zm::memory_limit<bytes>.");

  /// Adds to a cell: an integer to a count, a double to a sum.
  template <class Amount>
  static void add(std::size_t cell, Amount amount) noexcept {
    if constexpr (!enabled) {
      return;
    } else if constexpr (shards == 0) {
      shared::add(rows_[0][cell], amount);
    } else if (std::uint64_t* const shard = mine()) [[likely]] {
      owned::add(shard[cell], amount);
    } else {
      add_first(cell, amount);
    }
  }

  /// Adds to a count that no reader sees before what this thread did earlier.
  static void add_release(std::size_t cell, std::uint64_t amount) noexcept {
    if constexpr (!enabled) {
      return;
    } else if constexpr (shards == 0) {
      shared::add_release(rows_[0][cell], amount);
    } else if (std::uint64_t* const shard = mine()) [[likely]] {
      owned::add_release(shard[cell], amount);
    } else {
      add_release_first(cell, amount);
    }
  }

  /// Adds to a sum, then one to a count that no reader sees before the sum. What `reached` tells,
  /// of one that keeps it, comes before the count as well.
  template <class Amount, class... Extremes>
  static void observe(std::size_t sum, Amount value, std::size_t count,
                      Extremes... reached) noexcept {
    if constexpr (!enabled) {
      return;
    } else if constexpr (shards == 0) {
      observe_shared(sum, value, count, reached...);
    } else if (std::uint64_t* const shard = mine()) [[likely]] {
      (owned::raise(shard, reached), ...);
      owned::add(shard[sum], value);
      owned::add_release(shard[count], 1);
    } else {
      observe_first(sum, value, count, reached...);
    }
  }

  /// On the shared shard, from wherever: also from a signal handler that interrupts a recording.
  template <class Amount>
  static void add_shared(std::size_t cell, Amount amount) noexcept {
    if constexpr (enabled) {
      shared::add(rows_[0][cell], amount);
    }
  }
  static void add_release_shared(std::size_t cell, std::uint64_t amount) noexcept {
    if constexpr (enabled) {
      shared::add_release(rows_[0][cell], amount);
    }
  }
  template <class Amount, class... Extremes>
  static void observe_shared(std::size_t sum, Amount value, std::size_t count,
                             Extremes... reached) noexcept {
    if constexpr (enabled) {
      (shared::raise(rows_[0], reached), ...);
      shared::add(rows_[0][sum], value);
      shared::add_release(rows_[0][count], 1);
    }
  }

  /// Claims a shard for this thread and touches its pages, so that the first recording costs what
  /// every other does. False when all are taken: the thread uses the shared shard.
  static bool attach() noexcept {
    if constexpr (shards == 0 || !enabled) {
      return true;
    } else {
      std::uint64_t* shard = mine();
      if (shard == nullptr) {
        shard = claim_shard();
      }
      constexpr std::size_t page = 4096 / sizeof(std::uint64_t);
      for (std::size_t cell = 0; shard != nullptr && cell < shape.size; cell += page) {
        owned::add(shard[cell], std::uint64_t{0});
      }
      if (shard != nullptr) {
        // A shard begins anywhere in a page, so its last page may begin behind the last step.
        owned::add(shard[shape.size - 1], std::uint64_t{0});
      }
      return shard != nullptr;
    }
  }

  /// A gauge's value. Any thread writes it: the last write wins, an add is a compare-and-swap loop.
  static void set_gauge(std::size_t cell, double value) noexcept {
    if constexpr (enabled) {
      shared::store(gauges_[cell], value);
    }
  }
  static void add_gauge(std::size_t cell, double value) noexcept {
    if constexpr (enabled) {
      shared::add(gauges_[cell], value);
    }
  }

  /// Whether its shards, or its gauges, are at this address.
  [[nodiscard]] static bool is_at(const void* cells) noexcept {
    return cells == rows_ || cells == gauges_;
  }

  /// Writes the sums over all shards. Executes no store and no atomic read-modify-write on memory
  /// that a writer uses.
  static void read(std::uint64_t* counts, std::uint64_t* late, double* sums,
                   double* gauges) noexcept {
    sum_rows<shards>(
        counts, shape.total.counts, used_rows(),
        [](std::size_t row, std::size_t cell) { return load_acquire(rows_[row][cell]); });
    // Asked again: a thread may have claimed its shard since, begun something there, and handed it
    // to one that has ended it in a shard that was read.
    const std::size_t used = used_rows();
    sum_rows<shards>(late, shape.total.late, used, [](std::size_t row, std::size_t cell) {
      return load(rows_[row][shape.late_begin + cell]);
    });
    sum_rows<shards>(sums, shape.total.sums, used, [](std::size_t row, std::size_t cell) {
      return load_double(rows_[row][shape.sums_begin + cell]);
    });
    for (std::size_t cell = 0; cell < shape.total.sums; ++cell) {
      if (!is_finite(opaque_bits(sums[cell]))) [[unlikely]] {
        sums[cell] = capped_sum(shape.sums_begin + cell, used);
      }
    }
    for (std::size_t cell = 0; cell < shape.total.gauges; ++cell) {
      gauges[cell] = load_double(gauges_[cell]);
    }
  }

  /// Writes the greatest over all shards. Behind `read`, so that what was counted there is in it.
  static void read_greatest(std::uint64_t* greatest) noexcept {
    const std::size_t used = used_rows();
    for (std::size_t cell = 0; cell < shape.total.greatest; ++cell) {
      greatest[cell] = 0;
    }
    for (std::size_t row = 0; row <= used; ++row) {
      for (std::size_t cell = 0; cell < shape.total.greatest; ++cell) {
        const std::uint64_t here = load(rows_[row][shape.greatest_begin + cell]);
        greatest[cell] = greatest[cell] < here ? here : greatest[cell];
      }
    }
  }

  /// In the child of a fork, where this thread is the only one: gives back the shards of threads
  /// that are not there, and with `reset` begins at zero.
  static void after_fork(bool reset) noexcept {
    if constexpr (shards != 0 && !single) {
      for (std::size_t index = 0; index < shards; ++index) {
        if (mine() != rows_[index + 1]) {
          taken_.put_back(index);
        }
      }
    }
    for (std::size_t row = 0; reset && row <= (single ? 1 : used_); ++row) {
      for (std::uint64_t& cell : rows_[row]) {
        __atomic_store_n(&cell, 0, __ATOMIC_RELAXED);  // relaxed: there is no other thread
      }
    }
    for (std::size_t cell = 0; reset && cell < plan::gauge_cells; ++cell) {
      __atomic_store_n(&gauges_[cell], 0, __ATOMIC_RELAXED);
    }
  }

private:
  static constexpr bool single = Meter::options::is_single_writer;

  /// How many shards were ever claimed: the first rows behind the shared one.
  [[nodiscard]] static std::size_t used_rows() noexcept {
    // Acquire: pairs with the release in raise_used(); a shard whose counts this thread knows of is
    // a used one.
    const std::size_t used = single ? std::size_t{1} : __atomic_load_n(&used_, __ATOMIC_ACQUIRE);
    if (used > shards) {
      __builtin_unreachable();  // not told so, gcc 16 warns of rows beyond the last
    }
    return used;
  }

  /// This thread's shard, null before its first recording.
  [[nodiscard]] static std::uint64_t* mine() noexcept {
    if constexpr (single) {
      return rows_[1];
    } else {
      return shard_pointer<Meter, model>::value;
    }
  }

  /// The sum of a cell that has grown past the doubles, in one shard or in all together: it stays
  /// at the greatest one, so that it is a number still, and a counter's does not fall.
  [[gnu::cold, gnu::noinline]] static double capped_sum(std::size_t cell,
                                                        std::size_t used) noexcept {
    double total = 0;
    for (std::size_t row = 0; row <= used; ++row) {
      total = capped(total + capped(load_double(rows_[row][cell])));
    }
    return total;
  }

  template <class Amount>
  [[gnu::cold, gnu::noinline]] static void add_first(std::size_t cell, Amount amount) noexcept {
    if (std::uint64_t* const shard = claim_shard()) {
      owned::add(shard[cell], amount);
    } else {
      add_shared(cell, amount);
      report_shared();
    }
  }

  [[gnu::cold, gnu::noinline]] static void add_release_first(std::size_t cell,
                                                             std::uint64_t amount) noexcept {
    if (std::uint64_t* const shard = claim_shard()) {
      owned::add_release(shard[cell], amount);
    } else {
      add_release_shared(cell, amount);
      report_shared();
    }
  }

  template <class Amount, class... Extremes>
  [[gnu::cold, gnu::noinline]] static void
  observe_first(std::size_t sum, Amount value, std::size_t count, Extremes... reached) noexcept {
    if (std::uint64_t* const shard = claim_shard()) {
      (owned::raise(shard, reached), ...);
      owned::add(shard[sum], value);
      owned::add_release(shard[count], 1);
    } else {
      observe_shared(sum, value, count, reached...);
      report_shared();
    }
  }

  /// Null when all shards are taken, this thread is at its end, or a signal handler interrupts a
  /// claim: then the shared shard serves.
  [[nodiscard]] static std::uint64_t* claim_shard() noexcept {
    thread_claims& claims = thread_claims_of<model>::value;
    if (claims.claiming || claims.ended) {
      return nullptr;
    }
    claims.claiming = true;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);  // a handler on this thread sees the flag first
    std::uint64_t* shard = mine();            // a handler's, that came before the flag
    const std::size_t index = shard == nullptr ? taken_.take() : shards;
    if (index < shards && thread_watch<model>::begin(claims)) {
      claims_[index] = {claims.first, &release};
      claims.first = &claims_[index];
      raise_used(index + 1);
      shard = rows_[index + 1];
      shard_pointer<Meter, model>::value = shard;
    } else if (index < shards) {
      taken_.put_back(index);
    }
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    claims.claiming = false;
    return shard;
  }

  static void raise_used(std::size_t count) noexcept {
    std::size_t used = __atomic_load_n(&used_, __ATOMIC_RELAXED);
    // Release: pairs with the acquire in used_rows().
    while (used < count && !__atomic_compare_exchange_n(&used_, &used, count, true,
                                                        __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
    }
  }

  /// On the thread that held it, at its end.
  static void release(claim& held) noexcept {
    shard_pointer<Meter, model>::value = nullptr;
    taken_.put_back(static_cast<std::size_t>(&held - claims_));
  }

  alignas(shard_alignment) static inline constinit std::uint64_t rows_[shards + 1][shape.size]{};
  alignas(shard_alignment) static inline constinit std::uint64_t gauges_[plan::gauge_cells]{};
  alignas(shard_alignment) static inline constinit claim_bitmap<shards> taken_{};
  static inline constinit std::size_t used_ = 0;
  static inline constinit claim claims_[shards + 1]{};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
