// SPDX-License-Identifier: MIT
//
// quill's metrics: a call puts a sample into its thread's queue, and the thread of the log's
// backend adds it up in prometheus-cpp. The queue is a bounded one, whose writers spin while it is
// full, so that what is timed is what is kept up for as long as one likes: with the default queue
// the samples would take up to 2 GiB and be added up long after the clock has stopped.

#include "opaque.hpp"
#include "peer.hpp"

#include <prometheus/check_names.h>
#include <prometheus/metric_type.h>

// What quill's sink asks for, prometheus-cpp has since 1.1; Debian's is older. Where it is there,
// it is no template and goes first.
namespace prometheus {
template <class String>
bool CheckLabelName(const String& name, MetricType) {
  return CheckLabelName(name);
}
}  // namespace prometheus

#include <quill/Backend.h>
#include <quill/Frontend.h>
#include <quill/Logger.h>
#include <quill/sinks/metrics/PrometheusSink.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct waiting : quill::FrontendOptions {
  static constexpr quill::QueueType queue_type = quill::QueueType::BoundedBlocking;
  static constexpr std::uint32_t blocking_queue_retry_interval_ns = 0;
};
using frontend = quill::FrontendImpl<waiting>;
using metric = const quill::MetricMetadata*;
using sink_type = quill::PrometheusSink;

struct library {
  std::shared_ptr<sink_type> sink;
  quill::LoggerImpl<waiting>* logger;
  metric requests, busy, open, level, raised, coarse, fine;
  std::array<metric, bench::all_series> routed;

  library() {
    quill::Backend::start();
    sink = std::static_pointer_cast<sink_type>(
        frontend::create_or_get_sink<sink_type>("zerometer_bench"));
    logger = frontend::create_or_get_logger("zerometer_bench", sink);
    requests = counter("requests", "requests", {{"method", "GET"}});
    busy = counter("busy", "busy", {});
    open = gauge("open", sink_type::GaugeUpdateMode::Add);
    level = gauge("level", sink_type::GaugeUpdateMode::Set);
    raised = gauge("raised", sink_type::GaugeUpdateMode::Add);
    coarse = histogram("coarse", bench::default_bounds);
    fine = histogram("fine", bench::geometric_bounds);
    for (std::size_t m = 0; m < bench::methods.size(); ++m)
      for (std::size_t r = 0; r < bench::routes.size(); ++r)
        for (std::size_t s = 0; s < bench::statuses.size(); ++s) {
          const auto at = bench::series_of({bench::method(m), bench::route(r), bench::status(s)});
          routed[at] = counter("routed/" + std::to_string(at), "routed",
                               {{"method", bench::method_names[m]},
                                {"route", bench::route_names[r]},
                                {"status", bench::status_names[s]}});
        }
  }

  /// The sum of a metric's series, a histogram's number of values, when all samples have arrived.
  double total(std::string_view name) {
    logger->flush_log();
    double sum = 0;
    for (const auto& family : sink->registry().Collect())
      if (family.name == name)
        for (const auto& one : family.metric)
          sum +=
              one.counter.value + one.gauge.value + static_cast<double>(one.histogram.sample_count);
    return sum;
  }

private:
  metric counter(const std::string& key, const std::string& name,
                 const std::vector<quill::MetricLabel>& labels) {
    const metric made = frontend::create_metric(key, name, labels);
    sink->register_counter(made, "Help.");
    return made;
  }
  metric gauge(const std::string& name, sink_type::GaugeUpdateMode mode) {
    const metric made = frontend::create_metric(name, name, {});
    sink->register_gauge(made, "Help.", mode);
    return made;
  }
  template <class Bounds>
  metric histogram(const std::string& name, const Bounds& bounds) {
    const metric made = frontend::create_metric(name, name, {});
    sink->register_histogram(made, "Help.", {bounds.begin(), bounds.end()});
    return made;
  }
};

library& all() {
  static library only;
  return only;
}

BENCH_OPAQUE void publish(quill::LoggerImpl<waiting>* logger, metric what, double value) {
  logger->publish_metric(what, value);
}
BENCH_OPAQUE void publish_routed(quill::LoggerImpl<waiting>* logger, const bench::triple& one) {
  logger->publish_metric(all().routed[bench::series_of(one)], 1.0);
}

/// Runs `call(i, logger)` in the timed loop; the metric's total must have grown by one for each
/// call.
template <class Call>
void time_calls(benchmark::State& state, const char* name, Call call) {
  bench::time_calls(
      state, [=] { return static_cast<std::uint64_t>(all().total(name)); },
      [logger = all().logger, call](std::size_t i) { call(logger, i); });
}

template <metric library::* What>
void one(benchmark::State& state, const char* name) {
  time_calls(state, name,
             [what = all().*What](auto* logger, std::size_t) { publish(logger, what, 1.0); });
}
void counter(benchmark::State& state) { one<&library::requests>(state, "requests"); }
void up_down(benchmark::State& state) { one<&library::open>(state, "open"); }
void gauge_inc(benchmark::State& state) { one<&library::raised>(state, "raised"); }

void counter_labels3(benchmark::State& state) {
  time_calls(state, "routed", [&triples = bench::triples()](auto* logger, std::size_t i) {
    publish_routed(logger, triples[i]);
  });
}

void counter_double(benchmark::State& state) {
  bench::time_quarters(
      state, [] { return all().total("busy"); },
      [logger = all().logger, what = all().busy](double quarter) {
        publish(logger, what, quarter);
      });
}

void gauge_set(benchmark::State& state) {
  const auto& values = bench::latencies();
  bench::repeat(state, [&, logger = all().logger, what = all().level](std::size_t i) {
    publish(logger, what, values[i % bench::draws]);
  });
  if (state.threads() == 1)
    bench::expect(state, all().total("level"),
                  values[(std::size_t(state.iterations()) - 1) % bench::draws]);
}

template <metric library::* What>
void histogram(benchmark::State& state, const char* name) {
  time_calls(state, name,
             [&values = bench::latencies(), what = all().*What](auto* logger, std::size_t i) {
               publish(logger, what, values[i]);
             });
}
void histogram_11(benchmark::State& state) { histogram<&library::coarse>(state, "coarse"); }
void histogram_200(benchmark::State& state) { histogram<&library::fine>(state, "fine"); }

BENCHMARK(counter)->Name("peer/quill/record/counter")->Apply(bench::thread_counts);
BENCHMARK(counter)->Name("peer/quill/record/counter_handle")->Apply(bench::thread_counts);
BENCHMARK(counter_labels3)->Name("peer/quill/record/counter_labels3")->Apply(bench::thread_counts);
BENCHMARK(counter_double)->Name("peer/quill/record/counter_double")->Apply(bench::thread_counts);
BENCHMARK(up_down)->Name("peer/quill/record/up_down")->Apply(bench::thread_counts);
BENCHMARK(gauge_set)->Name("peer/quill/record/gauge_set")->Apply(bench::thread_counts);
BENCHMARK(gauge_inc)->Name("peer/quill/record/gauge_inc")->Apply(bench::thread_counts);
BENCHMARK(histogram_11)->Name("peer/quill/record/histogram_11")->Apply(bench::thread_counts);
BENCHMARK(histogram_200)->Name("peer/quill/record/histogram_200")->Apply(bench::thread_counts);

}  // namespace
