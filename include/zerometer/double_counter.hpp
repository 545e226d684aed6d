// SPDX-License-Identifier: MIT
/// A counter of doubles: seconds of work, joules, an amount that is no whole number; it only rises.
///
/// Exact to the rounding of each add. NaN, infinite and negative amounts are counted in
/// `zerometer.invalid` and change nothing. Recording and reading are as of a counter of integers.
/// Source: OpenTelemetry, "Metrics API", Counter.
#pragma once

#include <zerometer/descriptor.hpp>
#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/report.hpp>

#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <class Meter, class Description, class Labels, class Types = typename Labels::types>
struct basic_double_counter;

/// The verbs of a counter of doubles. A descriptor derives from it.
template <class Meter, class Description, class Labels, class... Types>
struct basic_double_counter<Meter, Description, Labels, list<Types...>>
    : descriptor<basic_double_counter<Meter, Description, Labels, list<Types...>>, Meter,
                 Description, Labels, kind::counter> {
  static constexpr cells cells_per_series{.sums = 1};
  using value_type = double;

  /// What a snapshot holds of a series.
  template <class Snapshot>
  [[nodiscard]] static value_type read(const Snapshot& values, std::size_t series) noexcept {
    return values.template sums<basic_double_counter>()[series];
  }

  /// Whether anything was recorded in a series.
  template <class Snapshot>
  [[nodiscard]] static bool touched(const Snapshot& values, std::size_t series) noexcept {
    return read(values, series) > 0;
  }

  /// One series; see basic_counter::handle.
  class handle {
  public:
    constexpr handle() noexcept = default;
    void add(double count) const noexcept {
      if (basic_double_counter::recording()) {
        basic_double_counter::record(count, cell_);
      }
    }
    template <class... Arguments>
      requires(!are_value_and_labels<double, list<>, Arguments...>)
    void add(const Arguments&...) const noexcept {
      static_assert(never<Arguments...>, "add takes a number alone: a handle has its labels.");
    }

  private:
    friend basic_double_counter;
    constexpr explicit handle(std::size_t cell) noexcept : cell_{cell} {}
    std::size_t cell_ = basic_double_counter::store::shape.sums_begin +
                        basic_double_counter::store::shape.total.sums;
  };

  /// Adds an amount to the series with these label values.
  static void add(double count, Types... labels) noexcept {
    const bool is_refused = Labels::is_open && (is_negative(count) || !is_finite(count));
    const std::size_t series = basic_double_counter::locate_for(is_refused, labels...);
    if (series != basic_double_counter::nowhere) [[likely]] {
      record(count, cell_of(series));
    }
  }

  /// The same from a signal handler, whatever the handler interrupts: a compare-and-swap loop.
  static void add_signal_safe(double count, Types... labels) noexcept {
    const bool is_refused = Labels::is_open && (is_negative(count) || !is_finite(count));
    const std::size_t series = basic_double_counter::locate_for(is_refused, labels...);
    if (series != basic_double_counter::nowhere) [[likely]] {
      record<true>(count, cell_of(series));
    }
  }

  /// A handle to the series with these label values, for a loop. A value that is no member of its
  /// label is counted in `zerometer.invalid`, and the handle is empty.
  [[nodiscard]] static handle series(Types... labels) noexcept {
    const std::size_t series = basic_double_counter::locate(labels...);
    return series == basic_double_counter::nowhere ? handle{} : handle{cell_of(series)};
  }

  template <class... Arguments>
    requires(!are_value_and_labels<double, list<Types...>, Arguments...>)
  static void add(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "add takes the amount first and then the metric's labels: a number, and each "
                  "label of its own type, in the order of their declaration.");
  }
  template <class... Arguments>
    requires(!are_value_and_labels<double, list<Types...>, Arguments...>)
  static void add_signal_safe(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "add_signal_safe takes the amount first and then the metric's labels: a number, "
                  "and each label of its own type, in the order of their declaration.");
  }
  template <class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...>)
  static handle series(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "series takes the metric's labels, each of its own type, in the order of their "
                  "declaration.");
    return {};
  }

private:
  [[nodiscard]] static std::size_t cell_of(std::size_t series) noexcept {
    return basic_double_counter::store::shape.sums_begin + basic_double_counter::first().sums +
           series;
  }
  template <bool Shared = false>
  static void record(double count, std::size_t cell) noexcept {
    // One compare tells +0 … DBL_MAX from all else.
    if (basic_double_counter::enabled && (bits_of(count) >> 52) >= (infinity_bits >> 52))
        [[unlikely]] {
      return report_unusual(bits_of(count));
    }
    if constexpr (Shared) {
      basic_double_counter::store::add_shared(cell, count);
    } else {
      basic_double_counter::store::add(cell, count);
    }
  }
  [[gnu::cold, gnu::noinline]] static void report_unusual(std::uint64_t bits) noexcept {
    if (is_nan(bits)) {
      report_invalid(invalid_reason::nan);
    } else if (is_negative(bits)) {
      report_invalid(invalid_reason::negative);
    } else if (is_infinite(bits)) {
      report_invalid(invalid_reason::infinite);
    }
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
