// SPDX-License-Identifier: MIT
/// The families of a page: every metric of an exposition under the name that Prometheus gives it,
/// sorted once by the compiler, those of the same name together.
///
/// OpenTelemetry, "Prometheus and OpenMetrics Compatibility", Metric Metadata: of metrics with one
/// name and different types only the first one stays; of different help texts, the first one.
#pragma once

#include <zerometer/detail/order.hpp>
#include <zerometer/detail/prometheus_fragments.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>

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

template <class Metrics, name_suffixes Suffixes, bool Scope>
struct families;
template <class... Metrics, name_suffixes Suffixes, bool Scope>
struct families<list<Metrics...>, Suffixes, Scope> {
  static constexpr std::size_t metrics = sizeof...(Metrics);
  static constexpr std::array<std::string_view, metrics> names{
      text_of<sample_name<Metrics, Suffixes, "">>.view()...};
  static constexpr std::array<std::string_view, metrics> types{type_word(Metrics::type)...};
  static constexpr std::array<std::size_t, metrics> order = sorted_order(names);

  /// The metrics that stay, in page order; `size` of them.
  struct page_order {
    std::array<family_place, metrics + 1> places{};
    std::size_t size = 0;
  };
  static constexpr page_order page = [] {
    page_order result;
    std::size_t head = 0;
    for (std::size_t i = 0; i < metrics; ++i) {
      const bool first = i == 0 || compare_text(names[order[head]], names[order[i]]) != 0;
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
