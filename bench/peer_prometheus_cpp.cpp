// SPDX-License-Identifier: MIT
//
// prometheus-cpp, doing the work that record.cpp and expose.cpp time: the same calls with the same
// inputs, the same page with the same lines. `counter` and `counter_handle` hold the reference that
// Family::Add() returns, which is what its users are told to do; `counter_labels3` gives the labels
// in each call, which is what they often do.

#include "counters.hpp"
#include "mixed.hpp"
#include "opaque.hpp"
#include "peer.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <malloc.h>

namespace {

using bench::method_names;
using bench::route_names;
using bench::status_names;
using bench::time_calls;

prometheus::Registry registry;
auto& requests = prometheus::BuildCounter().Name("requests").Help("Requests.").Register(registry);
auto& held = requests.Add({{"method", "GET"}, {"route", "/health"}, {"status", "200"}});
auto& held_double =
    prometheus::BuildCounter().Name("busy").Help("Time at work.").Register(registry).Add({});
auto& routed = prometheus::BuildCounter().Name("routed").Help("Routed.").Register(registry);
auto& level = prometheus::BuildGauge().Name("level").Help("Level.").Register(registry).Add({});
auto& durations = prometheus::BuildHistogram().Name("duration").Help("Time.").Register(registry);
auto& coarse = durations.Add({{"bounds", "11"}},
                             prometheus::Histogram::BucketBoundaries(bench::default_bounds.begin(),
                                                                     bench::default_bounds.end()));
auto& fine = durations.Add({{"bounds", "200"}},
                           prometheus::Histogram::BucketBoundaries(bench::geometric_bounds.begin(),
                                                                   bench::geometric_bounds.end()));

BENCH_OPAQUE void increment(prometheus::Counter& counter) { counter.Increment(); }

BENCH_OPAQUE void increment_routed(const std::string& method, const std::string& route,
                                   const std::string& status) {
  routed.Add({{"method", method}, {"route", route}, {"status", status}}).Increment();
}

BENCH_OPAQUE void increment_fresh(prometheus::Family<prometheus::Counter>& fresh,
                                  const std::string& user) {
  fresh.Add({{"method", "GET"}, {"route", user}, {"status", "200"}}).Increment();
}

BENCH_OPAQUE void increment_by(double value) { held_double.Increment(value); }
BENCH_OPAQUE void set_level(double value) { level.Set(value); }
BENCH_OPAQUE void increment_level() { level.Increment(); }
BENCH_OPAQUE void observe(prometheus::Histogram& histogram, double value) {
  histogram.Observe(value);
}
/// It has no timer: this is what its users write.
BENCH_OPAQUE void time_nothing(prometheus::Histogram& histogram) {
  const auto begin = std::chrono::steady_clock::now();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  histogram.Observe(taken.count());
}

std::uint64_t counted(const prometheus::Collectable& family) {
  double total = 0;
  for (const auto& collected : family.Collect())
    for (const auto& metric : collected.metric)
      total += metric.counter.value + static_cast<double>(metric.histogram.sample_count);
  return static_cast<std::uint64_t>(total);
}

void counter(benchmark::State& state) {
  time_calls(state, [] { return counted(requests); }, [](std::size_t) { increment(held); });
}

void counter_labels3(benchmark::State& state) {
  time_calls(
      state, [] { return counted(routed); },
      [&triples = bench::triples()](std::size_t i) {
        const auto& [method, route, status] = triples[i];
        increment_routed(method_names[static_cast<std::size_t>(method)],
                         route_names[static_cast<std::size_t>(route)],
                         status_names[static_cast<std::size_t>(status)]);
      });
}

void counter_double(benchmark::State& state) {
  bench::time_quarters(state, [] { return held_double.Value(); }, increment_by);
}

/// Strings are what this library takes: they stand beside our text labels, and as the one way there
/// is beside our enumerations.
void text_label_one(benchmark::State& state) {
  time_calls(
      state, [] { return counted(routed); },
      [](std::size_t) { increment_routed(method_names[0], route_names[0], status_names[0]); });
}

/// First sight, of a family of its own for each number of threads, as ours has a table for each.
template <int Threads>
void text_label_miss(benchmark::State& state) {
  static auto& fresh = prometheus::BuildCounter()
                           .Name("fresh_" + std::to_string(Threads))
                           .Help("Series at first sight.")
                           .Register(registry);
  std::vector<std::string> users;
  for (std::size_t i = 0; i < std::size_t(state.max_iterations); ++i)
    users.push_back("/user/" + std::to_string(state.thread_index()) + "/" +
                    std::to_string(i * 7919));
  bench::repeat(state, [&](std::size_t i) { increment_fresh(fresh, users[i]); });
  if (state.thread_index() == 0)
    bench::expect(state, counted(fresh), bench::calls_made(state));
}

void gauge_set(benchmark::State& state) {
  const auto& values = bench::latencies();
  bench::repeat(state, [&](std::size_t i) { set_level(values[i % bench::draws]); });
  if (state.threads() == 1)
    bench::expect(state, level.Value(),
                  values[(std::size_t(state.iterations()) - 1) % bench::draws]);
}

void gauge_inc(benchmark::State& state) {
  if (state.thread_index() == 0)
    level.Set(0);
  time_calls(
      state, [] { return static_cast<std::uint64_t>(level.Value()); },
      [](std::size_t) { increment_level(); });
}

void time_observe(benchmark::State& state, prometheus::Histogram& histogram) {
  time_calls(
      state, [&] { return histogram.Collect().histogram.sample_count; },
      [&, &values = bench::latencies()](std::size_t i) { observe(histogram, values[i]); });
}

void histogram_11(benchmark::State& state) { time_observe(state, coarse); }
void histogram_200(benchmark::State& state) { time_observe(state, fine); }
void timer_steady(benchmark::State& state) {
  time_calls(
      state, [] { return coarse.Collect().histogram.sample_count; },
      [](std::size_t) { time_nothing(coarse); });
}

/// The registry whose page is the one of expose.cpp.
const prometheus::Registry& mixed() {
  static prometheus::Registry page;
  static bool filled = [] {
    std::vector<prometheus::Family<prometheus::Counter>*> counters;
    std::vector<prometheus::Family<prometheus::Histogram>*> histograms;
    for (std::size_t i = 0; i < bench::families; ++i) {
      const auto number = std::to_string(i);
      counters.push_back(&prometheus::BuildCounter()
                              .Name("http_server_" + number + "_request_count_total")
                              .Help("Requests served.")
                              .Register(page));
      histograms.push_back(&prometheus::BuildHistogram()
                                .Name("http_server_" + number + "_request_duration_seconds")
                                .Help("Time to serve a request.")
                                .Register(page));
    }
    const auto at = [](const auto& texts, auto index) {
      return std::string{texts[static_cast<std::size_t>(index)]};
    };
    bench::fill(
        [&](std::size_t family, bench::method m, bench::code c, bench::area a, std::uint64_t n) {
          counters[family]
              ->Add({{"http_request_method", at(bench::methods, m)},
                     {"http_response_status_code", at(bench::codes, c)},
                     {"http_route", at(bench::areas, a)},
                     {"otel_scope_name", "bench.mixed"}})
              .Increment(static_cast<double>(n));
        },
        [&, last = static_cast<prometheus::Histogram*>(nullptr), family_of_last = std::size_t{},
         method_of_last = bench::method{}, secure_of_last = false](
            std::size_t family, bench::method m, bool secure, double seconds) mutable {
          if (last == nullptr || family != family_of_last || m != method_of_last ||
              secure != secure_of_last)
            last = &histograms[family]->Add(
                {{"http_request_method", at(bench::methods, m)},
                 {"network_protocol_name", "http"},
                 {"otel_scope_name", "bench.mixed"},
                 {"tls_established", secure ? "true" : "false"}},
                prometheus::Histogram::BucketBoundaries(bench::default_bounds.begin(),
                                                        bench::default_bounds.end()));
          family_of_last = family;
          method_of_last = m;
          secure_of_last = secure;
          last->Observe(seconds);
        });
    return true;
  }();
  benchmark::DoNotOptimize(filled);
  return page;
}

void expose(benchmark::State& state) {
  const auto& page = mixed();
  const prometheus::TextSerializer serializer;
  std::string text;
  bench::repeat(state, [&](std::size_t) {
    text = serializer.Serialize(page.Collect());
    benchmark::DoNotOptimize(text.data());
  });
  const auto lines = bench::comparable_lines(text);
  if (lines != bench::comparable_lines(bench::mixed_page()))
    state.SkipWithError("its page has other lines than ours");
  bench::report_page(state, text);
}

/// The page of counters.cpp, which has Places labels of ten values.
template <std::size_t Places>
void expose_counters(benchmark::State& state) {
  prometheus::Registry page;
  auto& served =
      prometheus::BuildCounter().Name("served_total").Help("Requests served.").Register(page);
  const auto before = mallinfo2();
  for (std::size_t i = 0; i < bench::counters_in(Places); ++i) {
    prometheus::Labels labels{{"otel_scope_name", "bench.counters"}};
    for (std::size_t place = 0; place < Places; ++place)
      labels.emplace(std::string{bench::places[place]}, std::to_string(bench::digit_of(i, place)));
    served.Add(labels).Increment(static_cast<double>(bench::count_of(i)));
  }
  const auto after = mallinfo2();
  const prometheus::TextSerializer serializer;
  std::string text;
  bench::repeat(state, [&](std::size_t) {
    text = serializer.Serialize(page.Collect());
    benchmark::DoNotOptimize(text.data());
  });
  if (bench::comparable_lines(text) != bench::comparable_lines(bench::counters_page(Places)))
    state.SkipWithError("its page has other lines than ours");
  bench::report_page(state, text);
  state.counters["bytes_per_series"] =
      static_cast<double>(after.uordblks + after.hblkhd - before.uordblks - before.hblkhd) /
      static_cast<double>(bench::counters_in(Places));
}

BENCHMARK(expose_counters<2>)->Name("peer/prometheus-cpp/expose/text/counters_100");
BENCHMARK(expose_counters<3>)->Name("peer/prometheus-cpp/expose/text/counters_1000");
BENCHMARK(expose_counters<4>)->Name("peer/prometheus-cpp/expose/text/counters_10000");
BENCHMARK(expose_counters<5>)->Name("peer/prometheus-cpp/expose/text/counters_100000");
BENCHMARK(counter)->Name("peer/prometheus-cpp/record/counter")->Apply(bench::thread_counts);
BENCHMARK(counter)->Name("peer/prometheus-cpp/record/counter_handle")->Apply(bench::thread_counts);
BENCHMARK(counter_labels3)
    ->Name("peer/prometheus-cpp/record/counter_labels3")
    ->Apply(bench::thread_counts);
BENCHMARK(counter_labels3)
    ->Name("peer/prometheus-cpp/record/text_label_hit")
    ->Apply(bench::thread_counts);
BENCHMARK(text_label_one)
    ->Name("peer/prometheus-cpp/record/text_label_one")
    ->Apply(bench::thread_counts);
BENCHMARK(counter_double)
    ->Name("peer/prometheus-cpp/record/counter_double")
    ->Apply(bench::thread_counts);
BENCHMARK(gauge_inc)->Name("peer/prometheus-cpp/record/up_down")->Apply(bench::thread_counts);
BENCHMARK(gauge_set)->Name("peer/prometheus-cpp/record/gauge_set")->Apply(bench::thread_counts);
BENCHMARK(gauge_inc)->Name("peer/prometheus-cpp/record/gauge_inc")->Apply(bench::thread_counts);
BENCHMARK(histogram_11)
    ->Name("peer/prometheus-cpp/record/histogram_11")
    ->Apply(bench::thread_counts);
BENCHMARK(histogram_200)
    ->Name("peer/prometheus-cpp/record/histogram_200")
    ->Apply(bench::thread_counts);
BENCHMARK(text_label_miss<1>)
    ->Name("peer/prometheus-cpp/record/text_label_miss")
    ->Iterations(2000)
    ->Threads(1);
BENCHMARK(text_label_miss<2>)
    ->Name("peer/prometheus-cpp/record/text_label_miss")
    ->Iterations(1000)
    ->Threads(2);
BENCHMARK(text_label_miss<8>)
    ->Name("peer/prometheus-cpp/record/text_label_miss")
    ->Iterations(250)
    ->Threads(8);
BENCHMARK(timer_steady)
    ->Name("peer/prometheus-cpp/record/timer_steady")
    ->Apply(bench::thread_counts);
BENCHMARK(expose)->Name("peer/prometheus-cpp/expose/text/mixed");

}  // namespace
