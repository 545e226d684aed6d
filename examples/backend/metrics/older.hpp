// SPDX-License-Identifier: MIT
/// The older meters: API, Integrations, SecretSyncs and PkiSyncs, with their older names. Each may
/// be dropped, as every synchronization that somebody sets up is a series more.
#pragma once

#include "commit.hpp"
#include "metrics/attributes.hpp"
#include "routes.hpp"

#include <zerometer/zerometer.hpp>

namespace backend {

struct older_api : zm::meter<older_api, "API", zm::version<BACKEND_VERSION>, zm::droppable> {
  struct latency : histogram<"API_latency", "ms", "API request latency (the older meter)",
                             zm::bounds{5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000},
                             zm::label<"route", route>, zm::label<"method", method>,
                             zm::label<"statusCode", status>, zm::only_if<can_answer>,
                             zm::unit_as_it_is, zm::cardinality_limit<300>> {};
  using metrics = zm::list<latency>;
};

struct integrations
    : zm::meter<integrations, "Integrations", zm::version<BACKEND_VERSION>, zm::droppable> {
  struct sync_errors
      : counter<"integration_secret_sync_errors", "", "Integration secret sync errors",
                zm::label<"integration", host_text>, zm::label<"integrationId", id_text>,
                zm::label<"version", host_text>, zm::label<"type", sync_type>,
                zm::label<"status", sync_status>, zm::label<"name", name_text>,
                zm::label<"projectId", id_text>, zm::cardinality_limit<200>> {};
  using metrics = zm::list<sync_errors>;
};

/// The meter of one kind of synchronization. Its metrics have one list of labels.
template <class Meter, zm::fixed_string Name>
struct sync_meter : zm::meter<Meter, Name, zm::version<BACKEND_VERSION>, zm::droppable> {
  template <zm::fixed_string MetricName, zm::fixed_string Help>
  using errors = typename sync_meter::template counter<
      MetricName, "", Help, zm::label<"destination", host_text>, zm::label<"syncId", id_text>,
      zm::label<"version", host_text>, zm::label<"type", sync_type>,
      zm::label<"status", sync_status>, zm::label<"name", name_text>,
      zm::label<"projectId", id_text>, zm::cardinality_limit<200>>;
};

struct secret_syncs : sync_meter<secret_syncs, "SecretSyncs"> {
  struct sync_errors
      : errors<"secret_sync_sync_secrets_errors", "Secret Sync - sync secrets errors"> {};
  struct import_errors
      : errors<"secret_sync_import_secrets_errors", "Secret Sync - import secrets errors"> {};
  struct remove_errors
      : errors<"secret_sync_remove_secrets_errors", "Secret Sync - remove secrets errors"> {};
  using metrics = zm::list<sync_errors, import_errors, remove_errors>;
};

struct pki_syncs : sync_meter<pki_syncs, "PkiSyncs"> {
  struct sync_errors
      : errors<"pki_sync_sync_certificates_errors", "PKI Sync - sync certificates errors"> {};
  struct import_errors
      : errors<"pki_sync_import_certificates_errors", "PKI Sync - import certificates errors"> {};
  struct remove_errors
      : errors<"pki_sync_remove_certificates_errors", "PKI Sync - remove certificates errors"> {};
  using metrics = zm::list<sync_errors, import_errors, remove_errors>;
};

}  // namespace backend
