// SPDX-License-Identifier: MIT
/// What shall wake somebody, stated beside an exposition as a table of constants:
///
///     inline constexpr std::array alerts{
///         catalogue::alert{.name = "JobAttemptsExhausted",
///                          .when =
///                          catalogue::increases(catalogue::of<jobs::failures>(exhausted{true})),
///                          .severity = "critical",
///                          .summary = "Jobs of {{ $labels.queue_name }} fail for good"},
///     };
///
/// `of<metric>(values...)` are the series with those label values; a value finds its label by its
/// type, as the parameters of a zm::only_if do. A metric or a value that does not exist does not
/// compile.
#pragma once

#include <zerometer/label.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace catalogue {

namespace zm = zerometer;

struct selected_value {
  std::string_view key;
  std::string_view value;
};

/// Series of one metric.
struct selection {
  static constexpr std::size_t most = 4;
  std::string_view meter{};
  std::string_view metric{};
  zm::kind type = zm::kind::counter;
  std::array<selected_value, most> values{};
  std::size_t size = 0;
};

template <class Type, zm::fixed_string... Keys, class... Types>
[[nodiscard]] consteval std::string_view key_of(zm::list<zm::label<Keys, Types>...>) noexcept {
  static_assert((std::size_t{0} + ... + std::is_same_v<Type, Types>) == 1,
                "each value of catalogue::of has the type of exactly one label of the metric.");
  std::string_view key;
  ((key = std::is_same_v<Type, Types> ? Keys.view() : key), ...);
  return key;
}

template <class Metric, class... Values>
[[nodiscard]] consteval selection of(Values... values) noexcept {
  static_assert(sizeof...(Values) <= selection::most, "catalogue::of takes four values at most.");
  selection result{
      .meter = Metric::meter::meter_name, .metric = Metric::name, .type = Metric::type};
  ((result.values[result.size++] = {key_of<Values>(typename Metric::labels::labels{}),
                                    zm::detail::label_domain<Values>::text(
                                        zm::detail::label_domain<Values>::index(values))}),
   ...);
  return result;
}

enum class condition : unsigned char { increases, rate, share, quantile, above, below };

/// What is compared with the threshold.
struct expression {
  condition what;
  selection series;
  selection all{};  // of a share
  double threshold = 0;
  double part = 0;  // of a quantile
};

// Not constexpr on purpose: the compiler's message names them.
inline void this_condition_is_for_counters_and_histograms() noexcept {}
inline void this_condition_is_for_histograms() noexcept {}
inline void this_condition_is_for_gauges_and_up_down_counters() noexcept {}

[[nodiscard]] consteval bool counts(const selection& series) noexcept {
  if (series.type != zm::kind::counter && series.type != zm::kind::histogram) {
    this_condition_is_for_counters_and_histograms();
  }
  return true;
}
[[nodiscard]] consteval bool stands(const selection& series) noexcept {
  if (series.type != zm::kind::gauge && series.type != zm::kind::up_down_counter) {
    this_condition_is_for_gauges_and_up_down_counters();
  }
  return true;
}

/// Once is too often.
[[nodiscard]] consteval expression increases(selection series) noexcept {
  static_cast<void>(counts(series));
  return {.what = condition::increases, .series = series};
}
/// More than so many a second.
[[nodiscard]] consteval expression rate_above(selection series, double threshold) noexcept {
  static_cast<void>(counts(series));
  return {.what = condition::rate, .series = series, .threshold = threshold};
}
/// More than this part of all, 0 to 1: of the rates of what counts, of the values of what stands.
[[nodiscard]] consteval expression share_above(selection series, selection all,
                                               double threshold) noexcept {
  if (all.type == zm::kind::gauge || all.type == zm::kind::up_down_counter) {
    static_cast<void>(stands(series));
  } else {
    static_cast<void>(counts(series) && counts(all));
  }
  return {.what = condition::share, .series = series, .all = all, .threshold = threshold};
}
/// One observation in so many is greater than the threshold, which is in the metric's unit.
[[nodiscard]] consteval expression quantile_above(double part, selection series,
                                                  double threshold) noexcept {
  if (series.type != zm::kind::histogram) {
    this_condition_is_for_histograms();
  }
  return {.what = condition::quantile, .series = series, .threshold = threshold, .part = part};
}
[[nodiscard]] consteval expression above(selection series, double threshold) noexcept {
  static_cast<void>(stands(series));
  return {.what = condition::above, .series = series, .threshold = threshold};
}
[[nodiscard]] consteval expression below(selection series, double threshold) noexcept {
  static_cast<void>(stands(series));
  return {.what = condition::below, .series = series, .threshold = threshold};
}

struct alert {
  std::string_view name;
  expression when;
  std::string_view over = "5m";  // what rates and increases look back on
  std::string_view pending{};    // `for`: how long it must hold
  std::string_view severity = "warning";
  std::string_view summary{};
};

}  // namespace catalogue
