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
/// type, as the parameters of a zm::only_if do. A metric, a value or a combination that does not
/// exist does not compile.
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

/// Not constexpr, so that a consteval function cannot call them: the compiler tells their names.
inline void each_value_of_catalogue_of_is_one_that_its_label_can_have() {}
inline void the_only_if_of_the_metric_leaves_no_series_with_these_values_select_others() {}
inline void the_part_of_quantile_above_is_greater_than_0_and_less_than_1_as_0_99() {}
inline void over_and_pending_are_durations_of_Prometheus_as_90s_or_5m_or_1h30m() {}

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
    if (domain::index(value) >= domain::count) {
      each_value_of_catalogue_of_is_one_that_its_label_can_have();
    }
    return {key, domain::text(domain::index(value))};
  }
}

/// Whether the label at a place of the closed ones is not selected, or has the value that is.
struct choice {
  bool is_fixed = false;
  std::size_t index = 0;
};

/// Whether a metric's only_if leaves a combination with these values. The first that it leaves is
/// enough, and after so many that it does not, the compiler is spared the rest.
template <class Closed, std::size_t Size>
[[nodiscard]] consteval bool some_combination(const std::array<choice, Size>& chosen) noexcept {
  constexpr std::size_t most = 100'000;
  std::size_t free = 1;
  for (std::size_t i = 0; i + 1 < Size; ++i) {
    free *= chosen[i].is_fixed ? 1 : Closed::counts[i];
  }
  for (std::size_t n = 0; n < free; ++n) {
    std::size_t rest = n;
    std::size_t combination = 0;
    for (std::size_t i = 0; i + 1 < Size; ++i) {
      const std::size_t count = chosen[i].is_fixed ? 1 : Closed::counts[i];
      combination += (chosen[i].is_fixed ? chosen[i].index : rest % count) * Closed::strides[i];
      rest /= count;
    }
    if (n == most || Closed::possible(combination)) {
      return true;
    }
  }
  return false;
}

template <class Closed, class... Types, class... Values>
[[nodiscard]] consteval bool exists_with(zm::list<Types...>, Values... values) noexcept {
  std::array<choice, sizeof...(Types) + 1> chosen{};
  [[maybe_unused]] const auto fix = [&]<class Value>(Value value) {
    std::size_t place = 0;
    ((std::is_same_v<Value, Types>
          ? void(chosen[place++] = {true, zm::detail::label_domain<Value>::index(value)})
          : void(++place)),
     ...);
  };
  (fix(values), ...);
  return some_combination<Closed>(chosen);
}

template <class Metric, class... Values>
[[nodiscard]] consteval selection_of<Metric::type> of(Values... values) noexcept {
  static_assert(sizeof...(Values) <= selection::most, "catalogue::of takes four values at most.");
  using result_type = selection_of<Metric::type>;
  result_type result{{.meter = Metric::meter::meter_name,
                      .metric = Metric::name,
                      .counts = result_type::counts_up}};
  ((result.values[result.size++] = select_value<Metric>(values)), ...);
  using closed = typename Metric::labels::closed;
  if (!exists_with<closed>(typename closed::types{}, values...)) {
    the_only_if_of_the_metric_leaves_no_series_with_these_values_select_others();
  }
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
  if (!(part > 0 && part < 1)) {
    the_part_of_quantile_above_is_greater_than_0_and_less_than_1_as_0_99();
  }
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

/// Whether a text is a duration of Prometheus that is longer than 0: numbers with units, of which
/// each is there once at most, the longest first. Source: Prometheus, "Time durations".
[[nodiscard]] constexpr bool is_duration(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 7> units{"y", "w", "d", "h", "m", "s", "ms"};
  std::size_t next = 0;  // of the units that may still come
  bool is_longer = false;
  while (!text.empty()) {
    const std::size_t digits = text.find_first_not_of("0123456789");
    if (digits == 0 || digits > 9) {
      return false;
    }
    is_longer = is_longer || text.substr(0, digits).find_first_not_of('0') < digits;
    text.remove_prefix(digits);
    const std::string_view unit = text.substr(0, text.find_first_of("0123456789"));
    while (next < units.size() && units[next] != unit) {
      ++next;
    }
    if (next++ == units.size()) {
      return false;
    }
    text.remove_prefix(unit.size());
  }
  return is_longer;
}

/// A duration as Prometheus writes it: "5m".
struct duration {
  std::string_view text{};

  constexpr duration() noexcept = default;
  consteval duration(std::string_view said) noexcept : text{said} {
    if (!is_duration(said)) {
      over_and_pending_are_durations_of_Prometheus_as_90s_or_5m_or_1h30m();
    }
  }
  consteval duration(const char* said) noexcept : duration{std::string_view{said}} {}
};

struct alert {
  std::string_view name;
  expression when;
  duration over = "5m";  // what rates and increases look back on
  duration pending{};    // `for`: how long it must hold
  std::string_view severity = "warning";
  std::string_view summary{};
};

}  // namespace catalogue
