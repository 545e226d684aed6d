// SPDX-License-Identifier: MIT
/// A histogram: how observations are spread over buckets, and their sum.
///
/// An upper bound is inside its bucket. The count is never stored: it is the sum of the buckets, so
/// `_count` is the `+Inf` bucket always. An observation adds to the sum, then to its bucket; a
/// concurrent reader's sum includes every observation that it counts, and may include more. Sums of
/// integers are exact and wrap, sums of doubles are exact to the rounding of each add. With
/// zm::min_max, minimum and maximum are written before the bucket as well, and include what is
/// counted likewise; those of finite observations alone, since the process began, or its fork.
/// Source: OpenTelemetry, "Metrics API", Histogram; opentelemetry-proto, metrics.proto,
/// HistogramDataPoint; Prometheus, "Exposition formats", Histograms.
#pragma once

#include <zerometer/descriptor.hpp>
#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/buckets.hpp>
#include <zerometer/detail/report.hpp>
#include <zerometer/detail/whole.hpp>
#include <zerometer/histogram_value.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {

namespace detail {

/// Where an empty or a full handle has them: nowhere, where they are not kept.
template <bool IsKept>
struct extremes_index {
  constexpr explicit extremes_index(std::size_t) noexcept {}
};
template <>
struct extremes_index<true> {
  std::uint32_t first;
  constexpr explicit extremes_index(std::size_t index) noexcept
      : first{static_cast<std::uint32_t>(index)} {}
};

template <class Meter, class Description, class Domain, class Labels,
          class Types = typename Labels::types>
struct basic_histogram;

/// The verbs of a histogram. A descriptor derives from it.
template <class Meter, class Description, class Domain, class Labels, class... Types>
struct basic_histogram<Meter, Description, Domain, Labels, list<Types...>>
    : descriptor<basic_histogram<Meter, Description, Domain, Labels, list<Types...>>, Meter,
                 Description, Labels, kind::histogram> {
  static_assert(!Domain::of_seconds || Description::unit == "s" ||
                    Description::unit.starts_with("s/"),
                "zm::nanosecond_bounds and its kin are parts of the second: give the histogram the "
                "unit \"s\", or take zm::whole_bounds for integers of its own unit.");
  using domain = Domain;
  using sum_type = typename Domain::sum_type;
  /// Whether minimum and maximum are kept.
  static constexpr bool has_min_max = Labels::has_min_max;
  using value_type = histogram_value<sum_type, has_min_max>;
  /// What observe takes: a double, or an integer.
  using observed = std::conditional_t<std::is_same_v<sum_type, double>, double, whole>;
  static constexpr bool of_integers = !std::is_same_v<sum_type, double>;
  static constexpr std::size_t buckets = Domain::size + 1;
  static constexpr cells cells_per_series{.counts = buckets,
                                          .late = of_integers ? 1 : 0,
                                          .sums = of_integers ? 0 : 1,
                                          .greatest = has_min_max ? 2 : 0};

  /// What a snapshot holds of a series.
  template <class Snapshot>
  [[nodiscard]] static value_type read(const Snapshot& values, std::size_t series) noexcept {
    const std::uint64_t* const counts =
        values.template counts<basic_histogram>() + series * buckets;
    if constexpr (of_integers) {
      return {counts, buckets, values.template late<basic_histogram>()[series],
              read_extremes(values, series)};
    } else {
      return {counts, buckets, values.template sums<basic_histogram>()[series],
              read_extremes(values, series)};
    }
  }

  /// Whether anything was recorded in a series.
  template <class Snapshot>
  [[nodiscard]] static bool touched(const Snapshot& values, std::size_t series) noexcept {
    return read(values, series).count() != 0;
  }

  /// One series; see basic_counter::handle.
  class handle {
  public:
    constexpr handle() noexcept = default;
    [[gnu::always_inline]] void observe(observed value) const noexcept {
      if (basic_histogram::recording()) {
        if constexpr (has_min_max) {
          basic_histogram::record(value, bucket_, sum_, std::size_t{extremes_.first});
        } else {
          basic_histogram::record(value, bucket_, sum_);
        }
      }
    }
    template <class... Arguments>
      requires(!are_value_and_labels<observed, list<>, Arguments...>)
    void observe(const Arguments&...) const noexcept {
      static_assert(never<Arguments...>, "observe takes a number alone: a handle has its labels.");
    }

  private:
    friend basic_histogram;
    constexpr handle(std::size_t bucket, std::size_t sum, std::size_t extremes) noexcept
        : bucket_{static_cast<std::uint32_t>(bucket)}, sum_{static_cast<std::uint32_t>(sum)},
          extremes_{extremes} {}
    std::uint32_t bucket_ = static_cast<std::uint32_t>(basic_histogram::store::shape.total.counts);
    std::uint32_t sum_ = static_cast<std::uint32_t>(
        basic_histogram::sum_begin() + (of_integers ? basic_histogram::store::shape.total.late
                                                    : basic_histogram::store::shape.total.sums));
    [[no_unique_address]] extremes_index<has_min_max> extremes_{
        basic_histogram::store::shape.greatest_begin +
        basic_histogram::store::shape.total.greatest};
  };

  /// Records one observation, in the metric's unit or, of integers, in the unit of the bounds. NaN
  /// and, unless the histogram has zm::signed_values, negative values are counted in
  /// `zerometer.invalid` instead; an infinite one is counted there and in its bucket, not summed.
  /// Inlined by force: clang 14 finds it too large where several places call it.
  [[gnu::always_inline]] static void observe(observed value, Types... labels) noexcept {
    const std::size_t series =
        basic_histogram::locate_for(Labels::is_open && refuses(value), labels...);
    if (series != basic_histogram::nowhere) [[likely]] {
      record_in(value, series);
    }
  }

  /// The same from a signal handler, exact whatever the handler interrupts: two locked operations,
  /// and one for each of minimum and maximum that it moves.
  static void observe_signal_safe(observed value, Types... labels) noexcept {
    const std::size_t series =
        basic_histogram::locate_for(Labels::is_open && refuses(value), labels...);
    if (series != basic_histogram::nowhere) [[likely]] {
      record_in<true>(value, series);
    }
  }

  /// A handle to the series with these label values, for a loop. A value that is no member of its
  /// label is counted in `zerometer.invalid`, and the handle is empty.
  [[nodiscard]] static handle series(Types... labels) noexcept {
    const std::size_t series = basic_histogram::locate(labels...);
    if (series == basic_histogram::nowhere) [[unlikely]] {
      return {};
    }
    return handle{first_bucket(series), first_sum(series), first_extreme(series)};
  }

  template <class... Arguments>
    requires(!are_value_and_labels<observed, list<Types...>, Arguments...>)
  static void observe(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "observe takes the value first and then the metric's labels: a number, and each "
                  "label of its own type, in the order of their declaration.");
  }
  template <class... Arguments>
    requires(!are_value_and_labels<observed, list<Types...>, Arguments...>)
  static void observe_signal_safe(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "observe_signal_safe takes the value first and then the metric's labels: a "
                  "number, and each label of its own type, in the order of their declaration.");
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
  using table = bucket_table<Domain>;

  [[nodiscard]] static constexpr std::size_t sum_begin() noexcept {
    return of_integers ? basic_histogram::store::shape.late_begin
                       : basic_histogram::store::shape.sums_begin;
  }
  [[nodiscard]] static constexpr std::size_t first_bucket(std::size_t series) noexcept {
    return basic_histogram::first().counts + series * buckets;
  }
  [[nodiscard]] static constexpr std::size_t first_sum(std::size_t series) noexcept {
    return sum_begin() +
           (of_integers ? basic_histogram::first().late : basic_histogram::first().sums) + series;
  }
  [[nodiscard]] static constexpr std::size_t first_extreme(std::size_t series) noexcept {
    return basic_histogram::store::shape.greatest_begin + basic_histogram::first().greatest +
           series * cells_per_series.greatest;
  }

  /// Whether a value is counted as invalid, and nowhere else.
  [[nodiscard]] static constexpr bool refuses(const observed& value) noexcept {
    if constexpr (of_integers) {
      return value.negative();
    } else {
      return is_nan(value) || (!Domain::is_signed && is_negative(value) && is_finite(value));
    }
  }

  template <class Snapshot>
  [[nodiscard]] static least_and_greatest<sum_type, has_min_max>
  read_extremes(const Snapshot& values, std::size_t series) noexcept {
    if constexpr (has_min_max) {
      const std::uint64_t* const keys =
          values.template greatest<basic_histogram>() + series * cells_per_series.greatest;
      const std::uint64_t least = ~keys[1];
      return {value_of(least), value_of(keys[0]), least <= keys[0]};
    } else {
      static_cast<void>(values);
      static_cast<void>(series);
      return {};
    }
  }
  [[nodiscard]] static sum_type value_of(std::uint64_t key) noexcept {
    if constexpr (of_integers) {
      return key;
    } else {
      return Domain::value(key);
    }
  }

  // `extremes` is where a series' minimum and maximum are, or nothing where they are not kept.
  template <bool Shared = false>
  [[gnu::always_inline]] static void record_in(observed value, std::size_t series) noexcept {
    if constexpr (has_min_max) {
      record<Shared>(value, first_bucket(series), first_sum(series), first_extreme(series));
    } else {
      record<Shared>(value, first_bucket(series), first_sum(series));
    }
  }

  template <bool Shared = false, class... Index>
  [[gnu::always_inline]] static void record(double value, std::size_t bucket, std::size_t sum,
                                            Index... extremes) noexcept
    requires(!of_integers)
  {
    // One compare tells what is ordinary: +0 … DBL_MAX, or all that is finite.
    const std::uint64_t bits = Domain::is_signed ? magnitude_bits(value) : bits_of(value);
    if (basic_histogram::enabled && (bits >> 52) >= (infinity_bits >> 52)) [[unlikely]] {
      return record_unusual<Shared>(bits_of(value), bucket, sum, extremes...);
    }
    const std::uint64_t form = Domain::form(value);
    add<Shared>(sum, value, bucket + table::find(form), detail::extremes{extremes, form}...);
  }

  template <bool Shared = false, class... Index>
  [[gnu::always_inline]] static void record(whole value, std::size_t bucket, std::size_t sum,
                                            Index... extremes) noexcept
    requires(of_integers)
  {
    if (basic_histogram::enabled && value.negative()) [[unlikely]] {
      return report_invalid(invalid_reason::negative);
    }
    add<Shared>(sum, value.magnitude(), bucket + table::find(value.magnitude()),
                detail::extremes{extremes, value.magnitude()}...);
  }

  template <bool Shared, class Amount, class... Extremes>
  static void add(std::size_t sum, Amount value, std::size_t bucket, Extremes... reached) noexcept {
    if constexpr (Shared) {
      basic_histogram::store::observe_shared(sum, value, bucket, reached...);
    } else {
      basic_histogram::store::observe(sum, value, bucket, reached...);
    }
  }

  template <bool Shared, class... Index>
  [[gnu::cold, gnu::noinline]] static void record_unusual(std::uint64_t bits, std::size_t bucket,
                                                          std::size_t sum,
                                                          Index... extremes) noexcept {
    if (is_nan(bits)) {
      report_invalid(invalid_reason::nan);
    } else if (is_infinite(bits)) {
      report_invalid(invalid_reason::infinite);
      // Not summed: a zero is added in its place. Neither minimum nor maximum.
      add<Shared>(sum, sum_type{}, bucket + (is_negative(bits) ? 0 : Domain::size));
    } else if (is_negative(bits)) {
      report_invalid(invalid_reason::negative);
    } else {
      const std::uint64_t form = Domain::form(0.0);
      add<Shared>(sum, sum_type{}, bucket + table::find(form), detail::extremes{extremes, form}...);
    }
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
