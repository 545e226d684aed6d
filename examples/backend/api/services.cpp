// SPDX-License-Identifier: MIT
#include "api/services.hpp"

#include "database/schema.hpp"
#include "number.hpp"

#include <chrono>

namespace backend {

namespace {

std::chrono::milliseconds milliseconds(std::string_view name, std::string_view text) {
  return std::chrono::milliseconds{number(name, text, 1, 600'000)};
}

pool::options database_of(const settings& set, const state_directory& in) {
  return {.file = in.file("secrets.sqlite"),
          .schema = secrets_schema,
          .connections = number("--database-connections", set.database_connections, 1, 64),
          .patience = milliseconds("--database-patience-ms", set.database_patience_ms),
          .busy = milliseconds("--database-busy-ms", set.database_busy_ms),
          .observed = true};
}

/// One connection: the workers wait for each other, not for SQLite's lock. A job waits for it less
/// long than for a stall.
pool::options audit_database_of(const settings& set, const state_directory& in) {
  return {.file = in.file("audit.sqlite"),
          .schema = audit_schema,
          .connections = 1,
          .patience = milliseconds("--database-patience-ms", set.database_patience_ms),
          .busy = milliseconds("--database-busy-ms", set.database_busy_ms),
          .observed = false};
}

queues::options queues_of(const settings& set) {
  return {.workers = number("--workers", set.workers, 1, 64),
          .lock = milliseconds("--job-lock-ms", set.job_lock_ms),
          .attempts = number("--job-attempts", set.job_attempts, 1, 10),
          .backoff = milliseconds("--job-backoff-ms", set.job_backoff_ms),
          .capacity = number("--max-jobs", set.max_jobs, 1, 10'000'000)};
}

std::chrono::milliseconds markers_of(const settings& set) {
  return std::chrono::milliseconds{
      number("--permission-marker-ms", set.permission_marker_ms, 0, 600'000)};
}

secret_cache::limits cache_of(const settings& set) {
  return {.entries = number("--secret-cache-entries", set.secret_cache_entries, 1, 1'000'000),
          .entry_bytes =
              number("--secret-cache-entry-bytes", set.secret_cache_entry_bytes, 0, 16'777'216)};
}

}  // namespace

services::services(const settings& set, std::string_view known)
    : limiter(number("--rate-limit", set.rate_limit, 1, 1'000'000)),
      vouching(set.identity_provider,
               milliseconds("--provider-timeout-ms", set.provider_timeout_ms)),
      keys(cipher(set.encryption_key)), state(set.state), database(database_of(set, state)),
      audit_database(audit_database_of(set, state)), jobs(queues_of(set)),
      onward(set.sinks, milliseconds("--sink-timeout-ms", set.sink_timeout_ms), jobs),
      audit(audit_database, jobs, onward), allowed(database, markers_of(set)),
      values(database, cipher(set.encryption_key),
             number("--max-secrets", set.max_secrets, 0, 1'000'000), cache_of(set)),
      kept_certificates(database),
      synchronized(set.destinations,
                   milliseconds("--destination-timeout-ms", set.destination_timeout_ms), jobs,
                   values, kept_certificates) {
  known_actors.read(known, people, machines);
}

}  // namespace backend
