// SPDX-License-Identifier: MIT
/// How long a page took, for the library's own meter: zerometer.collection.duration.
///
/// Two readings of the clock and two locked adds for each phase, some hundred nanoseconds a page;
/// nothing where the exposition does not carry zm::self.
#pragma once

#include <zerometer/detail/snapshot_layout.hpp>
#include <zerometer/exposition.hpp>
#include <zerometer/self.hpp>
#include <zerometer/timer.hpp>

#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

struct no_timer {
  static void stop(collection_phase) noexcept {}
};

/// Begins now and observes when it is stopped.
template <class Exposition>
using collection_timer = std::conditional_t<is_listed<self>(typename Exposition::meters{}),
                                            late_timer<self::collection_duration>, no_timer>;

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
