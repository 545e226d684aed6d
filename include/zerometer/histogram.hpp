// SPDX-License-Identifier: MIT
/// A histogram: how observations are spread over buckets, and their sum.
///
/// An upper bound is inside its bucket. The count is never stored: it is the sum of the buckets, so
/// `_count` is the `+Inf` bucket always. An observation adds to the sum, then to its bucket; a
/// concurrent reader's sum includes every observation that it counts, and may include more. Sums
/// are exact to the rounding of each add. Source: OpenTelemetry, "Metrics API", Histogram;
/// Prometheus, "Exposition formats", Histograms.
#pragma once

#include <zerometer/bounds.hpp>
#include <zerometer/descriptor.hpp>
#include <zerometer/detail/report.hpp>

#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <class Meter, class Description, bounds Bounds, class Labels,
          class Types = typename Labels::types>
struct basic_histogram;

/// The verbs of a histogram. A descriptor derives from it.
template <class Meter, class Description, bounds Bounds, class Labels, class... Types>
struct basic_histogram<Meter, Description, Bounds, Labels, list<Types...>>
    : descriptor<basic_histogram<Meter, Description, Bounds, Labels, list<Types...>>, Meter,
                 Description, Labels, kind::histogram> {
  static_assert(all_finite(Bounds.upper, Bounds.size),
                "a histogram's bounds are finite: leave +Inf out, it is added for it.");
  static_assert(strictly_increasing(Bounds.upper, Bounds.size),
                "a histogram's bounds are strictly increasing: sort them and remove duplicates.");
  static_assert(!(Bounds.upper[0] < 0),
                "a histogram's bounds are not negative: its observations are not, or they had no "
                "sum that only rises.");

  static constexpr auto& upper_bounds = Bounds.upper;
  static constexpr std::size_t buckets = Bounds.size + 1;
  static constexpr cells cells_per_series{.counts = buckets, .sums = 1};

  /// One series; see basic_counter::handle.
  class handle {
  public:
    constexpr handle() noexcept = default;
    void observe(double value) const noexcept { basic_histogram::record(value, bucket_, sum_); }

  private:
    friend basic_histogram;
    constexpr handle(std::size_t bucket, std::size_t sum) noexcept
        : bucket_{static_cast<std::uint32_t>(bucket)}, sum_{static_cast<std::uint32_t>(sum)} {}
    std::uint32_t bucket_ = static_cast<std::uint32_t>(layout<Meter>::total.counts);
    std::uint32_t sum_ =
        static_cast<std::uint32_t>(layout<Meter>::sums_begin + layout<Meter>::total.sums);
  };

  /// Records one observation, in the metric's unit. NaN and negative values are counted in
  /// `zerometer.invalid` instead; an infinite one is counted there and in its bucket, not summed.
  static void observe(double value, Types... labels) noexcept {
    if (!Labels::valid(labels...)) [[unlikely]] {
      return report_invalid(invalid_reason::label);
    }
    const std::size_t series = Labels::index(labels...);
    record(value, first_bucket(series), first_sum(series));
  }

  /// A handle to the series with these label values, for a loop. A value that is no member of its
  /// label is counted in `zerometer.invalid`, and the handle is empty.
  [[nodiscard]] static handle series(Types... labels) noexcept {
    if (!Labels::valid(labels...)) [[unlikely]] {
      report_invalid(invalid_reason::label);
      return {};
    }
    const std::size_t series = Labels::index(labels...);
    return handle{first_bucket(series), first_sum(series)};
  }

  template <class Value, class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...>)
  static void observe(Value, const Arguments&...) noexcept {
    static_assert(never<Value>,
                  "observe takes the value first and then the metric's labels, each of its own "
                  "type, in the order of their declaration.");
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
  using table = bucket_table<Bounds>;

  [[nodiscard]] static constexpr std::size_t first_bucket(std::size_t series) noexcept {
    return basic_histogram::first().counts + series * buckets;
  }
  [[nodiscard]] static constexpr std::size_t first_sum(std::size_t series) noexcept {
    return layout<Meter>::sums_begin + basic_histogram::first().sums + series;
  }

  static void record(double value, std::size_t bucket, std::size_t sum) noexcept {
    const std::uint64_t bits = bits_of(value);
    // One compare tells +0 … DBL_MAX from all else; -0.0 takes the cold way and counts.
    if ((bits >> 52) >= (infinity_bits >> 52)) [[unlikely]] {
      return record_unusual(value, bucket, sum);
    }
    basic_histogram::store::observe(sum, value, bucket + table::find(bits));
  }

  [[gnu::cold, gnu::noinline]] static void record_unusual(double value, std::size_t bucket,
                                                          std::size_t sum) noexcept {
    const std::uint64_t bits = bits_of(value);
    const std::uint64_t magnitude = bits & ~(std::uint64_t{1} << 63);
    if (magnitude > infinity_bits) {
      report_invalid(invalid_reason::nan);
    } else if (magnitude == infinity_bits) {
      report_invalid(invalid_reason::infinite);
      basic_histogram::store::add(bucket + (bits == magnitude ? Bounds.size : 0), 1);
    } else if (magnitude == 0) {
      basic_histogram::store::observe(sum, 0.0, bucket + table::find(0));
    } else {
      report_invalid(invalid_reason::negative);
    }
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
