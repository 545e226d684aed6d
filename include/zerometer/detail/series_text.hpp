// SPDX-License-Identifier: MIT
/// A series and a number as a person reads them: `my.server: requests method=GET hit=true`.
///
/// For messages of tests; a page has fragments that the compiler wrote.
#pragma once

#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/double.hpp>
#include <zerometer/detail/integer.hpp>
#include <zerometer/detail/prometheus_escape.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/label_set.hpp>
#include <zerometer/list.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// An absent label is left out.
inline void append_label_value(text_writer& out, std::string_view key,
                               std::string_view value) noexcept {
  if (!value.empty()) {
    out.append(" ");
    out.append(key);
    out.append("=");
    append_escaped(out, value, false);
  }
}

template <class Labels, class... Label, std::size_t... Position>
void append_label_values(text_writer& out, std::size_t series, list<Label...>,
                         std::index_sequence<Position...>) noexcept {
  static_cast<void>(series);
  (append_label_value(out, Label::key, Labels::template text<Position>(series)), ...);
}

/// Meter, metric, and each label with its value.
template <class Metric>
void append_series(text_writer& out, std::size_t series) noexcept {
  using labels = typename Metric::labels::labels;
  out.append(Metric::meter::meter_name);
  out.append(": ");
  out.append(Metric::name);
  append_label_values<typename Metric::labels>(out, series, labels{},
                                               std::make_index_sequence<labels::size>{});
}

inline void append_number(text_writer& out, std::int64_t value) noexcept {
  std::array<char, integer_size + block> text;
  const auto bits = static_cast<std::uint64_t>(value);
  const char* const end = write_integer(text.data(), value < 0 ? 0 - bits : bits);
  out.append(value < 0 ? "-" : "");
  out.append({text.data(), static_cast<std::size_t>(end - text.data())});
}
inline void append_number(text_writer& out, double value) noexcept {
  std::array<char, double_size + block> text;
  if (is_finite(value)) {
    const char* const end = write_double(text.data(), value);
    out.append({text.data(), static_cast<std::size_t>(end - text.data())});
  } else {
    out.append(is_nan(value) ? "NaN" : (is_negative(value) ? "-Inf" : "+Inf"));
  }
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
