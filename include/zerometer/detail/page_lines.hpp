// SPDX-License-Identifier: MIT
/// The lines of all metrics of a page, and where a renderer is among them.
#pragma once

#include <zerometer/detail/families.hpp>
#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/page_style.hpp>
#include <zerometer/detail/prometheus_fragments.hpp>
#include <zerometer/detail/prometheus_lines.hpp>
#include <zerometer/detail/sample_value.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>
#include <zerometer/snapshot.hpp>
#include <zerometer/text_format.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Where a renderer is inside a metric, and the labels of the series that it is at.
template <std::size_t LabelSize, class Stamp>
struct line_cursor {
  explicit line_cursor(std::uint64_t start) noexcept : began{start} {}
  std::size_t series = 0;
  std::size_t line = 0;  // of the series, a histogram's
  std::uint64_t cumulative = 0;
  std::size_t label_size = 0;
  std::array<char, LabelSize + block> labels{};
  [[no_unique_address]] Stamp began;
};

/// The style of one metric's lines. Where both formats write the same, it is 0.0.4's, so that a
/// program that offers both has the code once.
template <class Metric, page_style Style>
inline constexpr page_style style_of = [] {
  page_style style = Style;
  style.created = has_created<Metric, Style>;
  if constexpr (Metric::type != kind::histogram && Metric::type != kind::info) {
    if (!std::is_same_v<typename Metric::value_type, double>) {
      style.format = text_format::prometheus;
    }
  }
  return style;
}();

/// All lines of an exposition's page.
template <class Exposition, page_style Style, class Metrics>
struct page_lines;
template <class Exposition, page_style Style, class... Metrics>
struct page_lines<Exposition, Style, list<Metrics...>> {
  template <class Metric>
  using lines = metric_lines<Exposition, Metric, style_of<Metric, Style>>;
  template <class Metric>
  using header = family_header<family<Metric, Style.suffixes, Style.format>>;
  using plan = families<list<Metrics...>, Style.suffixes, Style.scope_labels, Style.format>;

  static constexpr std::size_t longest_labels =
      largest_of(std::array<std::size_t, sizeof...(Metrics)>{lines<Metrics>::label_size...});
  static constexpr std::size_t longest_line =
      largest_of(std::array<std::size_t, sizeof...(Metrics)>{lines<Metrics>::longest...});
  /// Behind all.
  static constexpr std::string_view end = Style.format == text_format::openmetrics ? "# EOF\n" : "";
  /// The most characters of a page, but for the resource.
  static constexpr std::size_t all =
      sum_of(std::array<std::size_t, sizeof...(Metrics)>{
          (lines<Metrics>::all() + text_of<header<Metrics>>.view().size())...}) +
      end.size();

  using cursor = line_cursor<longest_labels, std::conditional_t<Style.created, stamp, no_stamp>>;
  using writer = char* (*)(const snapshot<Exposition>&, cursor&, char*, char*) noexcept;
  struct metric {
    writer write = nullptr;
    bool (*is_seen)(const snapshot<Exposition>&) noexcept = nullptr;
    std::size_t series = 0;
    std::string_view header;
  };
  static constexpr std::array<metric, sizeof...(Metrics) + 1> metrics{
      metric{&lines<Metrics>::template write<cursor>, &lines<Metrics>::is_seen,
             Metrics::labels::series, text_of<header<Metrics>>.view()}...,
      metric{}};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
