// SPDX-License-Identifier: MIT
/// What the callback of an observable reports to: the series of one metric, in one collection.
///
///     static void observe(zm::observer<depth>& out) noexcept { out.observe(queue_size()); }
///
/// A series that is not reported is absent from that snapshot and its page; of several reports for
/// one series the last one stays. It lives as long as the callback runs and belongs to its thread.
/// Source: OpenTelemetry, "Metrics API", Asynchronous Instrument API.
#pragma once

#include <zerometer/descriptor.hpp>
#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/report.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {

template <class Metric>
class observer;

namespace detail {

/// The series of one metric in what a snapshot holds of observables: a value, and a bit that says
/// that it is there.
struct observed_series {
  std::uint64_t* values;  // the metric's first
  std::uint64_t* there;   // all bits
  std::size_t first;      // the metric's first bit

  void put(std::size_t series, std::uint64_t value) const noexcept {
    values[series] = value;
    there[(first + series) / 64] |= std::uint64_t{1} << ((first + series) % 64);
  }
};

/// What `observe` takes for a metric: integers alone, or doubles as well.
template <class Value, class Held>
inline constexpr bool is_observable_as =
    !std::is_same_v<Value, bool> &&
    (std::is_same_v<Held, double> ? std::is_arithmetic_v<Value> : std::is_integral_v<Value>);

template <class Metric, class Types = typename Metric::labels::types>
class basic_observer;

template <class Metric, class... Types>
class basic_observer<Metric, list<Types...>> {
  using held = typename Metric::value_type;

public:
  explicit basic_observer(const observed_series& to) noexcept : to_{to} {}
  basic_observer(const basic_observer&) = delete;
  basic_observer& operator=(const basic_observer&) = delete;

  /// Reports the series with these label values: the total of a counter since it began, what there
  /// is now of the others. What is refused (a value that is no member of its label, a combination
  /// that cannot exist; of a counter NaN, infinities and what is negative) is counted in
  /// `zerometer.invalid`, and the series is as if it had not been reported. What is reported twice
  /// is what was reported last.
  template <class Value>
    requires is_observable_as<Value, held>
  void observe(Value value, Types... labels) noexcept {
    if (!Metric::labels::valid(labels...)) {
      return report_invalid(invalid_reason::label);
    }
    // Before it is located: what is refused takes no series of texts.
    if (Metric::type == kind::counter && !is_countable(value)) {
      return;
    }
    const std::size_t series = locate(labels...);
    if (series == nowhere) {
      return;
    }
    if constexpr (std::is_same_v<held, double>) {
      put(series, static_cast<double>(value));
    } else {
      put(series, static_cast<std::uint64_t>(value));
    }
  }

  template <class Value, class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...> || !is_observable_as<Value, held>)
  void observe(Value, const Arguments&...) noexcept {
    static_assert(never<Value> || !are_labels<list<Types...>, Arguments...> ||
                      !std::is_floating_point_v<Value>,
                  "this metric holds integers: round the value before it is observed, or take an "
                  "observable of doubles.");
    static_assert(never<Value> ||
                      (are_labels<list<Types...>, Arguments...> && std::is_floating_point_v<Value>),
                  "observe takes the value first and then the metric's labels, each of its own "
                  "type, in the order of their declaration.");
  }

  /// What reports another observable of the same meter, in the same collection: where one reading
  /// brings the values of several, one's callback reports all of them, and the others' are empty.
  template <class Other>
  [[nodiscard]] observer<Other> also() const noexcept {
    using meter = typename Metric::meter;
    static_assert(std::is_same_v<meter, typename Other::meter> &&
                      Other::cells_per_series.observed != 0,
                  "also is for another observable of the same meter.");
    constexpr auto from =
        layout<meter>::template first_read<typename Metric::descriptor_type>.observed;
    constexpr auto to =
        layout<meter>::template first_read<typename Other::descriptor_type>.observed;
    return observer<Other>{
        observed_series{to_.values - from + to, to_.there, to_.first - from + to}};
  }

private:
  static constexpr std::size_t nowhere = ~std::size_t{0};

  [[nodiscard]] static std::size_t locate(Types... labels) noexcept {
    if constexpr (Metric::labels::is_open) {
      // The overflow of every collection would be that of the same series again.
      return Metric::labels::template locate<false>(labels...);
    } else {
      const std::size_t series = Metric::labels::index(labels...);
      if (!Metric::labels::exists(series)) {
        report_invalid(invalid_reason::combination);
        return nowhere;
      }
      return series;
    }
  }

  /// Whether a counter can be that; if not, it is counted.
  template <class Value>
  [[nodiscard]] static bool is_countable(const Value& value) noexcept {
    if constexpr (std::is_integral_v<Value>) {
      if (value < Value{}) {
        report_invalid(invalid_reason::negative);
        return false;
      }
    } else {
      const auto number = static_cast<double>(value);
      if (is_nan(number) || is_negative(number) || is_infinite(number)) {
        report_invalid(is_nan(number)        ? invalid_reason::nan
                       : is_negative(number) ? invalid_reason::negative
                                             : invalid_reason::infinite);
        return false;
      }
    }
    return true;
  }

  /// The overflow series is many: what is reported for it adds up, but for a gauge.
  template <class Number>
  void put(std::size_t series, Number value) noexcept {
    if constexpr (Metric::labels::is_open && Metric::type != kind::gauge) {
      if (series == Metric::labels::capacity) {
        value += std::bit_cast<Number>(to_.values[series]);
      }
    }
    to_.put(series, std::bit_cast<std::uint64_t>(value));
  }

  observed_series to_;
};

}  // namespace detail

/// `Metric` is the descriptor, the struct itself.
template <class Metric>
class observer : public detail::basic_observer<Metric> {
public:
  using detail::basic_observer<Metric>::basic_observer;
};

}  // namespace v0_1
}  // namespace zerometer
