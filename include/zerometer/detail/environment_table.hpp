// SPDX-License-Identifier: MIT
/// The variables: which field of the configuration each is for, who wins, and what of them is
/// taken.
///
/// Of those for one field, which stand together, a later one that is valid wins over the earlier
/// ones, entirely: OpenTelemetry's general one, its own for metrics alone, one that is not
/// OpenTelemetry's (OTEL_EXPORT_…, OTEL_OTLP_…).
#pragma once

#include <zerometer/configuration.hpp>
#include <zerometer/detail/endpoint.hpp>
#include <zerometer/detail/environment_kinds.hpp>
#include <zerometer/detail/environment_lists.hpp>
#include <zerometer/detail/environment_values.hpp>
#include <zerometer/detail/header_field.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zerometer {
inline namespace v0_1 {
namespace detail::variables {

struct variable {
  std::string_view name;
  value_kind kind;
  /// So many of those just before it are for the same field, and this one wins over them.
  std::size_t wins_over = 0;
};

using set = configuration;

inline constexpr value_kind protocol =
    one_of<&set::push_json, "http/protobuf or http/json", "http/protobuf", "http/json">::kind;
inline constexpr value_kind compression =
    one_of<&set::push_gzip, "gzip or none", "none", "gzip">::kind;
inline constexpr value_kind preference =
    one_of<&set::push_delta, "cumulative or delta", "cumulative", "delta">::kind;
inline constexpr value_kind user =
    credential<&set::push_user, "a name without colons and control characters", is_basic_user>;
inline constexpr value_kind password =
    credential<&set::push_password, "no control characters", has_no_control>;

inline constexpr std::array all{
    variable{"OTEL_TELEMETRY_COLLECTION_ENABLED", truth<&set::enabled>},
    variable{"OTEL_SDK_DISABLED", disabled},
    variable{"OTEL_DROP_HIGH_CARDINALITY_METERS", truth<&set::drop_high_cardinality_meters>},
    variable{"OTEL_METRICS_EXPORTER", exporters},
    variable{"OTEL_EXPORT_TYPE", exporters, 1},
    variable{"OTEL_EXPORTER_PROMETHEUS_HOST",
             text<&set::pull_host, "a host name or an address", is_host>},
    variable{"OTEL_EXPORTER_PROMETHEUS_PORT",
             number<&set::pull_port, "a port, a whole number from 0 to 65535", 0, 65535>},
    variable{"OTEL_EXPORTER_OTLP_ENDPOINT", endpoint<metrics_path::appended>},
    variable{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", endpoint<metrics_path::as_it_is>, 1},
    variable{"OTEL_EXPORT_OTLP_ENDPOINT", endpoint<metrics_path::appended_if_absent>, 2},
    variable{"OTEL_EXPORTER_OTLP_PROTOCOL", protocol},
    variable{"OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", protocol, 1},
    variable{"OTEL_EXPORTER_OTLP_HEADERS", headers},
    variable{"OTEL_EXPORTER_OTLP_METRICS_HEADERS", headers, 1},
    variable{"OTEL_COLLECTOR_BASIC_AUTH_USERNAME", user},
    variable{"OTEL_COLLECTOR_BASIC_AUTH_PASSWORD", password},
    variable{"OTEL_EXPORTER_OTLP_TIMEOUT", timeout<&set::push_timeout_ms>},
    variable{"OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", timeout<&set::push_timeout_ms>, 1},
    variable{"OTEL_EXPORTER_OTLP_COMPRESSION", compression},
    variable{"OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", compression, 1},
    variable{"OTEL_EXPORTER_OTLP_CERTIFICATE", file<&set::push_certificate>},
    variable{"OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE", file<&set::push_certificate>, 1},
    variable{"OTEL_EXPORTER_OTLP_CLIENT_KEY", file<&set::push_client_key>},
    variable{"OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY", file<&set::push_client_key>, 1},
    variable{"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", file<&set::push_client_certificate>},
    variable{"OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE", file<&set::push_client_certificate>,
             1},
    variable{"OTEL_EXPORTER_OTLP_INSECURE", ignored},  // for gRPC: a URL says it by its scheme
    variable{"OTEL_EXPORTER_OTLP_METRICS_INSECURE", ignored},
    variable{"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", preference},
    variable{"OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
             always<"explicit_bucket_histogram", "explicit_bucket_histogram",
                    "explicit_bucket_histogram">},
    // A filter on traces finds none here.
    variable{"OTEL_METRICS_EXEMPLAR_FILTER",
             always<"always_off or trace_based", "no exemplar", "always_off", "trace_based">},
    variable{"OTEL_METRIC_EXPORT_INTERVAL", interval<&set::export_interval_ms>},
    variable{"OTEL_OTLP_PUSH_INTERVAL", interval<&set::export_interval_ms>, 1},
    variable{"OTEL_METRIC_EXPORT_TIMEOUT", timeout<&set::export_timeout_ms>},
    variable{"OTEL_RESOURCE_ATTRIBUTES", attributes},
    variable{"OTEL_SERVICE_NAME", service_name},
    variable{"OTEL_CONFIG_FILE", unread_file},
};

/// The value of a variable; empty where it is not set.
[[nodiscard]] inline std::string_view value_of(const name_values& given, std::string_view name) {
  for (const auto& [known, value] : given) {
    if (known == name) {
      return value;
    }
  }
  return {};
}

/// A value that was not taken, or not all of it.
struct fault {
  std::size_t at;
  std::string value;
  std::string want;
};

/// Takes all that is valid. What a value that wins makes meaningless is no fault.
[[nodiscard]] inline std::vector<fault> take_values(const name_values& given, configuration& into) {
  std::vector<fault> faults;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const variable& each = all[i];
    const std::string_view value = value_of(given, each.name);
    std::string want{each.kind.accepted};
    if (value.empty()) {
      continue;
    }
    if (!each.kind.take(value, into, want)) {
      faults.push_back({i, each.kind.shown(value), std::move(want)});
      continue;
    }
    while (!faults.empty() && faults.back().at + each.wins_over >= i) {
      faults.pop_back();
    }
  }
  return faults;
}

}  // namespace detail::variables
}  // namespace v0_1
}  // namespace zerometer
