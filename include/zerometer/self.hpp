// SPDX-License-Identifier: MIT
/// The library's own metrics: what it refused and where it was slower than it should be.
///
/// A meter as any other, but without shards, since it is written from cold paths alone. An
/// exposition carries it unless it lists zm::without_self_metrics. What a page cost is recorded by
/// prometheus::render alone and once it is written, so it is on the next one; a snapshot moves
/// nothing.
#pragma once

#include <zerometer/detail/report.hpp>
#include <zerometer/label.hpp>
#include <zerometer/list.hpp>
#include <zerometer/meter.hpp>
#include <zerometer/options.hpp>
#include <zerometer/text_label.hpp>

#include <string_view>

namespace zerometer {
inline namespace v0_1 {

constexpr auto label_values(invalid_reason) noexcept {
  return values("label", "combination", "nan", "infinite", "negative", "length", "encoding");
}

/// What a collection does, one after the other.
enum class collection_phase : unsigned char { snapshot, render };
constexpr auto label_values(collection_phase) noexcept { return values("snapshot", "render"); }

struct self : meter<self, "zerometer", version<"0.1.0">, shared_atomic> {
  struct invalid
      : counter<"zerometer.invalid", "{value}",
                "Values that were refused, recordings with a text that was cut or not UTF-8, and "
                "recordings of combinations of labels that cannot exist.",
                label<"reason", invalid_reason>> {};
  struct shared_recordings
      : counter<"zerometer.shared_shard.recordings", "{recording}",
                "Recordings that found no shard of their own: more threads than shards, or a "
                "thread at its end."> {};
  struct overflow
      : counter<"zerometer.overflow", "{recording}",
                "Recordings that found the table of a metric with text labels full.",
                label<"meter", text<64>>, label<"metric", text<64>>, cardinality_limit<32>> {};
  // Sparse: who does not render has no use for it.
  struct collection_duration
      : histogram<"zerometer.collection.duration", "s", "Time that pages took.",
                  nanosecond_bounds(100'000, 1'000'000, 10'000'000, 100'000'000),
                  label<"phase", collection_phase>, sparse> {};
  using metrics = list<invalid, overflow, shared_recordings, collection_duration>;
};

namespace detail {

template <class Late>
struct self_metrics {
  static void count_invalid(invalid_reason reason) noexcept { self::invalid::inc(reason); }
  static void count_overflow(std::string_view meter, std::string_view metric) noexcept {
    // That this table is full as well, its own overflow series says.
    if (meter != self::meter_name) {
      self::overflow::inc(meter, metric);
    }
  }
  static void count_shared() noexcept { self::shared_recordings::inc(); }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
