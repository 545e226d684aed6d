// SPDX-License-Identifier: MIT
/// All that the handlers work with, made once and in this order: what stands below uses what stands
/// above it. But for jobs, which use all of it: they end first.
#pragma once

#include "api/rate_limiter.hpp"
#include "audit/audit_log.hpp"
#include "audit/streams.hpp"
#include "database/pool.hpp"
#include "database/state_directory.hpp"
#include "identity/accounts.hpp"
#include "identity/directory.hpp"
#include "identity/identity_provider.hpp"
#include "identity/permissions.hpp"
#include "identity/scim.hpp"
#include "identity/sessions.hpp"
#include "identity/sso.hpp"
#include "jobs/queues.hpp"
#include "kmip/managed_objects.hpp"
#include "secrets/secrets.hpp"
#include "settings.hpp"
#include "syncs/certificates.hpp"
#include "syncs/syncs.hpp"

#include <string_view>

namespace backend {

struct services {
  /// `known` is the text of a directory; see identity/directory.hpp.
  services(const settings& set, std::string_view known);
  ~services() { jobs.stop(); }

  rate_limiter limiter;
  directory known_actors;
  accounts people;
  accounts machines;
  identity_provider vouching;
  sessions open_sessions;
  sso providers;
  scim provisioned;
  managed_objects keys;
  state_directory state;
  pool database;        // secrets
  pool audit_database;  // its own, so that who locks it does not stop a request
  queues jobs;
  streams onward;
  audit_log audit;
  permissions allowed;
  secrets values;
  certificates kept_certificates;
  syncs synchronized;
};

}  // namespace backend
