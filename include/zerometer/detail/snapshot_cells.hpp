// SPDX-License-Identifier: MIT
/// What a snapshot holds: the cells of all meters of an exposition, where each metric's are, and
/// which of its series are to be seen.
#pragma once

#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/snapshot_layout.hpp>
#include <zerometer/observable.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <class Exposition>
struct snapshot_reading;
template <class Exposition>
struct snapshot_holding;

template <class Exposition>
class snapshot_cells {
public:
  using meters = typename Exposition::meters;
  using descriptors = typename descriptors_of<typename Exposition::metrics>::type;

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

  /// Whether every value is the same, bit for bit of the integers.
  friend bool operator==(const snapshot_cells&, const snapshot_cells&) noexcept = default;

protected:
  static constexpr cells total = all_cells(meters{});

  template <class Metric>
  [[nodiscard]] static consteval cells first() noexcept {
    using meter = typename Metric::meter;
    static_assert(is_listed<meter>(meters{}),
                  "this metric's meter is not in the exposition: list the meter there.");
    constexpr cells base = first_cells<meter>(meters{});
    constexpr cells inside = layout<meter>::template first_read<typename Metric::descriptor_type>;
    return base + inside;
  }

  template <class Meter>
  [[nodiscard]] bool is_dropped() const noexcept {
    if constexpr (Meter::options::is_droppable) {
      return meters_dropped_[meter_position<Meter>(meters{})];
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
    if constexpr (Metric::labels::is_sparse || is_observable<Metric>::value) {
      return Metric::labels::exists(series) && Metric::touched(*this, series);
    } else if constexpr (Metric::labels::is_open) {
      return series != Metric::labels::capacity || overflows_[open_position<Metric>()];
    } else {
      return Metric::labels::exists(series);
    }
  }

private:
  friend struct snapshot_reading<Exposition>;
  friend struct snapshot_holding<Exposition>;

  // One more than there are: an array of none has no address.
  std::array<std::uint64_t, total.counts + 1> counts_{};
  // With those of which the greatest counts behind them: what few metrics have takes no word.
  std::array<std::uint64_t, total.late + total.greatest + 1> late_{};
  std::array<double, total.sums + 1> sums_{};
  std::array<double, total.gauges + 1> gauges_{};
  std::array<std::uint64_t, total.observed + 1> observed_{};
  std::array<std::uint64_t, total.observed / 64 + 1> there_{};
  std::array<std::size_t, open_metrics(descriptors{}) + 1> sizes_{};
  std::array<bool, open_metrics(descriptors{}) + 1> overflows_{};
  std::array<bool, meters::size + 1> meters_dropped_{};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
