// SPDX-License-Identifier: MIT
/// The labels of a series as a Prometheus page spells them, from fragments that the compiler wrote.
///
/// A line is put together by block copies. No product of labels is ever text: fragments are as
/// fast, compile in no time and stay in the cache.
#pragma once

#include <zerometer/detail/fragment_table.hpp>
#include <zerometer/detail/order.hpp>
#include <zerometer/detail/prometheus_escape.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/label_set.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>
#include <zerometer/text_label.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// `,key="value"` for each value of a label.
template <class Label>
struct label_source {
  using domain = label_domain<typename Label::type>;
  static constexpr std::size_t count = domain::count;
  static constexpr void write(text_writer& out, std::size_t i) noexcept {
    append_label(out, "", Label::key, domain::text(i));
  }
};
/// Labels of the same key and type share it, in whatever metric they are.
template <class Label>
struct label_fragments : fragment_table<label_source<Label>> {};

/// `,key="value"` for a value that is known only at run time.
template <class Label>
struct text_fragments {
  struct begin {
    static constexpr void write(text_writer& out) noexcept {
      append_label(out, "", Label::key, "value");
      out.shrink(out.size() - std::string_view{"value\""}.size());
    }
  };
  /// Each character may be escaped.
  static constexpr std::size_t longest = text_of<begin>.view().size() + 2 * Label::type::limit + 1;

  [[nodiscard]] static char* write(char* out, std::string_view value) noexcept {
    if (!value.empty()) {
      out = write_text<begin>(out);
      out = write_escaped(out, value);
      *out++ = '"';
    }
    return out;
  }
};
template <class Label>
  requires is_text<typename Label::type>
struct label_fragments<Label> : text_fragments<Label> {};

/// A label that is the same on every line: a zm::constant, or one that the meter brings.
struct fixed_label {
  std::string_view prefix;
  std::string_view key;
  std::string_view value;
};

template <class... Constants>
[[nodiscard]] consteval auto fixed_labels(list<Constants...>) noexcept {
  return std::array<fixed_label, sizeof...(Constants) + 1>{
      fixed_label{"", Constants::key, Constants::value}..., fixed_label{}};
}
template <class... Attributes>
[[nodiscard]] consteval auto scope_attributes(list<Attributes...>) noexcept {
  return std::array<fixed_label, sizeof...(Attributes) + 1>{
      fixed_label{"otel_scope_", Attributes::key, Attributes::value}..., fixed_label{}};
}

/// The labels of one descriptor in the order of a page: by name. `Scope` says whether its meter's
/// labels are among them.
template <class Descriptor, bool Scope, class Labels = typename Descriptor::labels::labels>
struct label_order;
template <class Descriptor, bool Scope, class... Labels>
struct label_order<Descriptor, Scope, list<Labels...>> {
  using options = typename Descriptor::meter::options;
  static constexpr std::size_t variables = sizeof...(Labels);
  static constexpr std::size_t constants = Descriptor::labels::constants::size;
  static constexpr std::size_t scopes = Scope ? 3 + options::attributes::size : 0;
  static constexpr std::size_t size = variables + constants + scopes;

  static constexpr std::array<fixed_label, size + 1> items = [] {
    std::array<fixed_label, size + 1> all{fixed_label{"", Labels::key, ""}...};
    std::size_t next = variables;
    for (std::size_t i = 0; i < constants; ++i) {
      all[next++] = fixed_labels(typename Descriptor::labels::constants{})[i];
    }
    if (Scope) {
      all[next++] = {"", "otel_scope_name", Descriptor::meter::meter_name};
      all[next++] = {"", "otel_scope_version", options::version_text};
      all[next++] = {"", "otel_scope_schema_url", options::schema_url_text};
      for (std::size_t i = 0; i < options::attributes::size; ++i) {
        all[next++] = scope_attributes(typename options::attributes{})[i];
      }
    }
    return all;
  }();
  static constexpr std::array<label_name, size> names = [] {
    std::array<label_name, size> all{};
    for (std::size_t i = 0; i < size; ++i) {
      text_writer out{all[i].text.data(), all[i].text.size()};
      out.append(items[i].prefix);
      append_label_name(out, items[i].key);
      all[i].size = out.view().size();
    }
    return all;
  }();
  static constexpr std::array<std::size_t, size> order = [] {
    std::array<std::string_view, size> views{};
    for (std::size_t i = 0; i < size; ++i) {
      views[i] = names[i].view();
    }
    return sorted_order(views);
  }();
  /// The positions of the variable labels, in page order.
  static constexpr std::array<std::size_t, variables + 1> variable_order = [] {
    std::array<std::size_t, variables + 1> positions{};
    std::size_t next = 0;
    for (const std::size_t item : order) {
      if (item < variables) {
        positions[next++] = item;
      }
    }
    return positions;
  }();

  /// The fixed labels that stand before the variable label number `Run` of the page, or last.
  template <std::size_t Run>
  struct fixed_run {
    static constexpr void write(text_writer& out) noexcept {
      std::size_t passed = 0;
      for (const std::size_t item : order) {
        if (item < variables) {
          ++passed;
        } else if (passed == Run) {
          append_label(out, items[item].prefix, items[item].key, items[item].value);
        }
      }
    }
  };
  template <std::size_t Run>
  static constexpr std::size_t run_size = text_of<fixed_run<Run>>.view().size();
};

/// The labels of a series as a page spells them: `,a="b",c="d"`. The one way from a descriptor and
/// a series number to label text, whether the compiler knows the values or a table does.
template <class Descriptor, bool Scope, class Labels = typename Descriptor::labels::labels>
struct label_text;
template <class Descriptor, bool Scope, class... Labels>
struct label_text<Descriptor, Scope, list<Labels...>> {
  using plan = label_order<Descriptor, Scope>;

  /// The most characters that it writes. Up to a block more are written over.
  static constexpr std::size_t longest = []<std::size_t... Run>(std::index_sequence<Run...>) {
    return (label_fragments<Labels>::longest + ... + std::size_t{0}) +
           (plan::template run_size<Run> + ... + std::size_t{0});
  }(std::make_index_sequence<sizeof...(Labels) + 1>{});

  static char* write(char* out, std::size_t series) noexcept {
    return write_runs(out, series, std::make_index_sequence<sizeof...(Labels)>{});
  }

private:
  template <std::size_t... Run>
  static char* write_runs(char* out, std::size_t series, std::index_sequence<Run...>) noexcept {
    static_cast<void>(series);
    ((out = write_variable<Run>(write_run<Run>(out), series)), ...);
    return write_run<sizeof...(Run)>(out);
  }
  template <std::size_t Run>
  static char* write_run(char* out) noexcept {
    using run = typename plan::template fixed_run<Run>;
    if constexpr (plan::template run_size<Run> != 0) {
      out = copy_blocks(out, text_of<run>.data.data(), plan::template run_size<Run>);
    }
    return out;
  }
  template <std::size_t Run>
  static char* write_variable(char* out, std::size_t series) noexcept {
    constexpr std::size_t position = plan::variable_order[Run];
    using label = typename element<position, list<Labels...>>::type;
    if constexpr (is_text<typename label::type>) {
      return label_fragments<label>::write(out,
                                           Descriptor::labels::template text<position>(series));
    } else {
      return label_fragments<label>::write(
          out, Descriptor::labels::template value_index<position>(series));
    }
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
