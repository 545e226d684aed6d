// SPDX-License-Identifier: MIT
/// What every metric is described by: name, unit, help and labels, as a type without state.
///
/// Names follow OpenTelemetry's instrument syntax, units are UCUM; an empty unit and an
/// `{annotation}` are units. Renderers derive their own names (names.hpp).
#pragma once

#include <zerometer/detail/common_cells.hpp>
#include <zerometer/detail/drop_flag.hpp>
#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/report.hpp>
#include <zerometer/detail/storage.hpp>
#include <zerometer/fixed_string.hpp>
#include <zerometer/label_set.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>
#include <zerometer/text_label.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Name, unit and help as one type.
template <fixed_string Name, fixed_string Unit, fixed_string Help>
struct description {
  static_assert(
      is_metric_name(Name.view()),
      "a metric name has letters, digits and _ . - /, begins with a letter and is at most "
      "255 characters long: rename the metric.");
  static_assert(!ends_in_total(Name.view()),
                "a metric's name does not end in total: Prometheus's _total is added to a "
                "counter's, and would make another look like one: rename the metric.");
  static_assert(Unit.view().size() <= 63, "a unit is at most 63 characters long: use a UCUM code.");
  static_assert(has_closed_annotations(Unit.view()),
                "an annotation in a unit begins with { and ends with }, and has neither in it: "
                "write \"{request}\".");
  static_assert(!Help.view().empty(),
                "a metric needs a help text: write one, or zm::no_help to have none on purpose.");
  static constexpr std::string_view name = Name.view();
  static constexpr std::string_view unit = Unit.view();
  static constexpr std::string_view help = Help.view() == no_help.view() ? "" : Help.view();
};

/// The part of a descriptor that all kinds share. `Descriptor` is the kind's own class, and what is
/// not recorded is an observable.
template <class Descriptor, class Meter, class Description, class Labels, kind Kind,
          bool IsRecorded = true>
struct descriptor {
  using descriptor_type = Descriptor;
  using meter = Meter;
  using labels = Labels;
  static constexpr std::string_view name = Description::name;
  static constexpr std::string_view unit = Description::unit;
  static constexpr std::string_view help = Description::help;
  static constexpr kind type = Kind;
  /// Whether its cells are in its meter's block for all threads. Gauges are in a block of theirs.
  static constexpr bool is_common = Labels::is_common && Kind != kind::gauge;

  static_assert(
      distinct_label_names(
          typename joined<typename Labels::labels, typename Labels::constants>::type{}),
      "two labels of a metric have the same name once Prometheus has spelled them: rename "
      "one.");

  static_assert(Kind == kind::histogram || !Labels::has_min_max,
                "only a histogram keeps a minimum and a maximum: remove zm::min_max here.");

  static_assert(Kind == kind::histogram || !Labels::is_signed,
                "zm::signed_values is for histograms: a gauge and an up-down counter may be "
                "negative as they are, a counter never. Remove it here.");

  static_assert(!IsRecorded || !Labels::says_bindings,
                "zm::bindings is for observables, which are bound to what reports them; this "
                "metric is recorded. Remove zm::bindings here.");

  static_assert((IsRecorded && Kind != kind::gauge) || !Labels::is_open || Labels::is_common,
                "a gauge's value, and what an observable reports, is one for all threads: remove "
                "zm::per_thread here.");

  static_assert(
      Labels::takes_any_unit || is_base_unit(Description::unit),
      "Prometheus expects base units (s, By, 1, {things}, m, V, A, J, W, g, Cel, Hz, or one "
      "of them per something): measure in one, say zm::nanosecond_bounds if the values are "
      "integers of a part of it, or add zm::unit_as_it_is to keep this unit.");

protected:
  using store = std::conditional_t<is_common, common_cells<Meter>, storage<Meter>>;

  /// Off at compile time: no call may leave anything behind.
  static constexpr bool enabled = Meter::options::is_enabled;

  /// Where a recording goes that goes nowhere.
  static constexpr std::size_t nowhere = ~std::size_t{0};

  /// Whether anything is recorded: not where the meter is off, or was dropped.
  [[nodiscard]] static bool recording() noexcept {
    if constexpr (Meter::options::is_droppable) {
      return !is_dropped<Meter>();
    } else {
      return enabled;
    }
  }

  /// Whether every value is a member of its label; if not, it is counted.
  template <class... Values>
  [[nodiscard]] static bool is_member(Values... values) noexcept {
    if (!Labels::valid(values...)) [[unlikely]] {
      report_invalid(invalid_reason::label);
      return false;
    }
    return true;
  }

  /// The series with these label values, or `nowhere`: when nothing is recorded, or a value is no
  /// member of its label, which is counted.
  template <class... Values>
  [[nodiscard]] static std::size_t locate(Values... values) noexcept {
    if constexpr (enabled) {
      if (!recording()) {
        return nowhere;
      }
      if (!is_member(values...)) [[unlikely]] {
        return nowhere;
      }
      if constexpr (Labels::is_open) {
        return Labels::locate(values...);
      } else {
        return Labels::index(values...);
      }
    } else {
      (static_cast<void>(values), ...);
      return nowhere;
    }
  }

  /// The same for a recording that may be refused for its value; asked only where labels are texts,
  /// whose series it must not take then. It gets some number, since nothing will be written.
  template <class... Values>
  [[nodiscard]] static std::size_t locate_for(bool is_refused, Values... values) noexcept {
    if (enabled && is_refused) [[unlikely]] {
      return recording() && is_member(values...) ? 0 : nowhere;
    }
    return locate(values...);
  }

  /// Where the metric's cells begin in its meter.
  [[nodiscard]] static consteval cells first() noexcept {
    // Complete, so that the meter's budget is checked where all that is used of it lies elsewhere.
    static_assert(sizeof(storage<Meter>) != 0);
    return layout<Meter>::template first_of<Descriptor>;
  }
};

/// Whether a call's arguments are a descriptor's labels: each of its own type exactly, and what
/// converts to it where that is known only at run time.
template <class Type, class Argument>
inline constexpr bool is_label_value = std::is_same_v<Type, std::remove_cvref_t<Argument>>;
template <class Type, class Argument>
  requires is_text<Type>
inline constexpr bool is_label_value<Type, Argument> = std::is_convertible_v<const Argument&, Type>;

template <class Types, class... Arguments>
inline constexpr bool are_labels = false;
template <class... Types, class... Arguments>
  requires(sizeof...(Types) == sizeof...(Arguments))
inline constexpr bool are_labels<list<Types...>, Arguments...> =
    (is_label_value<Types, Arguments> && ...);

/// Whether a call's arguments are one of whatever type, or one that is a `Value`, and behind it a
/// descriptor's labels.
template <class Types, class... Arguments>
inline constexpr bool are_one_and_labels = false;
template <class Types, class First, class... Rest>
inline constexpr bool are_one_and_labels<Types, First, Rest...> = are_labels<Types, Rest...>;

template <class Value, class Types, class... Arguments>
inline constexpr bool are_value_and_labels = false;
template <class Value, class Types, class First, class... Rest>
inline constexpr bool are_value_and_labels<Value, Types, First, Rest...> =
    std::is_convertible_v<First&, Value> && are_labels<Types, Rest...>;

/// False, and dependent, for a static_assert that an unwanted overload fails with.
template <class...>
inline constexpr bool never = false;

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
