// SPDX-License-Identifier: MIT
//
// prometheus-cpp, growing as growth.cpp does: the same series, threads and pages.

#include "common.hpp"
#include "counters.hpp"
#include "growth.hpp"
#include "inputs.hpp"
#include "opaque.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

/// A registry of one counter with 10^Labels series.
template <std::size_t Labels>
struct many {
  static constexpr std::size_t series = bench::counters_in(Labels);
  prometheus::Registry registry;
  std::vector<prometheus::Counter*> all;

  many() {
    auto& served =
        prometheus::BuildCounter().Name("served_total").Help("Requests served.").Register(registry);
    all.reserve(series);
    for (std::size_t i = 0; i < series; ++i) {
      prometheus::Labels labels{{"otel_scope_name", "bench.growth"}};
      for (std::size_t place = 0; place < Labels; ++place)
        labels.emplace(std::string(1, static_cast<char>('a' + place)),
                       std::to_string(bench::digit_of(i, place)));
      all.push_back(&served.Add(labels));
      all.back()->Increment();
    }
  }
  static many& instance() {
    static many one;
    return one;
  }
};

template <std::size_t Labels>
void page(benchmark::State& state) {
  auto& page = many<Labels>::instance();
  const prometheus::TextSerializer serializer;
  std::string text;
  bench::repeat(state, [&](std::size_t) {
    text = serializer.Serialize(page.registry.Collect());
    benchmark::DoNotOptimize(text.data());
  });
  bench::expect(state, std::count(text.begin(), text.end(), '\n'),
                std::ptrdiff_t{many<Labels>::series + 2});
}

BENCH_OPAQUE void increment(prometheus::Counter& counter) { counter.Increment(); }

template <std::size_t Labels>
void record(benchmark::State& state) {
  auto& all = many<Labels>::instance().all;
  std::mt19937_64 random{static_cast<std::uint64_t>(state.thread_index())};
  std::vector<prometheus::Counter*> drawn;
  for (std::size_t i = 0; i < bench::draws; ++i)
    drawn.push_back(all[random() % all.size()]);
  for (auto* const counter : drawn)
    increment(*counter);
  static double before;  // thread 0 writes it before the others may start
  const auto sum = [&] {
    double total = 0;
    for (const auto* const counter : all)
      total += counter->Value();
    return total;
  };
  // Those of the others before the loop are counted, too, or not yet.
  const auto warm = static_cast<double>(bench::draws) * static_cast<double>(state.threads());
  if (state.thread_index() == 0)
    before = sum();
  bench::repeat(state, [&](std::size_t i) { increment(*drawn[i % bench::draws]); });
  const auto calls = static_cast<double>(bench::calls_made(state));
  if (state.thread_index() == 0)
    if (const double made = sum() - before; made < calls || made > calls + warm)
      bench::expect(state, made, calls);
}

void memory(benchmark::State& state, void (*fill)()) {
  double bytes = bench::grown_by(1, fill);
  for (auto _ : state)
    benchmark::DoNotOptimize(bytes);
  state.counters["bytes_per_series"] = bytes / static_cast<double>(bench::memory_series);
}

void memory_counter(benchmark::State& state) {
  memory(state, [] {
    static const auto kept = std::make_unique<prometheus::Registry>();
    auto& served = prometheus::BuildCounter().Name("served").Register(*kept);
    for (std::size_t i = 0; i < bench::memory_series; ++i)
      served.Add({{"a", "GET"}, {"b", "/api/v1/secrets/{id}"}, {"c", std::to_string(i)}})
          .Increment();
  });
}
void memory_histogram(benchmark::State& state) {
  memory(state, [] {
    static const auto kept = std::make_unique<prometheus::Registry>();
    auto& latency = prometheus::BuildHistogram().Name("latency").Register(*kept);
    for (std::size_t i = 0; i < bench::memory_series; ++i)
      latency
          .Add({{"a", "GET"}, {"b", "/api/v1/secrets/{id}"}, {"c", std::to_string(i)}},
               prometheus::Histogram::BucketBoundaries(bench::default_bounds.begin(),
                                                       bench::default_bounds.end()))
          .Observe(0.1);
  });
}

void record_threads(benchmark::internal::Benchmark* which) {
  for (const int threads : bench::record_threads)
    which->Threads(threads);
}

BENCHMARK(page<2>)->Name("peer/prometheus-cpp/growth/page/series_100");
BENCHMARK(page<3>)->Name("peer/prometheus-cpp/growth/page/series_1000");
BENCHMARK(page<4>)->Name("peer/prometheus-cpp/growth/page/series_10000");
BENCHMARK(page<5>)->Name("peer/prometheus-cpp/growth/page/series_100000");
BENCHMARK(record<2>)->Name("peer/prometheus-cpp/growth/record/series_100")->Apply(record_threads);
BENCHMARK(record<4>)->Name("peer/prometheus-cpp/growth/record/series_10000")->Apply(record_threads);
BENCHMARK(memory_counter)->Name("peer/prometheus-cpp/growth/memory/counter")->Iterations(1);
BENCHMARK(memory_histogram)->Name("peer/prometheus-cpp/growth/memory/histogram_11")->Iterations(1);

}  // namespace
