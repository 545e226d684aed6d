// SPDX-License-Identifier: MIT
// What peer_opentelemetry_cpp.cpp calls of opentelemetry/sdk/metrics/, declared as that declares
// it.
#pragma once

#include "../../metrics/meter.h"
#include "../../nostd/nostd.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace opentelemetry::sdk::metrics {

enum class AggregationTemporality { kUnspecified, kDelta, kCumulative };
enum class AggregationType { kDrop, kHistogram, kLastValue, kSum, kDefault };
enum class InstrumentType { kCounter, kHistogram, kUpDownCounter };

struct AggregationConfig {
  virtual ~AggregationConfig() = default;
};
struct HistogramAggregationConfig : AggregationConfig {
  std::vector<double> boundaries_;
  bool record_min_max_ = true;
};

using ValueType = nostd::variant<std::int64_t, double>;
struct SumPointData {
  ValueType value_;
};
struct HistogramPointData {
  std::uint64_t count_;
};
struct DropPointData {};
using PointType = nostd::variant<SumPointData, HistogramPointData, DropPointData>;
struct PointDataAttributes {
  PointType point_data;
};
struct InstrumentDescriptor {
  std::string name_;
};
struct MetricData {
  InstrumentDescriptor instrument_descriptor;
  std::vector<PointDataAttributes> point_data_attr_;
};
struct ScopeMetrics {
  std::vector<MetricData> metric_data_;
};
struct ResourceMetrics {
  std::vector<ScopeMetrics> scope_metric_data_;
};

class MetricReader {
public:
  virtual ~MetricReader() = default;
  virtual AggregationTemporality GetAggregationTemporality(InstrumentType) const noexcept = 0;
  bool Collect(std::function<bool(ResourceMetrics&)> callback) noexcept {
    ResourceMetrics all{{ScopeMetrics{}}};
    for (const auto& [name, read] : meter->read) {
      MetricData one{{name}, {}};
      read([&](double value, bool histogram) {
        one.point_data_attr_.push_back(
            {histogram ? PointType{HistogramPointData{static_cast<std::uint64_t>(value)}}
                       : PointType{SumPointData{value}}});
      });
      all.scope_metric_data_[0].metric_data_.push_back(one);
    }
    return callback(all);
  }
  std::shared_ptr<opentelemetry::metrics::Meter> meter;

private:
  virtual bool OnForceFlush(std::chrono::microseconds) noexcept = 0;
  virtual bool OnShutDown(std::chrono::microseconds) noexcept = 0;
};

struct InstrumentSelector {
  InstrumentSelector(InstrumentType, nostd::string_view, nostd::string_view) {}
};
struct MeterSelector {
  MeterSelector(nostd::string_view, nostd::string_view, nostd::string_view) {}
};
struct View {
#ifdef PEER_OLD_VIEW
  View(const std::string&, const std::string&, const std::string&, AggregationType,
       std::shared_ptr<AggregationConfig>) {}
#else
  View(const std::string&, const std::string&, AggregationType,
       std::shared_ptr<AggregationConfig>) {}
#endif
};

class MeterProvider {
public:
  void AddMetricReader(std::shared_ptr<MetricReader> reader) noexcept { reader->meter = meter_; }
  void AddView(std::unique_ptr<InstrumentSelector>, std::unique_ptr<MeterSelector>,
               std::unique_ptr<View>) noexcept {}
  nostd::shared_ptr<opentelemetry::metrics::Meter> GetMeter(nostd::string_view, nostd::string_view,
                                                            nostd::string_view) noexcept {
    return meter_;
  }

private:
  std::shared_ptr<opentelemetry::metrics::Meter> meter_ =
      std::make_shared<opentelemetry::metrics::Meter>();
};

}  // namespace opentelemetry::sdk::metrics
