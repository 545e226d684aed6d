// SPDX-License-Identifier: MIT
/// The attributes of the metrics about work that is done later: queues, their jobs, and the audit
/// log.
#pragma once

#include "metrics/attributes.hpp"

#include <zerometer/zerometer.hpp>

namespace backend {

/// queue.name.
enum class queue_name {
  audit_log,
  audit_log_stream,
  secret_sync,
  pki_sync,
  integration_sync,
  secret_rotation,
};

constexpr auto label_values(queue_name) {
  return zm::values("audit-log", "audit-log-stream", "secret-sync", "pki-sync", "integration-sync",
                    "secret-rotation-v2");
}

/// job.name.
enum class job_name {
  persist_event,
  deliver_event,
  sync_secrets,
  import_secrets,
  remove_secrets,
  sync_certificates,
  import_certificates,
  remove_certificates,
  sync_integration,
  rotate_secret,
};

constexpr auto label_values(job_name) {
  return zm::values("persist-event", "deliver-event", "sync-secrets", "import-secrets",
                    "remove-secrets", "sync-certificates", "import-certificates",
                    "remove-certificates", "sync-integration", "rotate-secret");
}

/// Where a job waits: each has its one queue.
[[nodiscard]] constexpr queue_name queue_of(job_name what) noexcept {
  switch (what) {
  case job_name::persist_event:
    return queue_name::audit_log;
  case job_name::deliver_event:
    return queue_name::audit_log_stream;
  case job_name::sync_secrets:
  case job_name::import_secrets:
  case job_name::remove_secrets:
    return queue_name::secret_sync;
  case job_name::sync_certificates:
  case job_name::import_certificates:
  case job_name::remove_certificates:
    return queue_name::pki_sync;
  case job_name::sync_integration:
    return queue_name::integration_sync;
  case job_name::rotate_secret:
    break;
  }
  return queue_name::secret_rotation;
}

/// Which series of the job metrics exist.
[[nodiscard]] constexpr bool holds(queue_name in, job_name what) noexcept {
  return queue_of(what) == in;
}
/// A job fails for a reason, and no job deals with policies or the protocols of log-in.
[[nodiscard]] constexpr bool can_fail_in(queue_name in, job_name what, failure why) noexcept {
  switch (why) {
  case failure::none:
  case failure::policy:
  case failure::scim:
  case failure::oidc:
    return false;
  default:
    return holds(in, what);
  }
}

/// `outcome` of a job.
enum class job_outcome { completed, failed };

constexpr auto label_values(job_outcome) { return zm::values("completed", "failed"); }

/// attempts.exhausted: whether a job is not tried again.
enum class exhausted { no, yes };

constexpr auto label_values(exhausted) { return zm::values("false", "true"); }

enum class queue_state { waiting, active, delayed, failed, completed };

constexpr auto label_values(queue_state) {
  return zm::values("waiting", "active", "delayed", "failed", "completed");
}

/// audit_log.event_type.
enum class audit_event {
  login_user,
  login_identity,
  renew_access_token,
  get_secrets,
  get_secret,
  create_secret,
  update_secret,
  delete_secret,
  rotate_secret,
  sync_secrets,
  sync_certificates,
  sync_integration,
  create_sso_config,
  update_sso_config,
  create_log_stream,
  scim_operation,
  kmip_operation,
};

constexpr auto label_values(audit_event) {
  return zm::values("LOGIN_USER", "LOGIN_IDENTITY", "RENEW_ACCESS_TOKEN", "GET_SECRETS",
                    "GET_SECRET", "CREATE_SECRET", "UPDATE_SECRET", "DELETE_SECRET",
                    "ROTATE_SECRET", "SYNC_SECRETS", "SYNC_CERTIFICATES", "SYNC_INTEGRATION",
                    "CREATE_SSO_CONFIG", "UPDATE_SSO_CONFIG", "CREATE_LOG_STREAM", "SCIM_OPERATION",
                    "KMIP_OPERATION");
}

/// audit_log.actor_type. A service is the backend itself: its own jobs.
enum class audit_actor { user, identity, service };

constexpr auto label_values(audit_actor) { return zm::values("user", "identity", "service"); }

/// audit_log.backend: the two of the documentation, and this backend's own.
enum class audit_backend { postgres, clickhouse, sqlite };

constexpr auto label_values(audit_backend) {
  return zm::values("postgres", "clickhouse", "sqlite");
}

enum class drop_reason { max_retries };

constexpr auto label_values(drop_reason) { return zm::values("max_retries"); }

/// audit_log_stream.provider.
enum class stream_provider { datadog, splunk, custom, azure, cribl };

constexpr auto label_values(stream_provider) {
  return zm::values("datadog", "splunk", "custom", "azure", "cribl");
}

}  // namespace backend
