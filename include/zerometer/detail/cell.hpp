// SPDX-License-Identifier: MIT
/// The cell: one 64-bit value in plain memory, and every access to it that the library makes.
///
/// An owned cell is written by one thread and read by any; a shared cell is written by any. Cells
/// are plain `std::uint64_t` under the compiler's __atomic builtins and not `std::atomic`, because
/// large constinit arrays of the latter pass clang's limit of constexpr steps. No other file of the
/// library has a memory order in its recording or snapshot path.
///
/// The owned cell is the one of folly::ThreadCachedInt and of Aeron's incrementOrdered().
#pragma once

#include <zerometer/version.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

static_assert(__atomic_always_lock_free(sizeof(std::uint64_t), nullptr),
              "zerometer needs lock-free 64-bit atomics.");

/// What an observation may raise: the greatest key that there was is in one cell, and in the next
/// the greatest complement of a key, which tells the least one. Zeroed they tell of none: the least
/// is above the greatest.
struct extremes {
  std::size_t first;  // of the two cells
  std::uint64_t key;  // what a value is ordered by
};

/// By the thread that owns the cell only.
namespace owned {

inline void add(std::uint64_t& cell, std::uint64_t amount) noexcept {
  // Relaxed, both: only this thread writes, and the value guards no other data. A reader may lag.
  __atomic_store_n(&cell, __atomic_load_n(&cell, __ATOMIC_RELAXED) + amount, __ATOMIC_RELAXED);
}

inline void add(std::uint64_t& cell, double amount) noexcept {
  // Relaxed: as above. The release of the bucket that follows covers the sum.
  const double sum = std::bit_cast<double>(__atomic_load_n(&cell, __ATOMIC_RELAXED)) + amount;
  __atomic_store_n(&cell, std::bit_cast<std::uint64_t>(sum), __ATOMIC_RELAXED);
}

inline void add_release(std::uint64_t& cell, std::uint64_t amount) noexcept {
  // Release: pairs with the acquire in load_acquire(); who sees this count sees the sum before it.
  __atomic_store_n(&cell, __atomic_load_n(&cell, __ATOMIC_RELAXED) + amount, __ATOMIC_RELEASE);
}

inline void raise(std::uint64_t& cell, std::uint64_t key) noexcept {
  // Relaxed, both: only this thread writes, and the release of the bucket that follows covers what
  // it wrote, now or earlier.
  if (__atomic_load_n(&cell, __ATOMIC_RELAXED) < key) [[unlikely]] {
    __atomic_store_n(&cell, key, __ATOMIC_RELAXED);
  }
}

inline void raise(std::uint64_t* block, extremes to) noexcept {
  raise(block[to.first], to.key);
  raise(block[to.first + 1], ~to.key);
}

}  // namespace owned

/// By any thread: one locked instruction, or a compare-and-swap loop for a double or a greater key.
namespace shared {

inline void add(std::uint64_t& cell, std::uint64_t amount) noexcept {
  // Relaxed: the value guards no other data.
  __atomic_fetch_add(&cell, amount, __ATOMIC_RELAXED);
}

inline void add(std::uint64_t& cell, double amount) noexcept {
  // Relaxed, all: as above; a lost race brings the value to try again with.
  std::uint64_t seen = __atomic_load_n(&cell, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(
      &cell, &seen, std::bit_cast<std::uint64_t>(std::bit_cast<double>(seen) + amount), true,
      __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
}

inline void add_release(std::uint64_t& cell, std::uint64_t amount) noexcept {
  // Release: pairs with the acquire in load_acquire(), as for an owned cell.
  __atomic_fetch_add(&cell, amount, __ATOMIC_RELEASE);
}

inline void raise(std::uint64_t& cell, std::uint64_t key) noexcept {
  // Relaxed, all: the release of the bucket that follows covers it. Where another thread's key is
  // as great nothing is written: who reads later reads that one, or a greater.
  std::uint64_t seen = __atomic_load_n(&cell, __ATOMIC_RELAXED);
  while (seen < key && !__atomic_compare_exchange_n(&cell, &seen, key, true, __ATOMIC_RELAXED,
                                                    __ATOMIC_RELAXED)) {
  }
}

inline void raise(std::uint64_t* block, extremes to) noexcept {
  raise(block[to.first], to.key);
  raise(block[to.first + 1], ~to.key);
}

inline void store(std::uint64_t& cell, double value) noexcept {
  // Relaxed: the last write wins, and the value guards no other data.
  __atomic_store_n(&cell, std::bit_cast<std::uint64_t>(value), __ATOMIC_RELAXED);
}

}  // namespace shared

/// Any thread. Never ahead of a writer; may be behind.
[[nodiscard]] inline std::uint64_t load(const std::uint64_t& cell) noexcept {
  // Relaxed: the value guards no other data.
  return __atomic_load_n(&cell, __ATOMIC_RELAXED);
}

/// Any thread. What the writer wrote before a release of this cell is visible afterwards.
[[nodiscard]] inline std::uint64_t load_acquire(const std::uint64_t& cell) noexcept {
  // Acquire: pairs with the release in add_release().
  return __atomic_load_n(&cell, __ATOMIC_ACQUIRE);
}

[[nodiscard]] inline double load_double(const std::uint64_t& cell) noexcept {
  return std::bit_cast<double>(load(cell));
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
