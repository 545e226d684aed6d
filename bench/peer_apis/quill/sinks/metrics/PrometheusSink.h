// SPDX-License-Identifier: MIT
// What peer_quill.cpp calls, declared as quill/sinks/metrics/PrometheusSink.h of quill 12 declares
// it.
#pragma once

#include "../../../counted.hpp"
#include "../../Frontend.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace quill {

class PrometheusSink final : public Sink {
  template <class Builder>
  auto& family(Builder builder, const MetricMetadata* metric, const std::string& help) {
    return builder.Name(metric->metric_name()).Help(help).Register(registry_);
  }
  static prometheus::Labels labels_of(const MetricMetadata* metric) {
    prometheus::Labels all;
    for (const auto& one : metric->labels())
      all.emplace(one.key, one.value);
    return all;
  }

public:
  enum class GaugeUpdateMode { Add, Set, Sub };
  using Labels = prometheus::Labels;
  using HistogramBuckets = std::vector<double>;

  prometheus::Registry& registry() noexcept { return registry_; }

  void register_counter(const MetricMetadata* metric, std::string help, Labels = {}) {
    auto& made = family(prometheus::BuildCounter(), metric, help).Add(labels_of(metric));
    writers_[metric] = [&made](double value) { made.Increment(value); };
  }
  void register_gauge(const MetricMetadata* metric, std::string help,
                      GaugeUpdateMode mode = GaugeUpdateMode::Set, Labels = {}) {
    auto& made = family(prometheus::BuildGauge(), metric, help).Add(labels_of(metric));
    writers_[metric] = [&made, mode](double value) {
      mode == GaugeUpdateMode::Set ? made.Set(value) : made.Increment(value);
    };
  }
  void register_histogram(const MetricMetadata* metric, std::string help, HistogramBuckets bounds,
                          Labels = {}) {
    auto& made = family(prometheus::BuildHistogram(), metric, help).Add(labels_of(metric), bounds);
    writers_[metric] = [&made](double value) { made.Observe(value); };
  }

  void write_metric(const MetricMetadata* metric, double value) override {
    if (peer_apis::counted(1) == 1)
      writers_.at(metric)(value);
  }

private:
  prometheus::Registry registry_{prometheus::Registry::InsertBehavior::Merge};
  std::map<const MetricMetadata*, std::function<void(double)>> writers_;
};

}  // namespace quill
