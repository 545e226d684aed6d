// SPDX-License-Identifier: MIT
/// `target_info`: the resource as the first metric of a page.
///
/// Source: OpenTelemetry, "Prometheus and OpenMetrics Compatibility", Resource Attributes and
/// Metric Attributes: all attributes as labels; where two keys become one name, the values are
/// joined with `;` in the order of the original keys; values that are no text are spelled as in
/// JSON. OpenMetrics names its type, info, and the family without the suffix.
#pragma once

#include <zerometer/detail/double.hpp>
#include <zerometer/detail/order.hpp>
#include <zerometer/detail/prometheus_escape.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/label_set.hpp>
#include <zerometer/resource.hpp>
#include <zerometer/text_format.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

[[nodiscard]] constexpr std::string_view target_header(text_format format) noexcept {
  return format == text_format::openmetrics
             ? "# TYPE target info\n# HELP target Target metadata\ntarget_info"
             : "# HELP target_info Target metadata\n# TYPE target_info gauge\ntarget_info";
}

/// What the text of a resource of so many bytes can take at most: an attribute of n bytes is never
/// spelled by more than 3n.
[[nodiscard]] constexpr std::size_t target_info_size(std::size_t bytes,
                                                     text_format format) noexcept {
  return bytes == 0 ? 0 : target_header(format).size() + 3 * bytes + 8;
}

inline void append_value(text_writer& out, const stored_attribute& attribute) noexcept {
  const std::uint64_t bits = attribute.bits();
  const std::uint64_t magnitude = bits & ~(std::uint64_t{1} << 63);
  std::array<char, 40> digits{};
  char* end = digits.data();
  if (attribute.type == value_type::text) {
    append_escaped(out, attribute.value, true);
  } else if (attribute.type == value_type::boolean) {
    out.append(bits != 0 ? "true" : "false");
  } else if (attribute.type == value_type::integer) {
    const bool negative = bits != magnitude;
    out.append(negative ? "-" : "");
    end = write_integer(end, negative ? 0 - bits : bits);
  } else if (magnitude > infinity_bits) {
    out.append("NaN");
  } else if (magnitude == infinity_bits) {
    out.append(bits == magnitude ? "Infinity" : "-Infinity");
  } else {
    end = write_double(end, std::bit_cast<double>(bits));
  }
  out.append({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

/// Before all, or behind `last` and nearest to it, by label name and then by key; false when there
/// is none.
[[nodiscard]] inline bool next_attribute(std::string_view resource, const stored_attribute* last,
                                         stored_attribute& next) noexcept {
  const auto before = [](const stored_attribute& a, const stored_attribute& b) {
    const label_name left{a.key};
    const label_name right{b.key};
    const int order = compare_text(left.view(), right.view());
    return order != 0 ? order < 0 : compare_text(a.key, b.key) < 0;
  };
  bool found = false;
  visit_attributes(resource, [&](const stored_attribute& attribute) {
    const bool behind = last == nullptr || before(*last, attribute);
    if (behind && !attribute.value.empty() && (!found || before(attribute, next))) {
      next = attribute;
      found = true;
    }
  });
  return found;
}

inline void append_target_info(text_writer& out, std::string_view resource,
                               text_format format) noexcept {
  stored_attribute current{};
  if (!next_attribute(resource, nullptr, current)) {
    return;
  }
  out.append(target_header(format));
  char separator = '{';
  for (bool more = true; more; separator = ',') {
    const label_name name{current.key};
    out.push(separator);
    out.append(name.view());
    out.append("=\"");
    append_value(out, current);
    stored_attribute next{};
    more = next_attribute(resource, &current, next);
    while (more && label_name{next.key}.view() == name.view()) {
      out.push(';');
      append_value(out, next);
      current = next;
      more = next_attribute(resource, &current, next);
    }
    out.push('"');
    current = next;
  }
  out.append("} 1\n");
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
