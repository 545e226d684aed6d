// SPDX-License-Identifier: MIT
//
// What the files of opentelemetry-cpp share: a meter whose points are collected when one asks.
#pragma once

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/nostd/span.h>
#include <opentelemetry/nostd/string_view.h>
#include <opentelemetry/nostd/unique_ptr.h>
#include <opentelemetry/nostd/variant.h>
#include <opentelemetry/sdk/metrics/aggregation/aggregation_config.h>
#include <opentelemetry/sdk/metrics/data/metric_data.h>
#include <opentelemetry/sdk/metrics/export/metric_producer.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/metrics/metric_reader.h>
#include <opentelemetry/sdk/metrics/view/instrument_selector.h>
#include <opentelemetry/sdk/metrics/view/meter_selector.h>
#include <opentelemetry/sdk/metrics/view/view.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bench::opentelemetry_cpp {

namespace api = opentelemetry::metrics;
namespace nostd = opentelemetry::nostd;
namespace sdk = opentelemetry::sdk::metrics;

/// Collects when it is told to.
class reader : public sdk::MetricReader {
public:
  sdk::AggregationTemporality
  GetAggregationTemporality(sdk::InstrumentType) const noexcept override {
    return sdk::AggregationTemporality::kCumulative;
  }

private:
  bool OnForceFlush(std::chrono::microseconds) noexcept override { return true; }
  bool OnShutDown(std::chrono::microseconds) noexcept override { return true; }
};

/// A view that gives a histogram its bounds. Versions before 1.17 take a unit, too.
template <class View>
std::unique_ptr<View> with(std::shared_ptr<sdk::AggregationConfig> config) {
  const std::string none;
  constexpr auto kind = sdk::AggregationType::kHistogram;
  if constexpr (std::is_constructible_v<View, std::string, std::string, sdk::AggregationType,
                                        std::shared_ptr<sdk::AggregationConfig>>)
    return std::make_unique<View>(none, none, kind, std::move(config));
  else
    return std::make_unique<View>(none, none, none, kind, std::move(config));
}

/// A meter of a provider of its own.
class source {
public:
  source() {
    provider_.AddMetricReader(collector_);
    meter_ = provider_.GetMeter("bench", "1", "");
  }

  [[nodiscard]] api::Meter& meter() const { return *meter_; }

  /// Of the histogram that is then created with this name.
  template <class Bounds>
  void give_bounds(const std::string& name, const Bounds& bounds) {
    auto config = std::make_shared<sdk::HistogramAggregationConfig>();
    config->boundaries_.assign(bounds.begin(), bounds.end());
    config->record_min_max_ = false;  // as ours, without zm::min_max
    provider_.AddView(
        std::make_unique<sdk::InstrumentSelector>(sdk::InstrumentType::kHistogram, name, ""),
        std::make_unique<sdk::MeterSelector>("bench", "1", ""), with<sdk::View>(config));
  }

  /// The sum of the points of the instruments with this name, a histogram's number of values; of
  /// all instruments without one.
  double total(std::string_view name = {}) {
    double sum = 0;
    collector_->Collect([&](sdk::ResourceMetrics& all) {
      for (const auto& scope : all.scope_metric_data_)
        for (const auto& metric : scope.metric_data_)
          if (name.empty() || metric.instrument_descriptor.name_ == name)
            for (const auto& point : metric.point_data_attr_)
              sum += value_of(point.point_data);
      return true;
    });
    return sum;
  }

private:
  static double value_of(const sdk::PointType& point) {
    if (nostd::holds_alternative<sdk::HistogramPointData>(point))
      return static_cast<double>(nostd::get<sdk::HistogramPointData>(point).count_);
    const auto& value = nostd::get<sdk::SumPointData>(point).value_;
    return nostd::holds_alternative<double>(value)
               ? nostd::get<double>(value)
               : static_cast<double>(nostd::get<std::int64_t>(value));
  }

  sdk::MeterProvider provider_;
  std::shared_ptr<reader> collector_ = std::make_shared<reader>();
  nostd::shared_ptr<api::Meter> meter_;
};

using attribute = std::pair<nostd::string_view, opentelemetry::common::AttributeValue>;

template <std::size_t Count>
nostd::span<const attribute> view(const std::array<attribute, Count>& attributes) {
  return {attributes.data(), Count};
}

}  // namespace bench::opentelemetry_cpp
