// SPDX-License-Identifier: MIT
//
// opentelemetry-cpp's SDK: attributes are given in each call, as its API has it. Where it was built
// with bound instruments (a preview of ABI version 2), counter_handle holds one.

#include "opaque.hpp"
#include "peer.hpp"

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/context/context.h>
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

namespace {

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

struct library {
  sdk::MeterProvider provider;
  std::shared_ptr<reader> collector = std::make_shared<reader>();
  nostd::shared_ptr<api::Meter> meter;
  nostd::unique_ptr<api::Counter<std::uint64_t>> requests, routed;
  nostd::unique_ptr<api::Counter<double>> busy;
  nostd::unique_ptr<api::UpDownCounter<std::int64_t>> open;
  nostd::unique_ptr<api::Histogram<double>> coarse, fine;

  library() {
    provider.AddMetricReader(collector);
    give_bounds("coarse", bench::default_bounds);
    give_bounds("fine", bench::geometric_bounds);
    meter = provider.GetMeter("bench", "1", "");
    requests = meter->CreateUInt64Counter("requests");
    routed = meter->CreateUInt64Counter("routed");
    busy = meter->CreateDoubleCounter("busy");
    open = meter->CreateInt64UpDownCounter("open");
    coarse = meter->CreateDoubleHistogram("coarse");
    fine = meter->CreateDoubleHistogram("fine");
  }

  /// The sum of an instrument's points, a histogram's number of values.
  double total(std::string_view name) {
    double sum = 0;
    collector->Collect([&](sdk::ResourceMetrics& all) {
      for (const auto& scope : all.scope_metric_data_)
        for (const auto& metric : scope.metric_data_)
          if (metric.instrument_descriptor.name_ == name)
            for (const auto& point : metric.point_data_attr_)
              sum += value_of(point.point_data);
      return true;
    });
    return sum;
  }

private:
  template <class Bounds>
  void give_bounds(const std::string& name, const Bounds& bounds) {
    auto config = std::make_shared<sdk::HistogramAggregationConfig>();
    config->boundaries_.assign(bounds.begin(), bounds.end());
    config->record_min_max_ = false;  // as ours, without zm::min_max
    provider.AddView(
        std::make_unique<sdk::InstrumentSelector>(sdk::InstrumentType::kHistogram, name, ""),
        std::make_unique<sdk::MeterSelector>("bench", "1", ""), with<sdk::View>(config));
  }

  static double value_of(const sdk::PointType& point) {
    if (nostd::holds_alternative<sdk::HistogramPointData>(point))
      return static_cast<double>(nostd::get<sdk::HistogramPointData>(point).count_);
    const auto& value = nostd::get<sdk::SumPointData>(point).value_;
    return nostd::holds_alternative<double>(value)
               ? nostd::get<double>(value)
               : static_cast<double>(nostd::get<std::int64_t>(value));
  }
};

library& all() {
  static library only;
  return only;
}

using attribute = std::pair<nostd::string_view, opentelemetry::common::AttributeValue>;

template <std::size_t Count>
nostd::span<const attribute> view(const std::array<attribute, Count>& attributes) {
  return {attributes.data(), Count};
}

BENCH_OPAQUE void increment(api::Counter<std::uint64_t>& counter, nostd::string_view method) {
  counter.Add(1, view(std::array{attribute{"method", method}}));
}
BENCH_OPAQUE void increment_routed(api::Counter<std::uint64_t>& counter, nostd::string_view method,
                                   nostd::string_view route, nostd::string_view status) {
  counter.Add(1, view(std::array{attribute{"method", method}, attribute{"route", route},
                                 attribute{"status", status}}));
}
BENCH_OPAQUE void add_busy(double value) { all().busy->Add(value); }
BENCH_OPAQUE void increment_open() { all().open->Add(1); }
BENCH_OPAQUE void observe(api::Histogram<double>& histogram, double value) {
  histogram.Record(value, opentelemetry::context::Context{});
}

/// Runs `call(i)` in the timed loop; the instrument's total must have grown by one for each call.
template <class Call>
void time_calls(benchmark::State& state, const char* name, Call call) {
  bench::time_calls(state, [=] { return static_cast<std::uint64_t>(all().total(name)); }, call);
}

/// With the one label that record/counter has.
void counter(benchmark::State& state) {
  time_calls(state, "requests",
             [](std::size_t) { increment(*all().requests, bench::method_names[0]); });
}

void counter_labels3(benchmark::State& state) {
  time_calls(state, "routed", [&triples = bench::triples()](std::size_t i) {
    const auto& [method, route, status] = triples[i];
    increment_routed(*all().routed, bench::method_names[std::size_t(method)],
                     bench::route_names[std::size_t(route)],
                     bench::status_names[std::size_t(status)]);
  });
}

void counter_double(benchmark::State& state) {
  bench::time_quarters(state, [] { return all().total("busy"); }, add_busy);
}

void up_down(benchmark::State& state) {
  time_calls(state, "open", [](std::size_t) { increment_open(); });
}

void histogram_11(benchmark::State& state) {
  time_calls(state, "coarse",
             [&values = bench::latencies()](std::size_t i) { observe(*all().coarse, values[i]); });
}

void histogram_200(benchmark::State& state) {
  time_calls(state, "fine",
             [&values = bench::latencies()](std::size_t i) { observe(*all().fine, values[i]); });
}

#ifdef OPENTELEMETRY_HAVE_METRICS_BOUND_INSTRUMENTS_PREVIEW
BENCH_OPAQUE void increment_bound(api::BoundCounter<std::uint64_t>& counter) { counter.Add(1); }

void counter_handle(benchmark::State& state) {
  static const auto bound =
      all().requests->Bind(view(std::array{attribute{"method", nostd::string_view{"PUT"}}}));
  time_calls(state, "requests", [](std::size_t) { increment_bound(*bound); });
}
BENCHMARK(counter_handle)
    ->Name("peer/opentelemetry-cpp/record/counter_handle")
    ->Apply(bench::thread_counts);
#endif

BENCHMARK(counter)->Name("peer/opentelemetry-cpp/record/counter")->Apply(bench::thread_counts);
BENCHMARK(counter_labels3)
    ->Name("peer/opentelemetry-cpp/record/counter_labels3")
    ->Apply(bench::thread_counts);
BENCHMARK(counter_labels3)
    ->Name("peer/opentelemetry-cpp/record/text_label_hit")
    ->Apply(bench::thread_counts);
BENCHMARK(counter_double)
    ->Name("peer/opentelemetry-cpp/record/counter_double")
    ->Apply(bench::thread_counts);
BENCHMARK(up_down)->Name("peer/opentelemetry-cpp/record/up_down")->Apply(bench::thread_counts);
BENCHMARK(histogram_11)
    ->Name("peer/opentelemetry-cpp/record/histogram_11")
    ->Apply(bench::thread_counts);
BENCHMARK(histogram_200)
    ->Name("peer/opentelemetry-cpp/record/histogram_200")
    ->Apply(bench::thread_counts);

}  // namespace
