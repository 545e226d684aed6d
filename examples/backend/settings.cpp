// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace backend {

namespace {

struct setting {
  const char* variable;       // none: zm::read_environment reads it
  std::string_view argument;  // empty where a command line would show it to everyone
  std::string settings::* value;
  std::string_view help;
};

constexpr std::array known{
    setting{"BACKEND_HOST", "--host", &settings::host, "where the API listens"},
    setting{"BACKEND_PORT", "--port", &settings::port, "0: any that is free"},
    setting{nullptr, "--metrics-host", &settings::metrics_host,
            "where /metrics listens, over the environment"},
    setting{nullptr, "--metrics-port", &settings::metrics_port, "its port; 0: any that is free"},
    setting{"BACKEND_THREADS", "--threads", &settings::threads, "of the API, 1 to 64"},
    setting{"BACKEND_MAX_SECRETS", "--max-secrets", &settings::max_secrets, "then it is full"},
    setting{"BACKEND_RATE_LIMIT", "--rate-limit", &settings::rate_limit,
            "requests a second of one client"},
    setting{"BACKEND_PERMISSION_MARKER_MS", "--permission-marker-ms",
            &settings::permission_marker_ms, "how long a permission holds without a read"},
    setting{"BACKEND_SECRET_CACHE_ENTRIES", "--secret-cache-entries",
            &settings::secret_cache_entries, "the least recently used goes"},
    setting{"BACKEND_SECRET_CACHE_ENTRY_BYTES", "--secret-cache-entry-bytes",
            &settings::secret_cache_entry_bytes, "what is larger, encrypted, is not kept"},
    setting{"BACKEND_ENCRYPTION_KEY",
            {},
            &settings::encryption_key,
            "of the secrets: 64 hexadecimal digits; made up if not set"},
    setting{"DEPLOYMENT_ENVIRONMENT", "--environment", &settings::environment,
            "production, staging, development"},
    setting{"BACKEND_DIRECTORY", "--directory", &settings::directory,
            "a file of organizations, projects and accounts, as in directory.hpp"},
    setting{"BACKEND_USER", "--user", &settings::user, "who may log in, without a directory"},
    setting{"BACKEND_PASSWORD", {}, &settings::password, "made up and printed if not set"},
    setting{"BACKEND_STATE", "--state", &settings::state,
            "a directory of databases; a fresh one that is removed at the end if not set"},
    setting{"BACKEND_DATABASE_CONNECTIONS", "--database-connections",
            &settings::database_connections, "1 to 64"},
    setting{"BACKEND_DATABASE_PATIENCE_MS", "--database-patience-ms",
            &settings::database_patience_ms, "how long a connection is waited for"},
    setting{"BACKEND_DATABASE_BUSY_MS", "--database-busy-ms", &settings::database_busy_ms,
            "how long another process's lock is waited for"},
    setting{"BACKEND_WORKERS", "--workers", &settings::workers, "of the jobs, 1 to 64"},
    setting{"BACKEND_JOB_LOCK_MS", "--job-lock-ms", &settings::job_lock_ms,
            "a job that takes longer has stalled"},
    setting{"BACKEND_JOB_ATTEMPTS", "--job-attempts", &settings::job_attempts, "1 to 10"},
    setting{"BACKEND_JOB_BACKOFF_MS", "--job-backoff-ms", &settings::job_backoff_ms,
            "before the second attempt; then twice as long each time"},
    setting{"BACKEND_IDENTITY_PROVIDER", "--identity-provider", &settings::identity_provider,
            "who vouches for log-ins without a password: URL/idp/{method}"},
    setting{"BACKEND_PROVIDER_TIMEOUT_MS", "--provider-timeout-ms", &settings::provider_timeout_ms,
            "how long a log-in waits for it"},
    setting{"BACKEND_MAX_JOBS", "--max-jobs", &settings::max_jobs,
            "that wait; then requests that would add some are refused"},
    setting{"BACKEND_SINKS", "--sinks", &settings::sinks,
            "where audit log streams go: URL/{provider}"},
    setting{"BACKEND_SINK_TIMEOUT_MS", "--sink-timeout-ms", &settings::sink_timeout_ms,
            "how long a delivery may take"},
    setting{"BACKEND_DESTINATIONS", "--destinations", &settings::destinations,
            "where synchronizations go: URL/{destination}/{id}"},
    setting{"BACKEND_DESTINATION_TIMEOUT_MS", "--destination-timeout-ms",
            &settings::destination_timeout_ms, "how long a destination may take"},
};

}  // namespace

settings read_settings(int count, const char* const* arguments) {
  settings read;
  for (const setting& one : known) {
    // An empty one is one that is not set. Source: OpenTelemetry, "Environment Variables", Empty.
    const char* const value = one.variable == nullptr ? nullptr : std::getenv(one.variable);
    if (value != nullptr && *value != '\0') {
      read.*one.value = value;
    }
  }
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    const std::string_view name = argument.substr(0, argument.find('='));
    bool taken = false;
    for (const setting& one : known) {
      if (!name.empty() && name == one.argument && name.size() < argument.size()) {
        read.*one.value = argument.substr(name.size() + 1);
        taken = true;
      }
    }
    if (!taken) {
      throw std::runtime_error(fmt::format("unknown argument {} (--help lists them)", argument));
    }
  }
  return read;
}

std::string usage() {
  const settings defaults;
  std::string text = "usage: backend [--name=value ...]\n";
  for (const setting& one : known) {
    text += fmt::format("  {:<26} {:<35} {:<21} {}\n", one.argument,
                        one.variable == nullptr ? "" : one.variable, defaults.*one.value, one.help);
  }
  return text +
         "How the metrics leave it: OTEL_TELEMETRY_COLLECTION_ENABLED=true, OTEL_EXPORT_TYPE=\n"
         "prometheus or otlp, and the other variables of zerometer's README.\n"
         "SIGUSR1 prints the library's snapshot; SIGTERM and SIGINT print it and stop.\n";
}

}  // namespace backend
