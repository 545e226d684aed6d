// SPDX-License-Identifier: MIT
/// The backend's metrics, in the order and the words of its documentation page.
///
/// Two meters, as there: Infisical is about actors and may be dropped where those are too many;
/// InfisicalCore has bounded attributes only. Beside them are OpenTelemetry's own metric of an HTTP
/// server and the metrics of the process, which any dashboard knows. Each family of metrics that
/// joins is one more nested struct here and one more name in `metrics`. What a request's series are
/// is in request_metrics.hpp.
#pragma once

#include "commit.hpp"
#include "routes.hpp"

#include <zerometer/export/self.hpp>
#include <zerometer/process.hpp>
#include <zerometer/semconv/http.hpp>
#include <zerometer/zerometer.hpp>

namespace backend {

/// Per-actor detail. Every attribute that is a text is absent where it is not known: the actor, the
/// organization and the project of a request without a session, and a user agent that was not sent.
/// The documentation calls the organization required; there is none to name then, and one that is
/// made up would be counted as a customer. The limits keep the meter below 4 MiB.
struct infisical : zm::meter<infisical, "Infisical", zm::version<BACKEND_VERSION>, zm::droppable> {
  // Core API Metrics
  struct http_requests
      : counter<
            "infisical.http.server.request.count", "{request}",
            "Total number of API requests to Infisical (covers both human users and machine "
            "identities)",
            zm::label<"infisical.organization.id", id_text>,
            zm::label<"infisical.organization.name", name_text>,
            zm::label<"infisical.user.id", id_text>, zm::label<"infisical.user.email", email_text>,
            zm::label<"infisical.identity.id", id_text>,
            zm::label<"infisical.identity.name", name_text>,
            zm::label<"infisical.auth.method", auth_method>,
            zm::label<"http.request.method", method>, zm::label<"http.route", route>,
            zm::label<"http.response.status_code", status>,
            zm::label<"infisical.project.id", id_text>,
            zm::label<"infisical.project.name", name_text>,
            zm::label<"user_agent.original", agent_text>, zm::label<"client.address", address_text>,
            zm::only_if<can_answer>, zm::cardinality_limit<2000>> {};

  // No user agents and no addresses, so fewer series; each is 14 lines of a page.
  struct http_duration
      : histogram<"infisical.http.server.request.duration", "s", "API request latency",
                  zm::bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10},
                  zm::label<"infisical.organization.id", id_text>,
                  zm::label<"infisical.organization.name", name_text>,
                  zm::label<"infisical.user.id", id_text>,
                  zm::label<"infisical.user.email", email_text>,
                  zm::label<"infisical.identity.id", id_text>,
                  zm::label<"infisical.identity.name", name_text>,
                  zm::label<"http.request.method", method>, zm::label<"http.route", route>,
                  zm::label<"http.response.status_code", status>,
                  zm::label<"infisical.project.id", id_text>,
                  zm::label<"infisical.project.name", name_text>, zm::only_if<can_answer>,
                  zm::cardinality_limit<750>> {};

  struct http_errors
      : counter<
            "infisical.http.server.error.count", "{error}",
            "API errors grouped by actor (for identifying misconfigured services)",
            zm::label<"infisical.organization.id", id_text>,
            zm::label<"infisical.organization.name", name_text>,
            zm::label<"infisical.user.id", id_text>, zm::label<"infisical.user.email", email_text>,
            zm::label<"infisical.identity.id", id_text>,
            zm::label<"infisical.identity.name", name_text>, zm::label<"http.route", route>,
            zm::label<"http.request.method", method>, zm::label<"error.type", error_type>,
            zm::label<"infisical.project.id", id_text>,
            zm::label<"infisical.project.name", name_text>,
            zm::label<"client.address", address_text>, zm::label<"user_agent.original", agent_text>,
            zm::only_if<can_fail>, zm::cardinality_limit<500>> {};

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

/// As the semantic conventions have it.
struct http : zm::meter<http, "backend.http", zm::version<BACKEND_VERSION>> {
  struct server_duration : zm::http_server_request_duration<http, route> {};
  using metrics = zm::list<server_duration>;
};

using exposed = zm::exposition<infisical, infisical_core, http, zm::process, zm::exports>;

/// What the process is: room for service.name, service.version, git.commit.sha and
/// deployment.environment.
using resource = zm::resource<1024>;

}  // namespace backend
