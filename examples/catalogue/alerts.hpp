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
  bool counts = true;  // and has a rate; else it stands, and has a value
  std::array<selected_value, most> values{};
  std::size_t size = 0;
};

/// The same, of a kind that the compiler knows.
template <zm::kind Kind>
struct selection_of : selection {
  static constexpr bool counts_up = Kind == zm::kind::counter || Kind == zm::kind::histogram;
  static constexpr bool stands = Kind == zm::kind::gauge || Kind == zm::kind::up_down_counter;
};

template <class Type, zm::fixed_string... Keys, class... Types>
[[nodiscard]] consteval std::string_view key_of(zm::list<zm::label<Keys, Types>...>) noexcept {
  static_assert((std::size_t{0} + ... + std::is_same_v<Type, Types>) == 1,
                "each value of catalogue::of has the type of exactly one label of the metric.");
  std::string_view key;
  ((key = std::is_same_v<Type, Types> ? Keys.view() : key), ...);
  return key;
}

template <class Metric, class Value>
[[nodiscard]] consteval selected_value select_value(Value value) noexcept {
  constexpr std::string_view key = key_of<Value>(typename Metric::labels::labels{});
  if constexpr (key.empty()) {
    return {};
  } else {
    using domain = zm::detail::label_domain<Value>;
    return {key, domain::text(domain::index(value))};
  }
}

template <class Metric, class... Values>
[[nodiscard]] consteval selection_of<Metric::type> of(Values... values) noexcept {
  static_assert(sizeof...(Values) <= selection::most, "catalogue::of takes four values at most.");
  using result_type = selection_of<Metric::type>;
  result_type result{{.meter = Metric::meter::meter_name,
                      .metric = Metric::name,
                      .counts = result_type::counts_up}};
  ((result.values[result.size++] = select_value<Metric>(values)), ...);
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

/// Once is too often.
template <zm::kind Kind>
[[nodiscard]] consteval expression increases(selection_of<Kind> series) noexcept {
  static_assert(selection_of<Kind>::counts_up, "increases is for counters and histograms.");
  return {.what = condition::increases, .series = series};
}
/// More than so many a second.
template <zm::kind Kind>
[[nodiscard]] consteval expression rate_above(selection_of<Kind> series,
                                              double threshold) noexcept {
  static_assert(selection_of<Kind>::counts_up, "rate_above is for counters and histograms.");
  return {.what = condition::rate, .series = series, .threshold = threshold};
}
/// More than this part of all, 0 to 1: of the rates of what counts, of the values of what stands.
template <zm::kind Kind, zm::kind All>
[[nodiscard]] consteval expression share_above(selection_of<Kind> series, selection_of<All> all,
                                               double threshold) noexcept {
  static_assert((selection_of<Kind>::counts_up && selection_of<All>::counts_up) ||
                    (selection_of<Kind>::stands && selection_of<All>::stands),
                "share_above is for two that count, or two gauges or up-down counters.");
  return {.what = condition::share, .series = series, .all = all, .threshold = threshold};
}
/// One observation in so many is greater than the threshold, which is in the metric's unit.
template <zm::kind Kind>
[[nodiscard]] consteval expression quantile_above(double part, selection_of<Kind> series,
                                                  double threshold) noexcept {
  static_assert(Kind == zm::kind::histogram, "quantile_above is for histograms.");
  return {.what = condition::quantile, .series = series, .threshold = threshold, .part = part};
}
template <zm::kind Kind>
[[nodiscard]] consteval expression above(selection_of<Kind> series, double threshold) noexcept {
  static_assert(selection_of<Kind>::stands, "above is for gauges and up-down counters.");
  return {.what = condition::above, .series = series, .threshold = threshold};
}
template <zm::kind Kind>
[[nodiscard]] consteval expression below(selection_of<Kind> series, double threshold) noexcept {
  static_assert(selection_of<Kind>::stands, "below is for gauges and up-down counters.");
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
