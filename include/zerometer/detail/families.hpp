// SPDX-License-Identifier: MIT
/// The families of a page: every metric of an exposition under the name that the format gives it,
/// sorted once by the compiler, those of the same name together.
///
/// OpenTelemetry, "Prometheus and OpenMetrics Compatibility", Metric Metadata: of metrics with one
/// name and different types only the first one stays; of different help texts, the first one. What
/// a family reserves beside its own name (see collisions.hpp) is its name too.
#pragma once

#include <zerometer/detail/collisions.hpp>
#include <zerometer/detail/order.hpp>
#include <zerometer/detail/prometheus_fragments.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>
#include <zerometer/text_format.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// One metric's place on a page.
struct family_place {
  std::size_t metric = 0;  // in the exposition's order
  bool first = true;       // the first of its family: brings HELP and TYPE
};

template <class Metrics, name_suffixes Suffixes, bool Scope, text_format Format>
struct families;
template <class... Metrics, name_suffixes Suffixes, bool Scope, text_format Format>
struct families<list<Metrics...>, Suffixes, Scope, Format> {
  static constexpr std::size_t metrics = sizeof...(Metrics);
  static constexpr std::array<std::string_view, metrics> names{
      family<Metrics, Suffixes, Format>::name...};
  static constexpr std::array<std::string_view, metrics> types{
      family<Metrics, Suffixes, Format>::type...};
  static constexpr std::array<std::size_t, metrics> order = sorted_order(names);

  /// The metrics that reserve a name of an earlier one's and are not of its family and type.
  static constexpr std::array<bool, metrics + 1> left_out = [] {
    std::array<bool, metrics + 1> marks{};
    const auto reserved = reservations<Suffixes, Metrics...>();
    std::size_t head = 0;
    for (std::size_t i = 1; i < reserved.size(); ++i) {
      head = reserved[i].hash == reserved[head].hash ? head : i;
      const std::size_t owner = reserved[head].metric;
      const std::size_t metric = reserved[i].metric;
      if (reserved[i].hash != 0 && metric != owner &&
          (names[metric] != names[owner] || types[metric] != types[owner])) {
        marks[metric] = true;
      }
    }
    return marks;
  }();

  /// The metrics that stay, in page order; `size` of them.
  struct page_order {
    std::array<family_place, metrics + 1> places{};
    std::size_t size = 0;
  };
  static constexpr page_order page = [] {
    page_order result;
    std::size_t head = 0;
    for (std::size_t i = 0; i < metrics; ++i) {
      if (left_out[order[i]]) {
        continue;
      }
      const bool first = result.size == 0 || compare_text(names[order[head]], names[order[i]]) != 0;
      head = first ? i : head;
      // Without the meters' labels, series of two meters could not be told apart.
      if (first || (Scope && types[order[head]] == types[order[i]])) {
        result.places[result.size++] = {order[i], first};
      }
    }
    return result;
  }();
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
