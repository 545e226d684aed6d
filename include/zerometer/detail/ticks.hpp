// SPDX-License-Identifier: MIT
/// The processor's own counter of time, and its rate measured against a clock.
///
/// x86-64: RDTSC, where CPUID says that it is invariant (Intel SDM, "Invariant TSC": one rate in
/// all power states); AArch64: CNTVCT_EL0, which always is. Elsewhere there is none.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace zerometer {
inline namespace v0_1 {
namespace detail {

struct processor_ticks {
#if defined(__x86_64__)
  /// Not ordered with what stands around it: some nanoseconds early or late.
  [[nodiscard]] static std::uint64_t read() noexcept { return __builtin_ia32_rdtsc(); }
  [[nodiscard]] static bool steady() noexcept {
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    return __get_cpuid(0x8000'0007U, &eax, &ebx, &ecx, &edx) != 0 && (edx & (1U << 8)) != 0;
  }
#elif defined(__aarch64__)
  [[nodiscard]] static std::uint64_t read() noexcept {
    std::uint64_t ticks = 0;
    __asm__ __volatile__("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
  }
  [[nodiscard]] static bool steady() noexcept { return true; }
#else
  [[nodiscard]] static std::uint64_t read() noexcept { return 0; }
  [[nodiscard]] static bool steady() noexcept { return false; }
#endif
};

#if defined(__SIZEOF_INT128__)
__extension__ using wide = unsigned __int128;
#else
using wide = std::uint64_t;  // where there are no ticks to convert
#endif

/// Ticks as nanoseconds on the line of a clock, whose readings are never 0.
template <class Clock, class Ticks>
class tick_line {
public:
  /// The rate is measured over this many nanoseconds or more, between two readings of the clock
  /// that are each known to a hundred-thousandth of that time, and to ten microseconds.
  static constexpr std::uint64_t window = 100'000'000;

  /// Nanoseconds; the clock's own reading until the rate is known.
  [[nodiscard]] std::uint64_t now() noexcept {
    // Acquire: pairs with the release in calibrate(); who sees `ready` sees the line.
    if (__atomic_load_n(&state_, __ATOMIC_ACQUIRE) != ready) [[unlikely]] {
      return calibrate();
    }
    const std::uint64_t ticks = Ticks::read();
    // Another core may be behind the one that was calibrated on.
    return begin_.time + scaled(ticks > begin_.ticks ? ticks - begin_.ticks : 0, rate_);
  }

  [[nodiscard]] bool calibrated() const noexcept {
    return __atomic_load_n(&state_, __ATOMIC_RELAXED) == ready;  // relaxed: a hint
  }

private:
  enum state : std::uint32_t { none, busy, begun, ready, unusable };

  /// One reading of both: `ticks` before the clock's, `spread` of them until after it.
  struct reading {
    std::uint64_t ticks = 0;
    std::uint64_t time = 0;
    std::uint64_t spread = 0;
  };

  /// The first call marks a begin; the first that finds the window over knows the rate. Never
  /// waits: who finds another thread at it, or has interrupted it in a signal handler, only reads.
  [[gnu::cold, gnu::noinline]] std::uint64_t calibrate() noexcept {
    std::uint32_t seen = __atomic_load_n(&state_, __ATOMIC_RELAXED);  // relaxed: a guess
    if (seen == unusable || seen == busy) {
      return Clock::now();
    }
    const std::uint64_t before = Ticks::read();
    const std::uint64_t time = Clock::now();
    const reading now{before, time, Ticks::read() - before};
    // Acquire: pairs with the release below, which hands the begin from thread to thread.
    if (seen != ready && __atomic_compare_exchange_n(&state_, &seen, std::uint32_t{busy}, false,
                                                     __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
      const state next = seen == none ? begin(now) : finish(now);
      // Release: pairs with the acquires above and in now().
      __atomic_store_n(&state_, std::uint32_t{next}, __ATOMIC_RELEASE);
    }
    return time;
  }

  [[nodiscard]] state begin(const reading& now) noexcept {
    begin_ = now;
    return Ticks::steady() ? begun : unusable;
  }

  [[nodiscard]] state finish(const reading& now) noexcept {
    if (now.time < begin_.time + window || now.ticks <= begin_.ticks) {
      return begun;
    }
    const std::uint64_t passed = now.time - begin_.time;
    const auto rate = static_cast<std::uint64_t>((wide{passed} << 32) / (now.ticks - begin_.ticks));
    // A thread that lost its core between the two clocks does not know when it read them.
    const std::uint64_t tolerance = (passed < 10 * window ? passed : 10 * window) / 100'000;
    if (scaled(begin_.spread, rate) > tolerance) {
      begin_ = now;
    } else if (scaled(now.spread, rate) <= tolerance) {
      rate_ = rate;
      begin_ = now;
      return ready;
    }
    return begun;
  }

  [[nodiscard]] static std::uint64_t scaled(std::uint64_t ticks, std::uint64_t rate) noexcept {
    return static_cast<std::uint64_t>((wide{ticks} * rate) >> 32);
  }

  std::uint32_t state_ = none;
  reading begin_{};
  std::uint64_t rate_ = 0;  // nanoseconds a tick, times 2^32
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
