// SPDX-License-Identifier: MIT
/// What of a Prometheus page is known to the compiler beside the labels: names, metadata, bounds.
#pragma once

#include <zerometer/detail/decimal.hpp>
#include <zerometer/detail/prometheus_escape.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/fixed_string.hpp>
#include <zerometer/names.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// `,le="0.005"} ` for each upper bound, `+Inf` last: fixed width slots, because most are short.
template <class Descriptor>
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
      out.append(decimal_text{Descriptor::domain::bound(Bucket)}.view());
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

/// The name of a line: the family's, and what the line adds.
template <class Descriptor, name_suffixes Suffixes, fixed_string Suffix>
struct sample_name {
  static constexpr void write(text_writer& out) noexcept {
    out.append(family_name<Descriptor, Suffixes>::name.view());
    out.append(Suffix.view());
  }
};

/// What `# TYPE` says. 0.0.4 has no info: it is a gauge.
[[nodiscard]] constexpr std::string_view type_word(kind type) noexcept {
  return type == kind::counter ? "counter" : (type == kind::histogram ? "histogram" : "gauge");
}

/// The HELP and TYPE lines of a family.
template <class Descriptor, name_suffixes Suffixes>
struct family_header {
  static constexpr void write(text_writer& out) noexcept {
    const std::string_view name = family_name<Descriptor, Suffixes>::name.view();
    if (!Descriptor::help.empty()) {
      out.append("# HELP ");
      out.append(name);
      out.push(' ');
      append_escaped(out, Descriptor::help, false);
      out.push('\n');
    }
    out.append("# TYPE ");
    out.append(name);
    out.push(' ');
    out.append(type_word(Descriptor::type));
    out.push('\n');
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
