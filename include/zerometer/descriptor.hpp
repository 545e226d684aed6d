// SPDX-License-Identifier: MIT
/// What every metric is described by: name, unit, help and labels, as a type without state.
///
/// Names follow OpenTelemetry's instrument syntax, units are UCUM; an empty unit and an
/// `{annotation}` are units. Renderers derive their own names (names.hpp).
#pragma once

#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/storage.hpp>
#include <zerometer/fixed_string.hpp>
#include <zerometer/label_set.hpp>
#include <zerometer/names.hpp>

#include <cstddef>
#include <string_view>

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
  static_assert(Unit.view().size() <= 63, "a unit is at most 63 characters long: use a UCUM code.");
  static_assert(!Help.view().empty(),
                "a metric needs a help text: write one, or zm::no_help to have none on purpose.");
  static constexpr std::string_view name = Name.view();
  static constexpr std::string_view unit = Unit.view();
  static constexpr std::string_view help = Help.view() == no_help.view() ? "" : Help.view();
};

/// The part of a descriptor that all kinds share. `Descriptor` is the kind's own class.
template <class Descriptor, class Meter, class Description, class Labels, kind Kind>
struct descriptor {
  using descriptor_type = Descriptor;
  using meter = Meter;
  using labels = Labels;
  static constexpr std::string_view name = Description::name;
  static constexpr std::string_view unit = Description::unit;
  static constexpr std::string_view help = Description::help;
  static constexpr kind type = Kind;

  static_assert(
      distinct_label_names(
          typename joined<typename Labels::labels, typename Labels::constants>::type{}),
      "two labels of a metric have the same name once Prometheus has spelled them: rename "
      "one.");

  static_assert(
      Labels::takes_any_unit || is_base_unit(Description::unit),
      "Prometheus expects base units (s, By, 1, {things}, m, V, A, J, W, g, Cel, Hz, or one "
      "of them per something): measure in one, say zm::nanosecond_bounds if the values are "
      "integers of a part of it, or add zm::unit_as_it_is to keep this unit.");

protected:
  using store = storage<Meter>;

  /// Off at compile time: no call may leave anything behind.
  static constexpr bool enabled = Meter::options::is_enabled;

  /// Whether every value is a member of its label.
  template <class... Values>
  [[nodiscard]] static constexpr bool valid(Values... values) noexcept {
    if constexpr (enabled) {
      return Labels::valid(values...);
    } else {
      (static_cast<void>(values), ...);
      return true;
    }
  }

  /// Where the metric's cells begin in its meter.
  [[nodiscard]] static consteval cells first() noexcept {
    return layout<Meter>::template first_of<Descriptor>;
  }
};

/// Whether a call's arguments are a descriptor's labels, exactly.
template <class Types, class... Arguments>
inline constexpr bool are_labels = std::is_same_v<Types, list<std::remove_cvref_t<Arguments>...>>;

/// False, and dependent, for a static_assert that an unwanted overload fails with.
template <class...>
inline constexpr bool never = false;

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
