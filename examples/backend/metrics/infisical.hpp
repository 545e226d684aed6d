// SPDX-License-Identifier: MIT
/// The meter Infisical: who did what. In the order and the words of the documentation.
///
/// What a request's series are is in request_metrics.hpp.
#pragma once

#include "commit.hpp"
#include "metrics/attributes.hpp"
#include "metrics/provisioning.hpp"
#include "routes.hpp"

#include <zerometer/zerometer.hpp>

namespace backend {

/// Per-actor detail. Every attribute that is a text is absent where it is not known: the actor, the
/// organization and the project of a request without a session, and a user agent that was not sent.
/// The documentation calls the organization required; there is none to name then, and one that is
/// made up would be counted as a customer. The limits keep the meter below 8 MiB.
struct infisical : zm::meter<infisical, "Infisical", zm::version<BACKEND_VERSION>, zm::droppable,
                             zm::memory_limit<(std::size_t{8} << 20)>> {
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

  // Secret Metrics
  struct secret_reads
      : counter<"infisical.secret.read.count", "{operation}", "Number of secret read operations",
                zm::label<"infisical.organization.id", id_text>,
                zm::label<"infisical.organization.name", name_text>,
                zm::label<"infisical.project.id", id_text>,
                zm::label<"infisical.project.name", name_text>,
                zm::label<"infisical.environment", environment>,
                zm::label<"infisical.secret.path", path_text>,
                zm::label<"infisical.secret.name", email_text>,
                zm::label<"infisical.user.id", id_text>,
                zm::label<"infisical.user.email", email_text>,
                zm::label<"infisical.identity.id", id_text>,
                zm::label<"infisical.identity.name", name_text>,
                zm::label<"user_agent.original", agent_text>,
                zm::label<"client.address", address_text>, zm::cardinality_limit<1000>> {};

  // Authentication Metrics
  struct auth_attempts
      : counter<
            "infisical.auth.attempt.count", "{attempt}",
            "Authentication attempts (both successful and failed)",
            zm::label<"infisical.organization.id", id_text>,
            zm::label<"infisical.organization.name", name_text>,
            zm::label<"infisical.user.id", id_text>, zm::label<"infisical.user.email", email_text>,
            zm::label<"infisical.identity.id", id_text>,
            zm::label<"infisical.identity.name", name_text>,
            zm::label<"infisical.auth.method", auth_method>,
            zm::label<"infisical.auth.result", outcome>, zm::label<"error.type", login_error>,
            zm::label<"client.address", address_text>, zm::label<"user_agent.original", agent_text>,
            zm::label<"infisical.auth.attempt.username", email_text>, zm::only_if<can_attempt>,
            zm::cardinality_limit<500>> {};

  // Key Management Interoperability Protocol Metrics
  struct kmip_operations
      : counter<"infisical.kmip.operation.count", "{operation}",
                "Number of KMIP operations performed",
                zm::label<"infisical.kmip.operation.type", kmip_operation>,
                zm::label<"infisical.organization.id", id_text>,
                zm::label<"infisical.project.id", id_text>,
                zm::label<"infisical.kmip.client.id", id_text>,
                zm::label<"infisical.kmip.object.id", id_text>,
                zm::label<"infisical.kmip.object.name", name_text>,
                zm::label<"infisical.identity.id", id_text>,
                zm::label<"infisical.identity.name", name_text>,
                zm::label<"user_agent.original", agent_text>,
                zm::label<"client.address", address_text>, zm::cardinality_limit<500>> {};

  using metrics = zm::list<http_requests, http_duration, http_errors, secret_reads, auth_attempts,
                           kmip_operations>;
};

}  // namespace backend
