// SPDX-License-Identifier: MIT
/// What an operator can decide about the exporters, with OpenTelemetry's defaults.
///
///     zm::configuration mine{.export_interval_ms = 30'000};  // what no variable says stays so
///
/// A plain struct: exporters are started from it, whoever filled it. zm::read_environment
/// (environment.hpp) fills it from the environment. It holds credentials: never print it whole.
///
/// Source: OpenTelemetry, "Environment Variable Specification" and "OTLP Exporter Configuration".
#pragma once

#include <zerometer/version.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace zerometer {
inline namespace v0_1 {

/// Names and values, in order.
using name_values = std::vector<std::pair<std::string, std::string>>;

struct configuration {
  /// Off: nothing is exposed. Recording goes on, and costs what it always does.
  bool enabled = true;
  /// Whether to call zm::drop for the meters of high cardinality.
  bool drop_high_cardinality_meters = false;

  /// Which exporters: both may be on, or none.
  bool pull = false;
  bool push = true;

  /// Where Prometheus comes to. Port 0 is any that is free.
  std::string pull_host = "localhost";
  std::uint16_t pull_port = 9464;

  /// The whole URL that is posted to: it begins with http:// or https://, and has no user in it.
  std::string push_endpoint = "http://localhost:4318/v1/metrics";
  /// JSON rather than protobuf; gRPC is not offered.
  bool push_json = false;
  bool push_gzip = false;
  /// Counts since the last push, rather than since the start of the process.
  bool push_delta = false;
  /// Of each request. A user, or else an Authorization among them, is who pushes: never both.
  name_values push_headers{};
  std::string push_user{};
  std::string push_password{};
  /// For one export, all of its attempts together; 0 is no limit.
  std::uint32_t push_timeout_ms = 10'000;
  /// Files in PEM, for https alone; an empty one is what TLS does without it.
  std::string push_certificate{};
  std::string push_client_key{};
  std::string push_client_certificate{};

  /// Between the starts of two pushes; never 0.
  std::uint32_t export_interval_ms = 60'000;
  /// For a collection and its export; 0 is no limit.
  std::uint32_t export_timeout_ms = 30'000;

  /// What the process is: see zm::complete. A key stands there once.
  name_values resource_attributes{};

  friend bool operator==(const configuration&, const configuration&) = default;
};

}  // namespace v0_1
}  // namespace zerometer
