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
#include <zerometer/detail/domain.hpp>
#include <zerometer/detail/open_labels.hpp>
#include <zerometer/double_counter.hpp>
#include <zerometer/fixed_string.hpp>
#include <zerometer/gauge.hpp>
#include <zerometer/histogram.hpp>
#include <zerometer/info.hpp>
#include <zerometer/integers.hpp>
#include <zerometer/label_set.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>
#include <zerometer/observable.hpp>
#include <zerometer/options.hpp>
#include <zerometer/up_down_counter.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {

template <class Self, fixed_string Name, class... Options>
struct meter {
  static_assert(!Name.view().empty(), "a meter has a name: that of the library it belongs to.");
  static constexpr std::string_view meter_name = Name.view();
  using options = detail::meter_options<Options...>;
  static_assert(
      detail::distinct_label_names(
          typename detail::joined<
              list<constant<"name", "">, constant<"version", "">, constant<"schema.url", "">>,
              typename options::attributes>::type{}),
      "two attributes of a meter have the same name once Prometheus has spelled them, or one has "
      "that of the meter's own name, version or schema_url: rename one.");

  /// Counts events or amounts, in exact integers.
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help = "", class... Labels>
  using counter = detail::basic_counter<
      Self, detail::description<MetricName, Unit, Help>,
      detail::labels_of<Self, detail::description<MetricName, Unit, Help>, Labels...>>;

  /// Counts amounts that are doubles.
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help = "", class... Labels>
  using double_counter = detail::basic_double_counter<
      Self, detail::description<MetricName, Unit, Help>,
      detail::labels_of<Self, detail::description<MetricName, Unit, Help>, Labels...>>;

  /// Counts what there is now, of what begins and ends.
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help = "", class... Labels>
  using up_down_counter = detail::basic_up_down_counter<
      Self, detail::description<MetricName, Unit, Help>,
      detail::labels_of<Self, detail::description<MetricName, Unit, Help>, Labels...>>;

  /// Holds a double that goes up and down.
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help = "", class... Labels>
  using gauge = detail::basic_gauge<
      Self, detail::description<MetricName, Unit, Help>,
      detail::labels_of<Self, detail::description<MetricName, Unit, Help>, Labels...>>;

  /// Spreads values over buckets: doubles with zm::bounds, integers with zm::nanosecond_bounds and
  /// its kin.
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help = "",
            auto Bounds = detail::no_bounds{}, class... Labels>
  using histogram = detail::basic_histogram<
      Self, detail::description<MetricName, Unit, Help>,
      typename detail::domain_of<Bounds, (std::is_same_v<Labels, signed_values> || ...)>::type,
      detail::labels_of<Self, detail::description<MetricName, Unit, Help>, Labels...>>;

  /// Totals that someone else keeps, asked for by each collection: integers, and doubles.
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help = "", class... Labels>
  using observable_counter = detail::basic_observable<
      Self, detail::description<MetricName, Unit, Help>,
      detail::labels_of<Self, detail::description<MetricName, Unit, Help>, Labels...>,
      kind::counter, std::uint64_t>;
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help = "", class... Labels>
  using observable_double_counter = detail::basic_observable<
      Self, detail::description<MetricName, Unit, Help>,
      detail::labels_of<Self, detail::description<MetricName, Unit, Help>, Labels...>,
      kind::counter, double>;

  /// What there is now, as someone else counts it: integers that may be negative and add up.
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help = "", class... Labels>
  using observable_up_down_counter = detail::basic_observable<
      Self, detail::description<MetricName, Unit, Help>,
      detail::labels_of<Self, detail::description<MetricName, Unit, Help>, Labels...>,
      kind::up_down_counter, std::int64_t>;

  /// A value that someone else knows: any double.
  template <fixed_string MetricName, fixed_string Unit, fixed_string Help = "", class... Labels>
  using observable_gauge = detail::basic_observable<
      Self, detail::description<MetricName, Unit, Help>,
      detail::labels_of<Self, detail::description<MetricName, Unit, Help>, Labels...>, kind::gauge,
      double>;

  /// Claims this thread's shard now and touches its pages, so that its first recording costs what
  /// every other does. False when all are taken and it will use the shared one.
  static bool attach_thread() noexcept { return detail::storage<Self>::attach(); }

  /// States facts, as zm::constant labels.
  template <fixed_string MetricName, fixed_string Help = "", class... Labels>
  using info = detail::basic_info<Self, detail::description<MetricName, "", Help>,
                                  detail::closed_labels<Labels...>>;
};

}  // namespace v0_1
}  // namespace zerometer
