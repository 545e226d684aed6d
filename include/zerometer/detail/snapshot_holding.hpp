// SPDX-License-Identifier: MIT
/// What a snapshot takes over from an earlier one, so that what is told of the time between them is
/// told once.
#pragma once

#include <zerometer/descriptor.hpp>
#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/snapshot_cells.hpp>
#include <zerometer/list.hpp>
#include <zerometer/observable.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <class Exposition>
struct snapshot_holding {
  using cells_type = snapshot_cells<Exposition>;

  cells_type& into;

  void hold(const cells_type& earlier) noexcept {
    hold_all(earlier, typename cells_type::descriptors{});
  }

private:
  template <class Metric>
  static constexpr cells first = cells_type::template first<Metric>();
  static constexpr std::size_t first_greatest = cells_type::total.late;

  template <class... Metrics>
  void hold_all(const cells_type& earlier, list<Metrics...>) noexcept {
    static_cast<void>(earlier);
    static_cast<void>(
        std::array<bool, sizeof...(Metrics) + 1>{(hold_metric<Metrics>(earlier), true)..., true});
  }
  template <class Metric>
  void hold_metric(const cells_type& earlier) noexcept {
    if constexpr (Metric::type == kind::histogram) {
      for (std::size_t series = 0; series < Metric::labels::series; ++series) {
        const std::uint64_t* const now = into.template counts<Metric>() + series * Metric::buckets;
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
          into.late_[first<Metric>.late + series] = earlier.template late<Metric>()[series];
        } else {
          into.sums_[first<Metric>.sums + series] = earlier.template sums<Metric>()[series];
        }
        for (std::size_t i = 0; i < Metric::cells_per_series.greatest; ++i) {
          const std::size_t cell = series * Metric::cells_per_series.greatest + i;
          into.late_[first_greatest + first<Metric>.greatest + cell] =
              earlier.template greatest<Metric>()[cell];
        }
      }
    } else if constexpr (Metric::type == kind::counter && is_observable<Metric>::value) {
      for (std::size_t series = 0; series < Metric::labels::series; ++series) {
        if (!into.template is_there<Metric>(series)) {
          into.observed_[first<Metric>.observed + series] =
              earlier.template observed<Metric>()[series];
        }
      }
    } else {
      static_cast<void>(earlier);
    }
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
