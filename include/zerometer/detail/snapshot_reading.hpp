// SPDX-License-Identifier: MIT
/// How a snapshot is taken: the callbacks of observables run, then every meter's cells are summed.
#pragma once

#include <zerometer/detail/binding_places.hpp>
#include <zerometer/detail/common_cells.hpp>
#include <zerometer/detail/drop_flag.hpp>
#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/snapshot_cells.hpp>
#include <zerometer/detail/snapshot_layout.hpp>
#include <zerometer/detail/storage.hpp>
#include <zerometer/list.hpp>
#include <zerometer/observable.hpp>
#include <zerometer/self.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <class Exposition>
struct snapshot_reading {
  using cells_type = snapshot_cells<Exposition>;
  using meters = typename Exposition::meters;
  using metrics = typename Exposition::metrics;

  cells_type& into;

  /// Forgets what was reported before.
  void forget() noexcept {
    into.observed_.fill(0);
    into.there_.fill(0);
  }

  /// Runs the callbacks of all observables.
  void observe() noexcept {
    forget();
    read_dropped(meters{});
    observe_all(metrics{});
  }

  /// Sums the cells of all meters as they are now.
  void read() noexcept {
    read_dropped(meters{});
    read_meters(meters{});
    if constexpr (Exposition::has_self) {
      count_impossible(metrics{});
    }
  }

private:
  template <class Metric>
  static constexpr cells first = cells_type::template first<Metric>();
  template <class Metric>
  static constexpr std::size_t position = cells_type::template open_position<Metric>();
  static constexpr std::size_t first_greatest = cells_type::total.late;

  template <class... Meters>
  void read_dropped(list<Meters...>) noexcept {
    [[maybe_unused]] std::size_t meter = 0;  // an exposition may have no meter
    ((into.meters_dropped_[meter++] = detail::is_dropped<Meters>()), ...);
  }
  template <class... Metrics>
  void observe_all(list<Metrics...>) noexcept {
    constexpr std::array<void (*)(cells_type&) noexcept, sizeof...(Metrics)> all{
        observe_of<Metrics>()...};
    for (const auto observe : all) {
      if (observe != nullptr) {
        observe(into);
      }
    }
  }
  template <class Metric>
  [[nodiscard]] static consteval auto observe_of() noexcept {
    void (*observe)(cells_type&) noexcept = nullptr;
    if constexpr (is_observable<Metric>::value) {
      observe = [](cells_type& all) noexcept {
        if (all.template is_dropped<typename Metric::meter>()) {
          return;
        }
        constexpr std::size_t at = first<Metric>.observed;
        run_callbacks<Metric>({all.observed_.data() + at, all.there_.data(), at});
      };
    }
    return observe;
  }

  template <class... Meters>
  void read_meters(list<Meters...>) noexcept {
    (read_meter<Meters>(), ...);
  }
  template <class Meter>
  void read_meter() noexcept {
    constexpr cells base = first_cells<Meter>(meters{});
    // First which series there are: those that come later are not in this snapshot at all.
    read_sizes(typename metrics_of<Meter>::type{});
    storage<Meter>::read(into.counts_.data() + base.counts, into.late_.data() + base.late,
                         into.sums_.data() + base.sums, into.gauges_.data() + base.gauges);
    if constexpr (layout<Meter>::shard.total.greatest != 0) {
      storage<Meter>::read_greatest(into.late_.data() + first_greatest + base.greatest);
    }
    read_common(typename metrics_of<Meter>::type{});
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
      into.sizes_[position<Metric>] = Metric::labels::size();
      into.overflows_[position<Metric>] = Metric::labels::has_overflow();
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
      constexpr cells begin = layout<meter>::template first_of<typename Metric::descriptor_type>;
      constexpr cells to = first<Metric>;
      const auto read = [&](std::size_t from, std::size_t series) {
        common_cells<meter>::template read<Metric>(
            begin, from, series, into.counts_.data() + to.counts, into.late_.data() + to.late,
            into.sums_.data() + to.sums);
        if constexpr (Metric::cells_per_series.greatest != 0) {
          common_cells<meter>::template read_greatest<Metric>(
              begin, from, series, into.late_.data() + first_greatest + to.greatest);
        }
      };
      read(0, into.template size<Metric>());
      read(Metric::labels::capacity, 1);
    }
  }

  /// Recordings of combinations that cannot exist are told here, because they cost nothing there.
  template <class... Metrics>
  void count_impossible(list<Metrics...>) noexcept {
    const std::uint64_t impossible =
        sum_of(std::array<std::uint64_t, sizeof...(Metrics)>{impossible_of<Metrics>()...});
    into.counts_[first<self::invalid>.counts +
                 static_cast<std::size_t>(invalid_reason::combination)] += impossible;
  }
  template <class Metric>
  [[nodiscard]] std::uint64_t impossible_of() const noexcept {
    std::uint64_t count = 0;
    if constexpr (Metric::labels::existing() < Metric::labels::series) {
      constexpr std::size_t width = Metric::cells_per_series.counts;
      for (std::size_t series = 0; series < Metric::labels::series; ++series) {
        for (std::size_t i = 0; i < width && !Metric::labels::exists(series); ++i) {
          count += into.template counts<Metric>()[series * width + i];
        }
      }
    }
    return count;
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
