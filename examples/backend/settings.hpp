// SPDX-License-Identifier: MIT
/// What can be set from outside: the environment first, then the command line. What
/// concerns the metrics is in telemetry.hpp.
#pragma once

#include <string>

namespace backend {

struct settings {
  std::string host = "127.0.0.1";
  std::string port = "8080";
  std::string metrics_host{};  // empty: what the environment says, in telemetry.hpp
  std::string metrics_port{};
  std::string threads = "4";
  std::string max_secrets = "10000";
  std::string rate_limit = "100000";
  std::string permission_marker_ms = "10000";
  std::string secret_cache_entries = "10000";
  std::string secret_cache_entry_bytes = "65536";
  std::string encryption_key{};  // empty: one is made up
  std::string environment = "development";
  std::string directory{};  // a file; empty: a small one with the user below
  std::string user = "admin@example.org";
  std::string password{};  // empty: one is made up, and said
  std::string state{};     // empty: a fresh directory, which ends with the process
  std::string database_connections = "4";
  std::string database_patience_ms = "1000";
  std::string database_busy_ms = "100";
  std::string workers = "4";
  std::string job_lock_ms = "2000";
  std::string job_attempts = "3";
  std::string job_backoff_ms = "50";
  std::string identity_provider = "http://127.0.0.1:8090";
  std::string provider_timeout_ms = "1000";
  std::string max_jobs = "100000";
  std::string sinks = "http://127.0.0.1:8090";
  std::string sink_timeout_ms = "1000";
  std::string destinations = "http://127.0.0.1:8090";
  std::string destination_timeout_ms = "1000";
};

/// Throws std::runtime_error at an argument that it does not know.
[[nodiscard]] settings read_settings(int count, const char* const* arguments);

/// Every setting with its variable, its argument and its default.
[[nodiscard]] std::string usage();

}  // namespace backend
