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
#include <zerometer/detail/common_cells.hpp>
#include <zerometer/detail/drop_flag.hpp>
#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/snapshot_layout.hpp>
#include <zerometer/detail/storage.hpp>
#include <zerometer/exposition.hpp>
#include <zerometer/list.hpp>
#include <zerometer/observable.hpp>
#include <zerometer/observer.hpp>
#include <zerometer/self.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {

template <class Exposition>
class snapshot {
public:
  using meters = typename Exposition::meters;
  using descriptors = typename detail::descriptors_of<typename Exposition::metrics>::type;

  /// Runs the callbacks of observables, then reads every meter's cells as they are now. False
  /// inside a callback of an observable: then nothing was read, and the snapshot is as it was.
  bool take() noexcept {
    if constexpr (total.observed != 0) {
      if (detail::is_collecting(metrics{})) {
        return false;
      }
      forget();
      read_dropped(meters{});
      observe_all(metrics{});
    }
    read_all();
    return true;
  }

  /// The same from a signal handler: no callback runs, and every observable is absent.
  void take_signal_safe() noexcept {
    forget();
    read_all();
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
      if (series != Metric::labels::series && !is_dropped<typename Metric::meter>()) {
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
      if (!is_dropped<typename Metric::meter>()) {
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
      return series != Metric::labels::series && next<Metric>(series) == series;
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

  /// For renderers: the first series, from `series` on, that is to be seen, and `labels::series`
  /// behind the last. Seen is what can exist and, of a sparse metric, was recorded, of an
  /// observable was reported, of an overflow series was needed; of a dropped meter nothing.
  template <class Metric>
  [[nodiscard]] std::size_t next(std::size_t series) const noexcept {
    using labels = typename Metric::labels;
    if (is_dropped<typename Metric::meter>()) {
      return labels::series;
    }
    for (; series < labels::series; ++series) {
      if constexpr (labels::is_open) {
        if (series >= size<Metric>() && series < labels::capacity) {
          series = labels::capacity;
        }
      }
      if (is_seen<Metric>(series)) {
        break;
      }
    }
    return series;
  }

  /// The cells of a metric, for renderers: its series in index order, a histogram's buckets
  /// together.
  template <class Metric>
  [[nodiscard]] const std::uint64_t* counts() const noexcept {
    return counts_.data() + first<Metric>().counts;
  }
  template <class Metric>
  [[nodiscard]] const std::uint64_t* late() const noexcept {
    return late_.data() + first<Metric>().late;
  }
  template <class Metric>
  [[nodiscard]] const double* sums() const noexcept {
    return sums_.data() + first<Metric>().sums;
  }
  template <class Metric>
  [[nodiscard]] const std::uint64_t* greatest() const noexcept {
    return late_.data() + total.late + first<Metric>().greatest;
  }
  template <class Metric>
  [[nodiscard]] const double* gauges() const noexcept {
    return gauges_.data() + first<Metric>().gauges;
  }
  /// The bits of what was reported; 0 where nothing was.
  template <class Metric>
  [[nodiscard]] const std::uint64_t* observed() const noexcept {
    return observed_.data() + first<Metric>().observed;
  }
  template <class Metric>
  [[nodiscard]] bool is_there(std::size_t series) const noexcept {
    const std::size_t bit = first<Metric>().observed + series;
    return (there_[bit / 64] >> (bit % 64) & 1) != 0;
  }

  /// For deltas: what is not to be told yet is as it was in `earlier`. A histogram's sum that is
  /// ahead of its count waits for it, as do minimum and maximum; of an observable counter that was
  /// not reported now, the last report stays, and is still not there.
  void hold(const snapshot& earlier) noexcept { hold_all(earlier, descriptors{}); }

  /// Whether every value is the same, bit for bit of the integers.
  friend bool operator==(const snapshot&, const snapshot&) noexcept = default;

private:
  static constexpr detail::cells total = detail::all_cells(meters{});
  using metrics = typename Exposition::metrics;

  template <class Metric>
  [[nodiscard]] static consteval detail::cells first() noexcept {
    using meter = typename Metric::meter;
    static_assert(detail::is_listed<meter>(meters{}),
                  "this metric's meter is not in the exposition: list the meter there.");
    constexpr detail::cells base = detail::first_cells<meter>(meters{});
    constexpr detail::cells inside =
        detail::layout<meter>::template first_read<typename Metric::descriptor_type>;
    return base + inside;
  }

  template <class Meter>
  [[nodiscard]] bool is_dropped() const noexcept {
    if constexpr (Meter::options::is_droppable) {
      return meters_dropped_[detail::meter_position<Meter>(meters{})];
    } else {
      return false;
    }
  }
  /// Of a metric with text labels, how many series there are, the overflow series aside.
  template <class Metric>
  [[nodiscard]] std::size_t size() const noexcept {
    return sizes_[open_position<Metric>()];
  }
  template <class Metric>
  [[nodiscard]] static consteval std::size_t open_position() noexcept {
    return detail::open_position<typename Metric::descriptor_type>(descriptors{});
  }
  template <class Metric>
  [[nodiscard]] bool is_seen(std::size_t series) const noexcept {
    if constexpr (Metric::labels::is_sparse || detail::is_observable<Metric>::value) {
      return Metric::labels::exists(series) && Metric::touched(*this, series);
    } else if constexpr (Metric::labels::is_open) {
      return series != Metric::labels::capacity || overflows_[open_position<Metric>()];
    } else {
      return Metric::labels::exists(series);
    }
  }

  void forget() noexcept {
    observed_.fill(0);
    there_.fill(0);
  }
  template <class... Metrics>
  void observe_all(list<Metrics...>) noexcept {
    constexpr std::array<void (*)(snapshot&) noexcept, sizeof...(Metrics)> all{
        observe_of<Metrics>()...};
    for (const auto observe : all) {
      if (observe != nullptr) {
        observe(*this);
      }
    }
  }
  template <class Metric>
  [[nodiscard]] static consteval auto observe_of() noexcept {
    void (*observe)(snapshot&) noexcept = nullptr;
    if constexpr (detail::is_observable<Metric>::value) {
      observe = [](snapshot& self) noexcept {
        if (self.is_dropped<typename Metric::meter>()) {
          return;
        }
        constexpr std::size_t at = first<Metric>().observed;
        detail::run_callbacks<Metric>({self.observed_.data() + at, self.there_.data(), at});
      };
    }
    return observe;
  }

  template <class... Meters>
  void read_dropped(list<Meters...>) noexcept {
    std::size_t meter = 0;
    ((meters_dropped_[meter++] = detail::is_dropped<Meters>()), ...);
  }
  void read_all() noexcept {
    read_dropped(meters{});
    read(meters{});
    if constexpr (Exposition::has_self) {
      count_impossible(metrics{});
    }
  }
  template <class... Meters>
  void read(list<Meters...>) noexcept {
    (read_meter<Meters>(), ...);
  }
  template <class Meter>
  void read_meter() noexcept {
    constexpr detail::cells base = detail::first_cells<Meter>(meters{});
    // First which series there are: those that come later are not in this snapshot at all.
    read_sizes(typename detail::metrics_of<Meter>::type{});
    detail::storage<Meter>::read(counts_.data() + base.counts, late_.data() + base.late,
                                 sums_.data() + base.sums, gauges_.data() + base.gauges);
    if constexpr (detail::layout<Meter>::shard.total.greatest != 0) {
      detail::storage<Meter>::read_greatest(late_.data() + total.late + base.greatest);
    }
    read_common(typename detail::metrics_of<Meter>::type{});
  }
  template <class... Metrics>
  void read_sizes(list<Metrics...>) noexcept {
    // No fold: clang ends those at 256.
    static_cast<void>(
        std::array<bool, sizeof...(Metrics) + 1>{(read_size<Metrics>(), true)..., true});
  }
  template <class Metric>
  void read_size() noexcept {
    if constexpr (Metric::labels::is_open) {
      sizes_[open_position<Metric>()] = Metric::labels::size();
      overflows_[open_position<Metric>()] = Metric::labels::has_overflow();
    }
  }
  template <class... Metrics>
  void read_common(list<Metrics...>) noexcept {
    static_cast<void>(
        std::array<bool, sizeof...(Metrics) + 1>{(read_common_of<Metrics>(), true)..., true});
  }
  template <class Metric>
  void read_common_of() noexcept {
    if constexpr (Metric::is_common) {
      using meter = typename Metric::meter;
      constexpr detail::cells begin =
          detail::layout<meter>::template first_of<typename Metric::descriptor_type>;
      constexpr detail::cells to = first<Metric>();
      const auto read = [&](std::size_t from, std::size_t series) {
        detail::common_cells<meter>::template read<Metric>(
            begin, from, series, counts_.data() + to.counts, late_.data() + to.late,
            sums_.data() + to.sums);
        if constexpr (Metric::cells_per_series.greatest != 0) {
          detail::common_cells<meter>::template read_greatest<Metric>(
              begin, from, series, late_.data() + total.late + to.greatest);
        }
      };
      read(0, size<Metric>());
      read(Metric::labels::capacity, 1);
    }
  }

  /// Recordings of combinations that cannot exist are told here, because they cost nothing there.
  template <class... Metrics>
  void count_impossible(list<Metrics...>) noexcept {
    const std::uint64_t impossible =
        detail::sum_of(std::array<std::uint64_t, sizeof...(Metrics)>{impossible_of<Metrics>()...});
    counts_[first<self::invalid>().counts +
            static_cast<std::size_t>(invalid_reason::combination)] += impossible;
  }
  template <class Metric>
  [[nodiscard]] std::uint64_t impossible_of() const noexcept {
    std::uint64_t count = 0;
    if constexpr (Metric::labels::existing() < Metric::labels::series) {
      constexpr std::size_t width = Metric::cells_per_series.counts;
      for (std::size_t series = 0; series < Metric::labels::series; ++series) {
        for (std::size_t i = 0; i < width && !Metric::labels::exists(series); ++i) {
          count += counts<Metric>()[series * width + i];
        }
      }
    }
    return count;
  }

  template <class... Metrics>
  void hold_all(const snapshot& earlier, list<Metrics...>) noexcept {
    static_cast<void>(earlier);
    static_cast<void>(
        std::array<bool, sizeof...(Metrics) + 1>{(hold_metric<Metrics>(earlier), true)..., true});
  }
  template <class Metric>
  void hold_metric(const snapshot& earlier) noexcept {
    if constexpr (Metric::type == kind::histogram) {
      for (std::size_t series = 0; series < Metric::labels::series; ++series) {
        const std::uint64_t* const now = counts<Metric>() + series * Metric::buckets;
        const std::uint64_t* const then =
            earlier.template counts<Metric>() + series * Metric::buckets;
        std::uint64_t changed = 0;
        for (std::size_t i = 0; i < Metric::buckets; ++i) {
          changed |= now[i] ^ then[i];
        }
        if (changed != 0) {
          continue;
        }
        if constexpr (Metric::of_integers) {
          late_[first<Metric>().late + series] = earlier.template late<Metric>()[series];
        } else {
          sums_[first<Metric>().sums + series] = earlier.template sums<Metric>()[series];
        }
        for (std::size_t i = 0; i < Metric::cells_per_series.greatest; ++i) {
          const std::size_t cell = series * Metric::cells_per_series.greatest + i;
          late_[total.late + first<Metric>().greatest + cell] =
              earlier.template greatest<Metric>()[cell];
        }
      }
    } else if constexpr (Metric::type == kind::counter && detail::is_observable<Metric>::value) {
      for (std::size_t series = 0; series < Metric::labels::series; ++series) {
        if (!is_there<Metric>(series)) {
          observed_[first<Metric>().observed + series] =
              earlier.template observed<Metric>()[series];
        }
      }
    } else {
      static_cast<void>(earlier);
    }
  }

  // One more than there are: an array of none has no address.
  std::array<std::uint64_t, total.counts + 1> counts_{};
  // With those of which the greatest counts behind them: what few metrics have takes no word.
  std::array<std::uint64_t, total.late + total.greatest + 1> late_{};
  std::array<double, total.sums + 1> sums_{};
  std::array<double, total.gauges + 1> gauges_{};
  std::array<std::uint64_t, total.observed + 1> observed_{};
  std::array<std::uint64_t, total.observed / 64 + 1> there_{};
  std::array<std::size_t, detail::open_metrics(descriptors{}) + 1> sizes_{};
  std::array<bool, detail::open_metrics(descriptors{}) + 1> overflows_{};
  std::array<bool, meters::size + 1> meters_dropped_{};
};

/// The size of a snapshot, in bytes.
template <class Exposition>
inline constexpr std::size_t snapshot_bytes = sizeof(snapshot<Exposition>);

}  // namespace v0_1
}  // namespace zerometer
