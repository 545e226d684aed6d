// SPDX-License-Identifier: MIT
/// Whether a droppable meter has been dropped: read by each of its calls, and by each snapshot.
#pragma once

#include <zerometer/version.hpp>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <class Meter>
class drop_flag {
public:
  [[nodiscard]] static bool is_set() noexcept {
    // Relaxed: the flag guards no data; a call that overlaps the drop may still be recorded.
    return __atomic_load_n(&dropped_, __ATOMIC_RELAXED);
  }
  static void set(bool dropped) noexcept {
    __atomic_store_n(&dropped_, dropped, __ATOMIC_RELAXED);  // relaxed: as above
  }

private:
  static inline constinit bool dropped_ = false;
};

/// Always false, and nothing to read, of a meter that is not droppable.
template <class Meter>
[[nodiscard]] bool is_dropped() noexcept {
  if constexpr (Meter::options::is_droppable) {
    return drop_flag<Meter>::is_set();
  } else {
    return false;
  }
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
