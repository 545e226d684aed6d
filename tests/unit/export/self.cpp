// SPDX-License-Identifier: MIT
#include <zerometer/export/self.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string_view>

namespace zm = zerometer;

using app = zm::exposition<zm::exports, zm::without_self_metrics>;

TEST_CASE("an exporter that nothing was told of stands at 0") {
  static std::array<char, zm::prometheus::max_bytes<app>> page;
  const std::string_view text = zm::prometheus::render<app>(page);
  CHECK(
      text.find("zerometer_exports_total{exporter=\"push\",otel_scope_name=\"zerometer.exporter\","
                "otel_scope_version=\"0.1.0\",outcome=\"refused\"} 0\n") != text.npos);
  CHECK(text.find("zerometer_export_size_bytes_total{exporter=\"pull\"") != text.npos);
  CHECK(text.find("zerometer_export_last_success_timestamp_seconds{exporter=\"push\","
                  "otel_scope_name=\"zerometer.exporter\",otel_scope_version=\"0.1.0\"} 0\n") !=
        text.npos);

  zm::exports::last_success::set(1'764'000'000.25, zm::exporter::push);
  zm::exports::duration::observe(2'500'000, zm::exporter::push);
  const std::string_view after = zm::prometheus::render<app>(page);
  CHECK(after.find("zerometer_export_last_success_timestamp_seconds{exporter=\"push\","
                   "otel_scope_name=\"zerometer.exporter\",otel_scope_version=\"0.1.0\"} "
                   "1.76400000025e+09\n") != after.npos);
  CHECK(after.find("zerometer_export_duration_seconds_sum{exporter=\"push\","
                   "otel_scope_name=\"zerometer.exporter\",otel_scope_version=\"0.1.0\"} "
                   "0.0025\n") != after.npos);
}
