// SPDX-License-Identifier: MIT
/// Clocks for timers: nanoseconds from an origin of their own, on a line that does not jump.
///
/// A clock is any type with `static std::uint64_t now() noexcept`. Two readings of the same clock
/// can be subtracted; one that lies before an earlier one is treated as no time at all.
#pragma once

#include <zerometer/detail/ticks.hpp>

#include <concepts>
#include <cstdint>

#include <time.h>

namespace zerometer {
inline namespace v0_1 {

template <class Type>
concept clock = requires {
  { Type::now() } noexcept -> std::same_as<std::uint64_t>;
};

/// The system's monotonic clock: 15 to 50 ns a reading. Async-signal-safe.
struct steady_clock {
  [[nodiscard]] static std::uint64_t now() noexcept {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
           static_cast<std::uint64_t>(time.tv_nsec);
  }
};

/// The processor's counter on the steady clock's line: 5 to 15 ns a reading.
///
/// Its rate is measured once, between two readings at least a tenth of a second apart; until then,
/// and for ever where the counter is not invariant, a reading is the steady clock's. Afterwards it
/// is wait-free and runs as the steady clock does to some parts in 10^5; it may stand still while
/// the machine sleeps. It takes no lock and may be read in a signal handler.
struct tsc_clock {
  [[nodiscard]] static std::uint64_t now() noexcept { return line_.now(); }

  /// Whether readings are the processor's by now.
  [[nodiscard]] static bool calibrated() noexcept { return line_.calibrated(); }

private:
  static inline constinit detail::tick_line<steady_clock, detail::processor_ticks> line_{};
};

/// A clock that a test sets by hand. One for the process, and atomic.
struct fake_clock {
  [[nodiscard]] static std::uint64_t now() noexcept {
    return __atomic_load_n(&nanoseconds_, __ATOMIC_RELAXED);  // relaxed: guards no other data
  }
  static void set(std::uint64_t nanoseconds) noexcept {
    __atomic_store_n(&nanoseconds_, nanoseconds, __ATOMIC_RELAXED);
  }
  static void advance(std::uint64_t nanoseconds) noexcept {
    __atomic_fetch_add(&nanoseconds_, nanoseconds, __ATOMIC_RELAXED);
  }

private:
  static inline constinit std::uint64_t nanoseconds_ = 0;
};

}  // namespace v0_1
}  // namespace zerometer
