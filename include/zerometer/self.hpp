// SPDX-License-Identifier: MIT
/// The library's own metrics: what it refused and where it was slower than it should be.
///
/// A meter as any other, but without shards, since it is written from cold paths alone. An
/// exposition carries it unless it lists zm::without_self_metrics.
#pragma once

#include <zerometer/detail/report.hpp>
#include <zerometer/meter.hpp>

namespace zerometer {
inline namespace v0_1 {

constexpr auto label_values(invalid_reason) noexcept {
  return values("label", "combination", "nan", "infinite", "negative");
}

struct self : meter<self, "zerometer", version<"0.1.0">, shared_atomic> {
  struct invalid
      : counter<"zerometer.invalid", "{value}",
                "Values that were refused, and recordings of combinations of labels that "
                "cannot exist.",
                label<"reason", invalid_reason>> {};
  struct shared_recordings
      : counter<"zerometer.shared_shard.recordings", "{recording}",
                "Recordings that found no shard of their own: more threads than shards, or a "
                "thread at its end."> {};
  using metrics = list<invalid, shared_recordings>;
};

namespace detail {

template <class Late>
struct self_metrics {
  static void count_invalid(invalid_reason reason) noexcept { self::invalid::inc(reason); }
  static void count_shared() noexcept { self::shared_recordings::inc(); }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
