// SPDX-License-Identifier: MIT
/// Milliseconds of the monotonic clock, for deadlines.
#pragma once

#include <zerometer/version.hpp>

#include <cstdint>

#include <time.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

[[nodiscard]] inline std::uint64_t monotonic_milliseconds() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000 +
         static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
}

/// A time that does not come.
inline constexpr std::uint64_t no_deadline = UINT64_MAX;

/// The time so many milliseconds from now.
[[nodiscard]] inline std::uint64_t milliseconds_from_now(std::uint64_t count) noexcept {
  const std::uint64_t now = monotonic_milliseconds();
  return count < no_deadline - now ? now + count : no_deadline;
}

/// How many milliseconds there are until then.
[[nodiscard]] inline std::uint64_t milliseconds_until(std::uint64_t end) noexcept {
  const std::uint64_t now = monotonic_milliseconds();
  return end == no_deadline ? no_deadline : end > now ? end - now : 0;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
