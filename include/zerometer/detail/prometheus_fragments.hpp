// SPDX-License-Identifier: MIT
/// What of a Prometheus or OpenMetrics page is known to the compiler beside the labels: names,
/// metadata, bounds.
#pragma once

#include <zerometer/detail/decimal.hpp>
#include <zerometer/detail/prometheus_escape.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/fixed_string.hpp>
#include <zerometer/names.hpp>
#include <zerometer/text_format.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// `,le="0.005"} ` for each upper bound, `+Inf` last: fixed width slots, because most are short.
/// OpenMetrics writes whole bounds with a point: `1.0`.
template <class Descriptor, text_format Format>
struct bound_fragments {
  struct slot {
    std::array<char, block> text{};
    std::size_t size = 0;
  };
  static constexpr std::size_t buckets = Descriptor::buckets;

  template <std::size_t Bucket>
  static constexpr slot slot_of = [] {
    slot result;
    text_writer out{result.text.data(), result.text.size()};
    out.append(",le=\"");
    if constexpr (Bucket + 1 == buckets) {
      out.append("+Inf");
    } else {
      const decimal_text bound{Descriptor::domain::bound(Bucket)};
      out.append(bound.view());
      if (Format == text_format::openmetrics &&
          bound.view().find_first_of(".e") == std::string_view::npos) {
        out.append(".0");
      }
    }
    out.append("\"} ");
    result.size = out.size();
    return result;
  }();
  static constexpr std::array<slot, buckets> slots =
      []<std::size_t... Bucket>(std::index_sequence<Bucket...>) {
        return std::array<slot, buckets>{slot_of<Bucket>...};
      }(std::make_index_sequence<buckets>{});

  static char* write(char* out, std::size_t bucket) noexcept {
    std::memcpy(out, slots[bucket].text.data(), block);
    return out + slots[bucket].size;
  }
};

/// A line of metadata.
constexpr void write_comment(text_writer& out, std::string_view what, std::string_view name,
                             std::string_view text) noexcept {
  out.append("# ");
  out.append(what);
  out.push(' ');
  out.append(name);
  out.push(' ');
  out.append(text);
  out.push('\n');
}

/// The HELP line, where there is a text for it.
template <class Descriptor, bool Quotes>
constexpr void write_help(text_writer& out, std::string_view name) noexcept {
  if (!Descriptor::help.empty()) {
    out.append("# HELP ");
    out.append(name);
    out.push(' ');
    append_escaped(out, Descriptor::help, Quotes);
    out.push('\n');
  }
}

/// The name of a line: the family's, and what the line adds.
template <class Descriptor, name_suffixes Suffixes, fixed_string Suffix>
struct sample_name {
  static constexpr void write(text_writer& out) noexcept {
    out.append(family_name<Descriptor, Suffixes>::name.view());
    out.append(Suffix.view());
  }
};
/// A family as a page's metadata describes it.
template <class Descriptor, name_suffixes Suffixes, text_format Format>
struct family;
template <class Descriptor, name_suffixes Suffixes>
struct family<Descriptor, Suffixes, text_format::prometheus> {
  static constexpr std::string_view name = family_name<Descriptor, Suffixes>::name.view();
  /// 0.0.4 has no info: it is a gauge.
  static constexpr std::string_view type = Descriptor::type == kind::counter     ? "counter"
                                           : Descriptor::type == kind::histogram ? "histogram"
                                                                                 : "gauge";

  static constexpr void write_header(text_writer& out) noexcept {
    write_help<Descriptor, false>(out, name);
    write_comment(out, "TYPE", name, type);
  }
};
template <class Descriptor, name_suffixes Suffixes>
struct family<Descriptor, Suffixes, text_format::openmetrics> {
  static constexpr std::string_view sample = family_name<Descriptor, Suffixes>::name.view();
  static constexpr std::string_view name = without_type_suffix(sample, Descriptor::type);
  /// Where the suffix is that the type demands. Without suffixes a counter is of unknown type, and
  /// an info a gauge.
  static constexpr bool is_suffixed = name.size() != sample.size();
  static constexpr std::string_view type =
      Descriptor::type == kind::counter     ? (is_suffixed ? "counter" : "unknown")
      : Descriptor::type == kind::info      ? (is_suffixed ? "info" : "gauge")
      : Descriptor::type == kind::histogram ? "histogram"
                                            : "gauge";
  static constexpr prometheus_name unit = translate_unit(Descriptor::unit);
  /// A unit may be told where the name ends in it. An info has none.
  static constexpr bool has_unit = unit.size != 0 &&
                                   name.size() > unit.size&& name.ends_with(unit.view()) &&
                                   name[name.size() - unit.size - 1] == '_';

  static constexpr void write_header(text_writer& out) noexcept {
    write_comment(out, "TYPE", name, type);
    if (has_unit) {
      write_comment(out, "UNIT", name, unit.view());
    }
    write_help<Descriptor, true>(out, name);
  }
};

/// The name of the line that says when a counter or a histogram began to count.
template <class Descriptor, name_suffixes Suffixes>
struct created_name {
  static constexpr void write(text_writer& out) noexcept {
    out.append(family<Descriptor, Suffixes, text_format::openmetrics>::name);
    out.append("_created");
  }
};

/// The lines that lead a family.
template <class Family>
struct family_header {
  static constexpr void write(text_writer& out) noexcept { Family::write_header(out); }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
