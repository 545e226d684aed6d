// SPDX-License-Identifier: MIT
/// A meter: OpenTelemetry's instrumentation scope, a named group of metrics and their memory.
///
///     struct server : zm::meter<server, "my.server", zm::version<"1.2.0">> {
///       struct requests : counter<"http.server.request.count", "{request}", "Requests served.",
///                                 zm::label<"http.request.method", method>> {};
///       using metrics = zm::list<requests>;
///     };
///     server::requests::inc(method::get);
///
/// A library ships a meter and knows nothing of the application; the application lists meters in an
/// exposition. Source: OpenTelemetry, "Metrics API", Meter.
#pragma once

#include <zerometer/bounds.hpp>
#include <zerometer/counter.hpp>
#include <zerometer/fixed_string.hpp>
#include <zerometer/gauge.hpp>
#include <zerometer/histogram.hpp>
#include <zerometer/info.hpp>
#include <zerometer/integers.hpp>
#include <zerometer/label_set.hpp>
#include <zerometer/options.hpp>

#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {

template <class Self, fixed_string Name, class... Options>
struct meter {
  static_assert(!Name.view().empty(), "a meter has a name: that of the library it belongs to.");
  static constexpr std::string_view meter_name = Name.view();
  using options = detail::meter_options<Options...>;

  /// Counts events or amounts, in exact integers.
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help, class... Labels>
  using counter = detail::basic_counter<Self, detail::description<MetricName, Unit, Help>,
                                        detail::closed_labels<Labels...>>;

  /// Holds a double that goes up and down.
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help, class... Labels>
  using gauge = detail::basic_gauge<Self, detail::description<MetricName, Unit, Help>,
                                    detail::closed_labels<Labels...>>;

  /// Spreads doubles over buckets with the given upper bounds.
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help, bounds Bounds,
            class... Labels>
  using histogram = detail::basic_histogram<Self, detail::description<MetricName, Unit, Help>,
                                            Bounds, detail::closed_labels<Labels...>>;

  /// States facts, as zm::constant labels.
  template <fixed_string MetricName, fixed_string Help, class... Labels>
  using info = detail::basic_info<Self, detail::description<MetricName, "", Help>,
                                  detail::closed_labels<Labels...>>;
};

}  // namespace v0_1
}  // namespace zerometer
