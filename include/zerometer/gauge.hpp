// SPDX-License-Identifier: MIT
/// A gauge: a value that goes up and down, the last one written.
///
/// One double a series, in no shard: `set` is a plain store, `inc`, `dec`, `add` and `sub` are a
/// compare-and-swap loop, lock-free. `set` takes any double, NaN and infinities included. A
/// concurrent reader sees one of the values written. Source: OpenTelemetry, "Metrics API", Gauge;
/// Prometheus, "Writing client libraries", Gauge.
#pragma once

#include <zerometer/descriptor.hpp>
#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/report.hpp>

#include <cstddef>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <class Meter, class Description, class Labels, class Types = typename Labels::types>
struct basic_gauge;

/// The verbs of a gauge. A descriptor derives from it.
template <class Meter, class Description, class Labels, class... Types>
struct basic_gauge<Meter, Description, Labels, list<Types...>>
    : descriptor<basic_gauge<Meter, Description, Labels, list<Types...>>, Meter, Description,
                 Labels, kind::gauge> {
  static_assert(!Labels::is_sparse,
                "a gauge is not sparse: the value of one that was never set is 0. Remove "
                "zm::sparse.");
  static constexpr cells cells_per_series{.gauges = 1};
  using value_type = double;

  /// What a snapshot holds of a series.
  template <class Snapshot>
  [[nodiscard]] static value_type read(const Snapshot& values, std::size_t series) noexcept {
    return values.template gauges<basic_gauge>()[series];
  }

  /// One series; see basic_counter::handle.
  class handle {
  public:
    constexpr handle() noexcept = default;
    void set(double value) const noexcept {
      if (basic_gauge::recording()) {
        basic_gauge::store::set_gauge(cell_, value);
      }
    }
    void add(double value) const noexcept {
      if (!basic_gauge::recording()) {
        return;
      }
      if (is_nan(value)) [[unlikely]] {
        return report_invalid(invalid_reason::nan);
      }
      basic_gauge::store::add_gauge(cell_, value);
    }
    void sub(double value) const noexcept { add(-value); }
    void inc() const noexcept { add(1); }
    void dec() const noexcept { add(-1); }
    template <class... Arguments>
      requires(!are_value_and_labels<double, list<>, Arguments...>)
    void set(const Arguments&...) const noexcept {
      static_assert(never<Arguments...>, "set takes a number alone: a handle has its labels.");
    }
    template <class... Arguments>
      requires(!are_value_and_labels<double, list<>, Arguments...>)
    void add(const Arguments&...) const noexcept {
      static_assert(never<Arguments...>, "add takes a number alone: a handle has its labels.");
    }
    template <class... Arguments>
      requires(!are_value_and_labels<double, list<>, Arguments...>)
    void sub(const Arguments&...) const noexcept {
      static_assert(never<Arguments...>, "sub takes a number alone: a handle has its labels.");
    }
    template <class First, class... Rest>
    void inc(const First&, const Rest&...) const noexcept {
      static_assert(never<First>,
                    "inc takes nothing: a handle has its labels, and for a number there is "
                    "add(value).");
    }
    template <class First, class... Rest>
    void dec(const First&, const Rest&...) const noexcept {
      static_assert(never<First>,
                    "dec takes nothing: a handle has its labels, and for a number there is "
                    "sub(value).");
    }

  private:
    friend basic_gauge;
    constexpr explicit handle(std::size_t cell) noexcept : cell_{cell} {}
    std::size_t cell_ = basic_gauge::store::shape.total.gauges;
  };

  /// Replaces the value.
  static void set(double value, Types... labels) noexcept { series(labels...).set(value); }
  /// Adds to the value; NaN is counted in `zerometer.invalid` instead.
  static void add(double value, Types... labels) noexcept {
    // One fault is counted of a call that has two.
    const std::size_t series = basic_gauge::locate_for(Labels::is_open && is_nan(value), labels...);
    if (series != basic_gauge::nowhere) [[likely]] {
      at(series).add(value);
    }
  }
  static void sub(double value, Types... labels) noexcept { add(-value, labels...); }
  static void inc(Types... labels) noexcept { series(labels...).inc(); }
  static void dec(Types... labels) noexcept { series(labels...).dec(); }

  /// A handle to the series with these label values, for a loop. A value that is no member of its
  /// label is counted in `zerometer.invalid`, and the handle is empty.
  [[nodiscard]] static handle series(Types... labels) noexcept {
    const std::size_t series = basic_gauge::locate(labels...);
    return series == basic_gauge::nowhere ? handle{} : at(series);
  }

  template <class... Arguments>
    requires(!are_value_and_labels<double, list<Types...>, Arguments...>)
  static void set(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "set takes the value first and then the metric's labels: a number, and each "
                  "label of its own type, in the order of their declaration.");
  }
  template <class... Arguments>
    requires(!are_value_and_labels<double, list<Types...>, Arguments...>)
  static void add(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "add takes the value first and then the metric's labels: a number, and each "
                  "label of its own type, in the order of their declaration.");
  }
  template <class... Arguments>
    requires(!are_value_and_labels<double, list<Types...>, Arguments...>)
  static void sub(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "sub takes the value first and then the metric's labels: a number, and each "
                  "label of its own type, in the order of their declaration.");
  }
  template <class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...>)
  static void inc(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "inc takes the metric's labels, each of its own type, in the order of their "
                  "declaration, and no amount: for an amount there is add(value, labels...).");
  }
  template <class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...>)
  static void dec(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "dec takes the metric's labels, each of its own type, in the order of their "
                  "declaration, and no amount: for an amount there is sub(value, labels...).");
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
  [[nodiscard]] static handle at(std::size_t series) noexcept {
    return handle{basic_gauge::first().gauges + series};
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
