// SPDX-License-Identifier: MIT
/// What a descriptor is in OTLP, whichever way it is encoded: the kind of its data, the types of
/// its values and of its attributes.
///
/// Sources: opentelemetry-proto, metrics.proto and common.proto; OpenTelemetry, "Metrics SDK", Sum
/// Aggregation. An info is a gauge at 1. A label of a bool or of a closed set of integers keeps its
/// type, which a Prometheus page cannot.
#pragma once

#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/open_labels.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/label.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>
#include <zerometer/resource.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

enum class otlp_data : unsigned char { gauge, sum, histogram };

template <class Metric>
inline constexpr otlp_data otlp_data_of =
    Metric::type == kind::histogram                                          ? otlp_data::histogram
    : Metric::type == kind::counter || Metric::type == kind::up_down_counter ? otlp_data::sum
                                                                             : otlp_data::gauge;

/// What counts upwards alone: that, and nothing else, can be told as a delta.
template <class Metric>
inline constexpr bool otlp_is_monotonic =
    Metric::type == kind::counter || Metric::type == kind::histogram;

template <class Metric>
[[nodiscard]] consteval bool otlp_has_doubles() noexcept {
  if constexpr (Metric::type == kind::info) {
    return false;
  } else {
    return std::is_same_v<typename Metric::value_type, double>;
  }
}

/// Sums say nothing where observations may be negative.
template <class Metric>
[[nodiscard]] consteval bool otlp_has_sum() noexcept {
  if constexpr (requires { Metric::domain::is_signed; }) {
    return !Metric::domain::is_signed;
  } else {
    return true;
  }
}

/// The minimum and the maximum of a point, in the metric's unit; those that are not known are not
/// told.
struct otlp_min_max {
  bool are_known;
  double min;
  double max;
};

/// A double as both encodings have it: one zero and one NaN, since text has no more of them.
[[nodiscard]] constexpr double otlp_double(double value) noexcept {
  if (is_nan(value)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return magnitude_bits(value) == 0 ? 0.0 : value;
}

/// The value of an attribute.
struct otlp_value {
  value_type type;
  std::string_view text;
  std::uint64_t bits = 0;  // of what is no text
};

[[nodiscard]] inline otlp_value otlp_value_of(const stored_attribute& attribute) noexcept {
  const std::uint64_t bits = attribute.bits();
  if (attribute.type == value_type::number) {
    return {value_type::number, {}, bits_of(otlp_double(std::bit_cast<double>(bits)))};
  }
  return {attribute.type, attribute.value, bits};
}

/// The value number `index` of a label's type.
template <class Type>
[[nodiscard]] constexpr otlp_value otlp_value_at(std::size_t index) noexcept {
  using domain = label_domain<Type>;
  if constexpr (std::is_same_v<Type, overflow_mark>) {
    return {value_type::boolean, {}, 1U};
  } else if constexpr (std::is_same_v<Type, bool>) {
    return {value_type::boolean, {}, domain::at(index) ? 1U : 0U};
  } else if constexpr (requires { domain::at(index).value(); }) {
    return {value_type::integer, {}, static_cast<std::uint64_t>(domain::at(index).value())};
  } else {
    return {value_type::text, domain::text(index)};
  }
}

/// Appends a descriptor's constants, or a meter's attributes.
template <class Encoding, class... Attributes>
constexpr void append_attributes(text_writer& out, char tag, list<Attributes...>) noexcept {
  static_cast<void>(out);
  static_cast<void>(tag);
  ((Attributes::value.empty() ? static_cast<void>(0)
                              : Encoding::append_attribute(out, tag, Attributes::key,
                                                           {value_type::text, Attributes::value})),
   ...);
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
