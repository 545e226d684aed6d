// SPDX-License-Identifier: MIT
/// Observables: metrics whose values someone else keeps, asked for by each collection.
///
///     struct depth : observable_gauge<"queue.depth", "{item}", "Items that wait."> {
///       static void observe(zm::observer<depth>& out) noexcept { out.observe(queue_size()); }
///     };
///
/// One function for a metric, called once by every collection; it reports whichever of the metric's
/// series it knows. It is a static member `observe` of the descriptor, as above, or bound while the
/// program runs (binding.hpp); a descriptor that has neither has no series. Nothing is kept between
/// collections: what is on a page is what was reported for it, also if a counter falls because what
/// it counts began anew (Prometheus takes that for a reset, as it should).
///
/// A callback runs on the thread that collects, before any other metric is read, and the collection
/// waits for it. Two collections at once run it twice at once: what it reads is safe to read from
/// several threads. It may record in any metric; a collection begun inside it is refused.
/// dump.hpp and snapshot::take_signal_safe run no callback. Source: OpenTelemetry, "Metrics API",
/// Asynchronous Counter, Asynchronous UpDownCounter and Asynchronous Gauge.
#pragma once

#include <zerometer/descriptor.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>
#include <zerometer/observer.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// A descriptor derives from it. There is nothing to record.
template <class Meter, class Description, class Labels, kind Kind, class Value>
struct basic_observable : descriptor<basic_observable<Meter, Description, Labels, Kind, Value>,
                                     Meter, Description, Labels, Kind, false> {
  static_assert(!Labels::is_sparse,
                "an observable is not sparse: what its callback does not report is absent. Remove "
                "zm::sparse.");
  static constexpr cells cells_per_series{.observed = 1};
  using value_type = Value;

  /// What a snapshot holds of a series; 0 of one that was not reported.
  template <class Snapshot>
  [[nodiscard]] static value_type read(const Snapshot& values, std::size_t series) noexcept {
    return std::bit_cast<value_type>(values.template observed<basic_observable>()[series]);
  }

  /// Whether the callback reported the series.
  template <class Snapshot>
  [[nodiscard]] static bool touched(const Snapshot& values, std::size_t series) noexcept {
    return values.template is_there<basic_observable>(series);
  }
};

/// What of an exposition's metrics has a callback.
template <class Metric>
struct is_observable : std::bool_constant<Metric::cells_per_series.observed != 0> {};

template <class Metric>
concept names_observe = requires { &Metric::observe; };
template <class Metric>
concept observes_itself = requires(observer<Metric>& out) { Metric::observe(out); };

/// Whether the descriptor brings its own callback, which must be right then.
template <class Metric>
[[nodiscard]] consteval bool has_own_callback() noexcept {
  static_assert(!names_observe<Metric> || observes_itself<Metric>,
                "an observable's own callback is static void observe(zm::observer<metric>&) "
                "noexcept, with the descriptor itself for metric.");
  if constexpr (observes_itself<Metric>) {
    static_assert(noexcept(Metric::observe(std::declval<observer<Metric>&>())),
                  "an observable's callback is noexcept, since nobody could catch what it throws: "
                  "declare it so.");
  }
  return observes_itself<Metric>;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
