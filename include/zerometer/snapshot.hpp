// SPDX-License-Identifier: MIT
/// A snapshot: the sums over all shards of all meters of an exposition at one moment.
///
/// It is large and belongs in static storage, never on a stack. Taking one stops no writer and
/// writes to nothing that a writer uses. Two snapshots may be taken at once, into two objects.
/// What a snapshot holds: each counter at a value that it had between the call's begin and its end;
/// each histogram's buckets likewise, and a sum, a minimum and a maximum that include every
/// observation they count; each observable what its callback reported in that call. From one
/// snapshot to a later one no counter and no bucket falls, but for a counter whose callback says
/// so.
#pragma once

#include <zerometer/descriptor.hpp>
#include <zerometer/detail/binding_places.hpp>
#include <zerometer/detail/snapshot_cells.hpp>
#include <zerometer/detail/snapshot_holding.hpp>
#include <zerometer/detail/snapshot_reading.hpp>
#include <zerometer/exposition.hpp>

#include <cstddef>

namespace zerometer {
inline namespace v0_1 {

/// Beside what stands here it has, for renderers, the cells themselves: detail/snapshot_cells.hpp.
template <class Exposition>
class snapshot : public detail::snapshot_cells<Exposition> {
  using reading = detail::snapshot_reading<Exposition>;

public:
  /// Runs the callbacks of observables, then reads every meter's cells as they are now. False
  /// inside a callback of an observable: then nothing was read, and the snapshot is as it was.
  bool take() noexcept {
    if constexpr (snapshot::total.observed != 0) {
      if (detail::is_collecting(typename Exposition::metrics{})) {
        return false;
      }
      reading{*this}.observe();
    }
    reading{*this}.read();
    return true;
  }

  /// The same from a signal handler: no callback runs, and every observable is absent.
  void take_signal_safe() noexcept {
    reading{*this}.forget();
    reading{*this}.read();
  }

  /// The value of one series: std::uint64_t of a counter, std::int64_t of an up-down counter,
  /// double of a gauge or a counter of doubles, histogram_value of a histogram. A label value that
  /// is no member, or was never seen, and a dropped meter have the value of a series that nothing
  /// was recorded in, as has a series that its callback did not report.
  template <class Metric, class... Labels>
    requires(Metric::type != kind::info &&
             detail::are_labels<typename Metric::labels::types, Labels...>)
  [[nodiscard]] typename Metric::value_type value(Labels... labels) const noexcept {
    if constexpr (Metric::meter::options::is_enabled) {
      const std::size_t series = Metric::labels::find(labels...);
      if (series != Metric::labels::series &&
          !this->template is_dropped<typename Metric::meter>()) {
        return Metric::read(*this, series);
      }
    } else {
      (static_cast<void>(labels), ...);
    }
    return {};
  }
  template <class Metric, class... Labels>
    requires(Metric::type == kind::info ||
             !detail::are_labels<typename Metric::labels::types, Labels...>)
  [[nodiscard]] int value(const Labels&...) const noexcept {
    static_assert(Metric::type != kind::info, "an info has no value: it is always 1.");
    static_assert(Metric::type == kind::info,
                  "value takes the metric's labels, each of its own type, in the order of their "
                  "declaration.");
    return 0;
  }

  /// The value of the series that a metric with text labels has for what found its table full.
  template <class Metric>
  [[nodiscard]] typename Metric::value_type overflow() const noexcept {
    static_assert(Metric::labels::is_open,
                  "only a metric with a text label or a zm::cardinality_limit has an "
                  "overflow series.");
    if constexpr (Metric::meter::options::is_enabled) {
      if (!this->template is_dropped<typename Metric::meter>()) {
        return Metric::read(*this, Metric::labels::capacity);
      }
    }
    return {};
  }

  /// Whether a page shows the series with these label values: of an observable, those that its
  /// callback reported.
  template <class Metric, class... Labels>
    requires(detail::are_labels<typename Metric::labels::types, Labels...>)
  [[nodiscard]] bool has(Labels... labels) const noexcept {
    if constexpr (Metric::meter::options::is_enabled) {
      const std::size_t series = Metric::labels::find(labels...);
      return series != Metric::labels::series && this->template next<Metric>(series) == series;
    } else {
      (static_cast<void>(labels), ...);
      return false;
    }
  }
  template <class Metric, class... Labels>
    requires(!detail::are_labels<typename Metric::labels::types, Labels...>)
  [[nodiscard]] bool has(const Labels&...) const noexcept {
    static_assert(detail::never<Labels...>,
                  "has takes the metric's labels, each of its own type, in the order of their "
                  "declaration.");
    return false;
  }

  /// For deltas: what is not to be told yet is as it was in `earlier`. A histogram's sum that is
  /// ahead of its count waits for it, as do minimum and maximum; of an observable counter that was
  /// not reported now, the last report stays, and is still not there.
  void hold(const snapshot& earlier) noexcept {
    detail::snapshot_holding<Exposition>{*this}.hold(earlier);
  }
};

/// The size of a snapshot, in bytes.
template <class Exposition>
inline constexpr std::size_t snapshot_bytes = sizeof(snapshot<Exposition>);

}  // namespace v0_1
}  // namespace zerometer
