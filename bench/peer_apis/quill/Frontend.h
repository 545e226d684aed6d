// SPDX-License-Identifier: MIT
// What peer_quill.cpp calls, declared as quill/Frontend.h, Logger.h and core/Metric.h of quill 12
// declare it. A sample goes to the sink at once, by whoever publishes it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace quill {

enum class QueueType { UnboundedBlocking, UnboundedDropping, BoundedBlocking, BoundedDropping };

struct FrontendOptions {
  static constexpr QueueType queue_type = QueueType::UnboundedBlocking;
  static constexpr std::uint32_t blocking_queue_retry_interval_ns = 800;
};

struct MetricLabel {
  MetricLabel(std::string k, std::string v) : key(std::move(k)), value(std::move(v)) {}
  std::string key, value;
};

class MetricMetadata {
public:
  MetricMetadata(std::string name, std::vector<MetricLabel> labels)
      : name_{std::move(name)}, labels_{std::move(labels)} {}
  const std::string& metric_name() const noexcept { return name_; }
  const std::vector<MetricLabel>& labels() const noexcept { return labels_; }

private:
  std::string name_;
  std::vector<MetricLabel> labels_;
};

class Sink {
public:
  virtual ~Sink() = default;
  virtual void write_metric(const MetricMetadata*, double) = 0;
};

template <class Options>
class LoggerImpl {
public:
  explicit LoggerImpl(std::shared_ptr<Sink> sink) : sink_{std::move(sink)} {}
  bool publish_metric(const MetricMetadata* metric, double value) {
    static_assert(Options::queue_type == QueueType::BoundedBlocking &&
                  Options::blocking_queue_retry_interval_ns == 0);
    const std::lock_guard lock{mutex_};
    sink_->write_metric(metric, value);
    return true;
  }
  void flush_log(std::uint32_t = 100) {}

private:
  std::mutex mutex_;
  std::shared_ptr<Sink> sink_;
};

template <class Options>
class FrontendImpl {
public:
  template <class TSink, class... Args>
  static std::shared_ptr<Sink> create_or_get_sink(const std::string&, Args&&... args) {
    return std::make_shared<TSink>(std::forward<Args>(args)...);
  }
  static LoggerImpl<Options>* create_or_get_logger(const std::string&, std::shared_ptr<Sink> sink) {
    return new LoggerImpl<Options>{std::move(sink)};
  }
  static const MetricMetadata* create_metric(const std::string&, const std::string& name,
                                             const std::vector<MetricLabel>& labels) {
    return new MetricMetadata{name, labels};
  }
};

}  // namespace quill
