// SPDX-License-Identifier: MIT
/// Names: what a metric or a label may be called, and what Prometheus calls it.
///
/// Sources: OpenTelemetry, "Metrics API", instrument name syntax; OpenTelemetry, "Prometheus and
/// OpenMetrics Compatibility", Metric Metadata and Metric Attributes; Prometheus, "Exposition
/// formats". Descriptors carry OpenTelemetry names; each renderer translates.
#pragma once

#include <zerometer/detail/text.hpp>
#include <zerometer/unit.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {

/// What a metric is.
enum class kind : unsigned char { counter, up_down_counter, gauge, histogram, info };

/// Which suffixes a Prometheus name gets. Both: the OpenTelemetry default. Neither: its strategy
/// `UnderscoreEscapingWithoutSuffixes`. The type alone: what the JavaScript exporter writes.
struct name_suffixes {
  bool unit = true;
  bool type = true;
};

namespace detail {

/// Letters, digits and `_ . - /`, a letter first, 255 at most.
[[nodiscard]] constexpr bool is_metric_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > 255 || !is_letter(name.front())) {
    return false;
  }
  for (const char c : name) {
    if (!is_letter(c) && !is_digit(c) && c != '_' && c != '.' && c != '-' && c != '/') {
      return false;
    }
  }
  return true;
}

/// The grammar of metric names; a label may begin with one underscore as well.
[[nodiscard]] constexpr bool is_label_name(std::string_view name) noexcept {
  return is_metric_name(name.starts_with('_') ? name.substr(1) : name);
}

/// `le` and `quantile` belong to histograms and summaries, `__…` to Prometheus, `otel_scope_…` to
/// the meter, however they are punctuated.
[[nodiscard]] constexpr bool is_reserved_label(std::string_view name) noexcept {
  constexpr std::string_view scope = "otel_scope_";
  bool in_scope = name.size() > scope.size();
  for (std::size_t i = 0; in_scope && i < scope.size(); ++i) {
    in_scope =
        name[i] == scope[i] || (scope[i] == '_' && !is_letter(name[i]) && !is_digit(name[i]));
  }
  return name == "le" || name == "quantile" || name.starts_with("__") || in_scope;
}

/// As Prometheus has counters end, to whose names it is added: behind `_`, or what becomes one.
[[nodiscard]] constexpr bool ends_in_total(std::string_view name) noexcept {
  constexpr std::string_view word = "total";
  return name.size() > word.size() && name.ends_with(word) &&
         !is_letter(name[name.size() - word.size() - 1]) &&
         !is_digit(name[name.size() - word.size() - 1]);
}

/// A Prometheus name: at most a 255 character name, the words of a unit and the suffixes.
struct prometheus_name {
  std::array<char, 384> text{};
  std::size_t size = 0;
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text.data(), size}; }
};

/// `unit` as a Prometheus name's suffix; empty when there is nothing to say.
[[nodiscard]] constexpr prometheus_name translate_unit(std::string_view unit) noexcept {
  prometheus_name word;
  text_writer out{word.text.data(), word.text.size()};
  append_unit(out, unit);
  word.size = out.view().size();
  return word;
}

/// Appends `_suffix` unless the name already ends with it.
constexpr void append_suffix(text_writer& out, std::string_view suffix) noexcept {
  const std::string_view name = out.view();
  if (suffix.empty() || (name.ends_with(suffix) && name.size() > suffix.size() &&
                         name[name.size() - suffix.size() - 1] == '_')) {
    return;
  }
  if (!name.ends_with('_')) {
    out.push('_');
  }
  out.append(suffix);
}

/// The name of the family on a Prometheus text page, a counter's with its `_total`.
[[nodiscard]] constexpr prometheus_name translate_name(std::string_view name, std::string_view unit,
                                                       kind type,
                                                       name_suffixes suffixes = {}) noexcept {
  prometheus_name result;
  text_writer out{result.text.data(), result.text.size()};
  if (!name.empty() && is_digit(name.front())) {
    out.push('_');
  }
  append_sanitised(out, name, true);
  if (type == kind::counter && suffixes.type && out.view().ends_with("_total")) {
    out.shrink(out.size() - std::string_view{"_total"}.size());
  }
  if (suffixes.unit) {
    append_suffix(out, translate_unit(unit).view());
  }
  if (suffixes.type && type == kind::counter) {
    append_suffix(out, "total");
  }
  if (suffixes.type && type == kind::info) {
    append_suffix(out, "info");
  }
  result.size = out.view().size();
  return result;
}

/// What OpenMetrics calls a family of that name: without the suffix that tells its type.
[[nodiscard]] constexpr std::string_view without_type_suffix(std::string_view name,
                                                             kind type) noexcept {
  const std::string_view suffix =
      type == kind::counter ? "_total" : (type == kind::info ? "_info" : "");
  if (name.ends_with(suffix)) {
    name.remove_suffix(suffix.size());
  }
  return name;
}

/// The name of a metric's family, translated once.
template <class Metric, name_suffixes Suffixes>
struct family_name {
  static constexpr prometheus_name name =
      translate_name(Metric::name, Metric::unit, Metric::type, Suffixes);
};

/// Appends an attribute key as a label name: other characters as `_`, runs as one, and `key_`
/// before a digit. Nothing is left of a key that has no letter and no digit.
constexpr void append_label_name(text_writer& out, std::string_view key) noexcept {
  const std::size_t before = out.size();
  if (!key.empty() && is_digit(key.front())) {
    out.append("key_");
  }
  // A run is one underscore, and what stands before the name is no part of it.
  bool underscore = false;
  bool solid = false;
  for (const char c : key) {
    const bool plain = is_letter(c) || is_digit(c);
    if (plain || (!underscore && !is_continuation(c))) {
      out.push(plain ? c : '_');
      underscore = !plain;
      solid = solid || plain;
    }
  }
  if (!solid) {
    out.shrink(before);
  }
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
