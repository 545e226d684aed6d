// SPDX-License-Identifier: MIT
/// A snapshot: the sums over all shards of all meters of an exposition at one moment.
///
/// It is large and belongs in static storage, never on a stack. Taking one stops no writer and
/// writes to nothing that a writer uses. Two snapshots may be taken at once, into two objects.
/// What a snapshot holds: each counter at a value that it had between the call's begin and its end;
/// each histogram's buckets likewise, and a sum that includes every observation they count. From
/// one snapshot to a later one no counter and no bucket falls.
#pragma once

#include <zerometer/descriptor.hpp>
#include <zerometer/detail/common_cells.hpp>
#include <zerometer/detail/drop_flag.hpp>
#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/storage.hpp>
#include <zerometer/exposition.hpp>
#include <zerometer/list.hpp>
#include <zerometer/self.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {

namespace detail {

/// Where the cells of one meter begin in a snapshot of several.
template <class Meter, class... Meters>
[[nodiscard]] consteval cells first_cells(list<Meters...>) noexcept {
  cells next{};
  bool found = false;
  ((found = found || std::is_same_v<Meter, Meters>,
    next = found ? next : next + layout<Meters>::total),
   ...);
  return next;
}

template <class Meter, class... Meters>
[[nodiscard]] consteval bool is_listed(list<Meters...>) noexcept {
  return (std::is_same_v<Meter, Meters> || ...);
}

template <class Metrics>
struct descriptors_of;
template <class... Metrics>
struct descriptors_of<list<Metrics...>> {
  using type = list<typename Metrics::descriptor_type...>;
};

/// The place of a metric with text labels among all of them.
template <class Metric, class... Metrics>
[[nodiscard]] consteval std::size_t open_position(list<Metrics...>) noexcept {
  const std::array<bool, sizeof...(Metrics)> same{__is_same(Metric, Metrics)...};
  const std::array<bool, sizeof...(Metrics)> open{Metrics::labels::is_open...};
  std::size_t position = 0;
  for (std::size_t i = 0; !same[i]; ++i) {
    position += std::size_t{open[i]};
  }
  return position;
}
template <class... Metrics>
[[nodiscard]] consteval std::size_t open_metrics(list<Metrics...>) noexcept {
  return sum_of(std::array<std::size_t, sizeof...(Metrics)>{Metrics::labels::is_open...});
}
template <class Meter, class... Meters>
[[nodiscard]] consteval std::size_t meter_position(list<Meters...>) noexcept {
  const std::array<bool, sizeof...(Meters)> same{__is_same(Meter, Meters)...};
  std::size_t position = 0;
  while (!same[position]) {
    ++position;
  }
  return position;
}

template <class... Meters>
[[nodiscard]] consteval cells all_cells(list<Meters...>) noexcept {
  return (cells{} + ... + layout<Meters>::total);
}

}  // namespace detail

template <class Exposition>
class snapshot {
public:
  using meters = typename Exposition::meters;
  using descriptors = typename detail::descriptors_of<typename Exposition::metrics>::type;

  /// Reads every meter's cells as they are now.
  void take() noexcept {
    read(meters{});
    if constexpr (Exposition::has_self) {
      count_impossible(typename Exposition::metrics{});
    }
  }

  /// The value of one series: std::uint64_t of a counter, std::int64_t of an up-down counter,
  /// double of a gauge or a counter of doubles, histogram_value of a histogram. A label value that
  /// is no member, or was never seen, and a dropped meter have the value of a series that nothing
  /// was recorded in.
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

  /// For renderers: the first series, from `series` on, that is to be seen, and `labels::series`
  /// behind the last. Seen is what can exist and, of a sparse metric and of an overflow series, was
  /// recorded; of a dropped meter nothing.
  template <class Metric>
  [[nodiscard]] std::size_t next(std::size_t series) const noexcept {
    using labels = typename Metric::labels;
    if (is_dropped<typename Metric::meter>()) {
      return labels::series;
    }
    if constexpr (labels::is_open) {
      if (series >=
              sizes_[detail::open_position<typename Metric::descriptor_type>(descriptors{})] &&
          series <= labels::capacity) {
        series = Metric::touched(*this, labels::capacity) ? labels::capacity : labels::series;
      }
    } else {
      while (series < labels::series && !is_seen<Metric>(series)) {
        ++series;
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
  [[nodiscard]] const double* gauges() const noexcept {
    return gauges_.data() + first<Metric>().gauges;
  }

  /// Whether every value is the same, bit for bit of the integers.
  friend bool operator==(const snapshot&, const snapshot&) noexcept = default;

private:
  static constexpr detail::cells total = detail::all_cells(meters{});

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
  template <class Metric>
  [[nodiscard]] bool is_seen(std::size_t series) const noexcept {
    if constexpr (Metric::labels::is_sparse) {
      return Metric::labels::exists(series) && Metric::touched(*this, series);
    } else {
      return Metric::labels::exists(series);
    }
  }

  template <class... Meters>
  void read(list<Meters...>) noexcept {
    (read_meter<Meters>(), ...);
  }
  template <class Meter>
  void read_meter() noexcept {
    constexpr detail::cells base = detail::first_cells<Meter>(meters{});
    if constexpr (Meter::options::is_droppable) {
      meters_dropped_[detail::meter_position<Meter>(meters{})] = detail::is_dropped<Meter>();
    }
    // First which series there are: those that come later are not in this snapshot at all.
    read_sizes(typename detail::metrics_of<Meter>::type{});
    detail::storage<Meter>::read(counts_.data() + base.counts, late_.data() + base.late,
                                 sums_.data() + base.sums, gauges_.data() + base.gauges);
    read_common(typename detail::metrics_of<Meter>::type{});
  }
  template <class... Metrics>
  void read_sizes(list<Metrics...>) noexcept {
    (read_size<Metrics>(), ...);
  }
  template <class Metric>
  void read_size() noexcept {
    if constexpr (Metric::labels::is_open) {
      sizes_[detail::open_position<typename Metric::descriptor_type>(descriptors{})] =
          Metric::labels::size();
    }
  }
  template <class... Metrics>
  void read_common(list<Metrics...>) noexcept {
    (read_common_of<Metrics>(), ...);
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
      };
      read(0, sizes_[detail::open_position<typename Metric::descriptor_type>(descriptors{})]);
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

  // One more than there are: an array of none has no address.
  std::array<std::uint64_t, total.counts + 1> counts_{};
  std::array<std::uint64_t, total.late + 1> late_{};
  std::array<double, total.sums + 1> sums_{};
  std::array<double, total.gauges + 1> gauges_{};
  // Of metrics with text labels, how many series there are, the overflow series aside.
  std::array<std::size_t, detail::open_metrics(descriptors{}) + 1> sizes_{};
  std::array<bool, meters::size + 1> meters_dropped_{};
};

/// The size of a snapshot, in bytes.
template <class Exposition>
inline constexpr std::size_t snapshot_bytes = sizeof(snapshot<Exposition>);

}  // namespace v0_1
}  // namespace zerometer
