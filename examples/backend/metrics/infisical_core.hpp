// SPDX-License-Identifier: MIT
/// The meter InfisicalCore: bounded attributes only, for large deployments, where the others are
/// dropped. In the order and the words of the documentation.
#pragma once

#include "commit.hpp"
#include "metrics/attributes.hpp"
#include "metrics/jobs.hpp"
#include "metrics/provisioning.hpp"
#include "routes.hpp"

#include <zerometer/binding.hpp>
#include <zerometer/zerometer.hpp>

namespace backend {

/// Seconds.
inline constexpr zm::bounds latency_bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

struct infisical_core : zm::meter<infisical_core, "InfisicalCore", zm::version<BACKEND_VERSION>> {
  // Core API Metrics
  struct http_errors
      : counter<"infisical.core.http.error.count", "{error}", "HTTP errors",
                zm::label<"http.request.method", method>, zm::label<"http.route", route>,
                zm::label<"error.type", error_type>, zm::only_if<can_fail>> {};

  // Authentication Metrics
  struct auth_duration
      : histogram<"infisical.auth.attempt.duration", "s",
                  "Authentication attempt latency by method and result", latency_bounds,
                  zm::label<"infisical.auth.method", auth_method>,
                  zm::label<"infisical.auth.result", outcome>, zm::label<"error.type", failure>,
                  zm::label<"infisical.organization.id", id_text>, zm::only_if<can_take>,
                  zm::cardinality_limit<500>> {};

  struct token_renewals
      : counter<"infisical.auth.token.renewal.count", "{renewal}",
                "Machine identity access token renewal attempts by outcome",
                zm::label<"outcome", outcome>, zm::label<"infisical.auth.method", auth_method>,
                zm::label<"error.type", failure>, zm::only_if<can_renew>> {};

  // SSO Configuration Metrics
  struct sso_changes
      : counter<"infisical.sso.config.change.count", "{change}",
                "SSO configuration create/update events by provider",
                zm::label<"sso.provider", sso_provider>, zm::label<"sso.action", sso_action>,
                zm::label<"infisical.organization.id", id_text>, zm::cardinality_limit<200>> {};

  // SCIM Provisioning Metrics
  struct scim_operations
      : counter<"infisical.scim.operation.count", "{operation}",
                "SCIM provisioning operations by type and outcome",
                zm::label<"scim.operation", scim_operation>, zm::label<"outcome", outcome>,
                zm::label<"infisical.organization.id", id_text>, zm::label<"error.type", failure>,
                zm::only_if<can_provision>, zm::cardinality_limit<500>> {};

  struct scim_duration
      : histogram<"infisical.scim.operation.duration", "s",
                  "Latency of SCIM provisioning operations", latency_bounds,
                  zm::label<"scim.operation", scim_operation>, zm::label<"outcome", outcome>,
                  zm::label<"infisical.organization.id", id_text>, zm::label<"error.type", failure>,
                  zm::only_if<can_provision>, zm::cardinality_limit<500>> {};

  // Database Metrics
  struct pool_connections
      : observable_gauge<"infisical.db.pool.connections", "{connection}",
                         "Database connection pool counts, observed on each export",
                         zm::label<"db.pool.state", pool_state>> {};

  // Job Queue Metrics
  struct jobs : counter<"infisical.queue.job.count", "{job}", "Jobs processed by outcome",
                        zm::label<"queue.name", queue_name>, zm::label<"job.name", job_name>,
                        zm::label<"outcome", job_outcome>, zm::only_if<holds>> {};

  struct job_duration
      : histogram<"infisical.queue.job.duration", "s",
                  "Job processing duration (worker pickup to completion)", latency_bounds,
                  zm::label<"queue.name", queue_name>, zm::label<"job.name", job_name>,
                  zm::label<"outcome", job_outcome>, zm::only_if<holds>> {};

  struct job_wait : histogram<"infisical.queue.job.wait", "s",
                              "Time the job spent waiting for a worker (queue contention); the "
                              "configured delay is subtracted; completed jobs only",
                              latency_bounds, zm::label<"queue.name", queue_name>,
                              zm::label<"job.name", job_name>, zm::only_if<holds>> {};

  struct job_failures
      : counter<"infisical.queue.job.failure.count", "{failure}",
                "Failures classified by error type", zm::label<"queue.name", queue_name>,
                zm::label<"job.name", job_name>, zm::label<"error.type", failure>,
                zm::label<"attempts.exhausted", exhausted>, zm::only_if<can_fail_in>> {};

  struct stalled_jobs
      : counter<"infisical.queue.stalled.count", "{job}",
                "Stalled jobs (the worker's lock on a job expired without completing it)",
                zm::label<"queue.name", queue_name>> {};

  struct queue_depth
      : observable_gauge<
            "infisical.queue.depth", "{job}", "Current number of jobs in each queue state",
            zm::label<"queue.name", queue_name>, zm::label<"queue.state", queue_state>> {};

  // Audit Log Metrics
  struct audit_enqueued
      : counter<"infisical.audit_log.enqueued.count", "{event}",
                "Audit log events enqueued for persistence",
                zm::label<"audit_log.event_type", audit_event>,
                zm::label<"audit_log.actor_type", audit_actor>,
                zm::label<"infisical.organization.id", id_text>, zm::cardinality_limit<500>> {};

  struct audit_duration
      : histogram<"infisical.audit_log.persist.duration", "s",
                  "Latency from worker pickup to durable storage", latency_bounds,
                  zm::label<"audit_log.backend", audit_backend>,
                  zm::label<"audit_log.event_type", audit_event>,
                  zm::label<"infisical.organization.id", id_text>, zm::cardinality_limit<500>> {};

  struct audit_dropped
      : counter<"infisical.audit_log.dropped.count", "{event}",
                "Audit log events that exhausted retries and were not persisted",
                zm::label<"audit_log.event_type", audit_event>,
                zm::label<"audit_log.drop_reason", drop_reason>,
                zm::label<"infisical.organization.id", id_text>, zm::cardinality_limit<500>> {};

  // Audit Log Stream Metrics
  struct stream_deliveries
      : counter<"infisical.audit_log_stream.delivery.count", "{delivery}",
                "Per-provider stream delivery attempts",
                zm::label<"audit_log_stream.provider", stream_provider>,
                zm::label<"infisical.organization.id", id_text>, zm::label<"outcome", outcome>,
                zm::label<"error.type", failure>, zm::only_if<can_end>,
                zm::cardinality_limit<500>> {};

  struct stream_duration
      : histogram<"infisical.audit_log_stream.delivery.duration", "s",
                  "Per-provider stream delivery latency (HTTP round trip)", latency_bounds,
                  zm::label<"audit_log_stream.provider", stream_provider>,
                  zm::label<"infisical.organization.id", id_text>, zm::label<"outcome", outcome>,
                  zm::label<"error.type", failure>, zm::only_if<can_end>,
                  zm::cardinality_limit<500>> {};

  // Permission Cache Metrics
  struct permission_lookups : counter<"infisical.permission_cache.lookup.count", "{lookup}",
                                      "Permission cache lookups by branch",
                                      zm::label<"cache.result", permission_result>> {};

  struct fingerprint_duration
      : histogram<"infisical.permission_cache.fingerprint.duration", "s",
                  "Time to compute the lightweight permission fingerprint", latency_bounds> {};

  // Secret Cache Metrics
  struct cache_accesses : counter<"infisical.secret.cache.access.count", "{access}",
                                  "Secret service-layer cache accesses by outcome",
                                  zm::label<"cache.result", cache_result>> {};

  struct cache_entry_bytes
      : histogram<"infisical.secret.cache.entry.bytes", "By",
                  "Encrypted secret cache entry size computed at write time",
                  zm::bounds{256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304}> {};

  struct cache_oversize
      : counter<"infisical.secret.cache.oversize_skip.count", "{skip}",
                "Secret cache writes skipped because the entry exceeded the max byte cap"> {};

  // Rate Limit Metrics
  struct rate_limited
      : counter<"infisical.rate_limit.exceeded.count", "{request}",
                "HTTP 429 responses (rate limit exceeded)", zm::label<"http.route", route>,
                zm::label<"http.request.method", method>, zm::only_if<can_limit>> {};

  // Build Info
  struct build : info<"infisical.build.info", "Always 1; the labels carry the deployed version",
                      zm::constant<"service.version", BACKEND_VERSION>,
                      zm::constant<"git.commit.sha", BACKEND_COMMIT>,
                      zm::constant<"node.version", BACKEND_COMPILER>> {};

  using metrics =
      zm::list<http_errors, auth_duration, token_renewals, sso_changes, scim_operations,
               scim_duration, pool_connections, jobs, job_duration, job_wait, job_failures,
               stalled_jobs, queue_depth, audit_enqueued, audit_duration, audit_dropped,
               stream_deliveries, stream_duration, permission_lookups, fingerprint_duration,
               cache_accesses, cache_entry_bytes, cache_oversize, rate_limited, build>;
};

}  // namespace backend
