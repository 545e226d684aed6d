// SPDX-License-Identifier: MIT
/// OpenTelemetry's stable HTTP metrics, ready to stand in a meter of yours.
///
///     struct http : zm::meter<http, "my.http"> {
///       struct server_duration : zm::http_server_request_duration<http, route> {};
///       struct client_duration : zm::http_client_request_duration<http, zm::any_integer> {};
///       using metrics = zm::list<server_duration, client_duration>;
///     };
///     http::server_duration::observe(seconds, zm::http_method_of("GET"), zm::url_scheme::https,
///                                    route::login, zm::http_status{200});
///     http::client_duration::observe(seconds, zm::http_method::get, "api.example.org", 443,
///                                    zm::http_failure::timeout);
///
/// A route is an enumeration of path templates, zm::absent for no match, or a zm::text; never what
/// a client sent. A port is a zm::any_integer, or a zm::integers where all are known. Behind them
/// stand more labels, zm::constant, zm::cardinality_limit (500 without it) or zm::per_thread: of
/// the product of methods, routes, codes and errors hardly any combination happens, so series stand
/// in a table. Source: OpenTelemetry, "Semantic Conventions for HTTP Metrics".
#pragma once

#include <zerometer/bounds.hpp>
#include <zerometer/descriptor.hpp>
#include <zerometer/detail/domain.hpp>
#include <zerometer/detail/open_labels.hpp>
#include <zerometer/fixed_string.hpp>
#include <zerometer/histogram.hpp>
#include <zerometer/label.hpp>
#include <zerometer/label_set.hpp>
#include <zerometer/list.hpp>
#include <zerometer/semconv/http_labels.hpp>
#include <zerometer/text_label.hpp>

#include <type_traits>

namespace zerometer {
inline namespace v0_1 {

namespace detail {

/// Whether a request can end so: with the error that follows from its status, none or its code, or
/// with a failure whatever the status.
template <http_error (*Of)(http_status) noexcept>
[[nodiscard]] constexpr bool http_can_end(http_status status, http_error error) noexcept {
  const http_error own = Of(status);
  return error == own || (error.index() != 0 && error.index() < http_error::failures);
}

template <class Meter, class Description, class Items>
struct labels_of_list;
template <class Meter, class Description, class... Items>
struct labels_of_list<Meter, Description, list<Items...>> {
  using type = labels_of<Meter, Description, Items...>;
};

/// What both metrics are: a histogram whose labels begin with three that differ, and go on with the
/// status code and the error.
template <class Meter, class Description, http_error (*Of)(http_status) noexcept, class First,
          class Second, class Third, class... More>
struct http_duration
    : basic_histogram<
          Meter, Description,
          typename domain_of<bounds{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5,
                                    5, 7.5, 10},
                             false>::type,
          typename labels_of_list<
              Meter, Description,
              typename joined<
                  list<First, Second, Third, label<"http.response.status_code", http_status>,
                       label<"error.type", http_error>, only_if<&http_can_end<Of>>, More...>,
                  std::conditional_t<(is_limit<More>::value || ...), list<>,
                                     list<cardinality_limit<500>>>>::type>::type> {
  using verbs = typename http_duration::descriptor_type;
  using verbs::observe;

  /// The same with the error that follows from the status code, or with a failure in place of a
  /// response.
  template <class Seconds, class A, class B, class C, class Outcome, class... Rest>
    requires(are_labels<typename verbs::labels::types, A, B, C, http_status, http_error, Rest...> &&
             (std::is_same_v<Outcome, http_status> || std::is_same_v<Outcome, http_failure>))
  static void observe(Seconds seconds, const A& first, const B& second, const C& third,
                      Outcome outcome, const Rest&... more) noexcept {
    if constexpr (std::is_same_v<Outcome, http_status>) {
      verbs::observe(seconds, first, second, third, outcome, Of(outcome), more...);
    } else {
      verbs::observe(seconds, first, second, third, http_status{}, http_error{outcome}, more...);
    }
  }
};

}  // namespace detail

/// `observe(seconds, http_method, url_scheme, route, http_status, more…)`; the error is between the
/// status and the rest where it does not follow from the status, and in a timer.
template <class Meter, class Route, class... More>
using http_server_request_duration = detail::http_duration<
    Meter,
    detail::description<"http.server.request.duration", "s", "Duration of HTTP server requests.">,
    &http_error::of_server, label<"http.request.method", http_method>,
    label<"url.scheme", url_scheme>, label<"http.route", Route>, More...>;

/// `observe(seconds, http_method, address, port, http_status or http_failure, more…)`; the error as
/// above.
template <class Meter, class Port, class... More>
using http_client_request_duration = detail::http_duration<
    Meter,
    detail::description<"http.client.request.duration", "s", "Duration of HTTP client requests.">,
    &http_error::of_client, label<"http.request.method", http_method>,
    label<"server.address", text<128>>, label<"server.port", Port>, More...>;

}  // namespace v0_1
}  // namespace zerometer
