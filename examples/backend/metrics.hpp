// SPDX-License-Identifier: MIT
/// The backend's metrics, in the order and the words of its documentation page.
///
/// Two meters, as there: Infisical is about actors and may be dropped where those are too many;
/// InfisicalCore has bounded attributes only. Each family of metrics that joins is one more nested
/// struct here and one more name in `metrics`.
#pragma once

#include "commit.hpp"
#include "routes.hpp"

#include <zerometer/zerometer.hpp>

namespace backend {

/// Per-actor detail. The attributes that say who asked are known only at run time and join later.
struct infisical : zm::meter<infisical, "Infisical", zm::version<BACKEND_VERSION>> {
  // Core API Metrics
  struct http_requests
      : counter<"infisical.http.server.request.count", "{request}",
                "Total number of API requests to Infisical (covers both human users and machine "
                "identities)",
                zm::label<"http.request.method", method>, zm::label<"http.route", route>,
                zm::label<"http.response.status_code", status>, zm::only_if<can_answer>> {};

  struct http_duration
      : histogram<"infisical.http.server.request.duration", "s", "API request latency",
                  zm::bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10},
                  zm::label<"http.request.method", method>, zm::label<"http.route", route>,
                  zm::label<"http.response.status_code", status>, zm::only_if<can_answer>,
                  zm::text_limit<192 * 1024>> {};

  struct http_errors
      : counter<"infisical.http.server.error.count", "{error}",
                "API errors grouped by actor (for identifying misconfigured services)",
                zm::label<"http.request.method", method>, zm::label<"http.route", route>,
                zm::label<"error.type", error_type>, zm::only_if<can_fail>> {};

  using metrics = zm::list<http_requests, http_duration, http_errors>;
};

/// Bounded attributes only: for large deployments, where the other meter is dropped.
struct infisical_core : zm::meter<infisical_core, "InfisicalCore", zm::version<BACKEND_VERSION>> {
  // Core API Metrics
  struct http_errors
      : counter<"infisical.core.http.error.count", "{error}", "HTTP errors",
                zm::label<"http.request.method", method>, zm::label<"http.route", route>,
                zm::label<"error.type", error_type>, zm::only_if<can_fail>> {};

  // Build Info
  struct build : info<"infisical.build.info", "Always 1; the labels carry the deployed version",
                      zm::constant<"service.version", BACKEND_VERSION>,
                      zm::constant<"git.commit.sha", BACKEND_COMMIT>,
                      zm::constant<"node.version", BACKEND_COMPILER>> {};

  using metrics = zm::list<http_errors, build>;
};

using exposed = zm::exposition<infisical, infisical_core>;

/// What the process is: room for service.name, service.version, git.commit.sha and
/// deployment.environment.
using resource = zm::resource<256>;

/// Counts one answered request, everywhere it counts.
inline void record_request(method how, route where, status code, double seconds) noexcept {
  infisical::http_requests::inc(how, where, code);
  infisical::http_duration::observe(seconds, how, where, code);
  if (const auto error = error_of(code)) {
    infisical::http_errors::inc(how, where, *error);
    infisical_core::http_errors::inc(how, where, *error);
  }
}

}  // namespace backend
