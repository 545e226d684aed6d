// SPDX-License-Identifier: MIT
/// Time since the Unix epoch, and when a fork set all counts back to zero.
///
/// What the core knows of time: it reads no clock but in after_fork(). See start_time.hpp for what
/// renderers say of when counting began.
#pragma once

#include <zerometer/version.hpp>

#include <cstdint>
#include <ctime>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Now, in nanoseconds since the Unix epoch; 0 where there is no clock.
[[nodiscard]] inline std::uint64_t epoch_nanoseconds() noexcept {
  std::timespec now{};
  if (std::timespec_get(&now, TIME_UTC) != TIME_UTC) {
    return 0;
  }
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(now.tv_nsec);
}

/// When after_fork() reset the counts of this process; 0 if it never did.
struct fork_time {
  static inline constinit std::uint64_t value = 0;

  // Relaxed, both: the value guards no other data, and whoever forks starts other threads later.
  static void set(std::uint64_t nanoseconds) noexcept {
    __atomic_store_n(&value, nanoseconds, __ATOMIC_RELAXED);
  }
  [[nodiscard]] static std::uint64_t load() noexcept {
    return __atomic_load_n(&value, __ATOMIC_RELAXED);
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
