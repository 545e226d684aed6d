// SPDX-License-Identifier: MIT
//
// opentelemetry-cpp's SDK: attributes are given in each call, as its API has it. Where it was built
// with bound instruments (a preview of ABI version 2), counter_handle holds one.

#include "opaque.hpp"
#include "opentelemetry_cpp.hpp"
#include "peer.hpp"

#include <opentelemetry/context/context.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using bench::opentelemetry_cpp::attribute;
using bench::opentelemetry_cpp::view;
namespace api = bench::opentelemetry_cpp::api;
namespace nostd = bench::opentelemetry_cpp::nostd;

struct library : bench::opentelemetry_cpp::source {
  nostd::unique_ptr<api::Counter<std::uint64_t>> requests, routed;
  nostd::unique_ptr<api::Counter<double>> busy;
  nostd::unique_ptr<api::UpDownCounter<std::int64_t>> open;
  nostd::unique_ptr<api::Histogram<double>> coarse, fine;

  library() {
    give_bounds("coarse", bench::default_bounds);
    give_bounds("fine", bench::geometric_bounds);
    requests = meter().CreateUInt64Counter("requests");
    routed = meter().CreateUInt64Counter("routed");
    busy = meter().CreateDoubleCounter("busy");
    open = meter().CreateInt64UpDownCounter("open");
    coarse = meter().CreateDoubleHistogram("coarse");
    fine = meter().CreateDoubleHistogram("fine");
  }
};

library& all() {
  static library only;
  return only;
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

void text_label_one(benchmark::State& state) {
  time_calls(state, "routed", [](std::size_t) {
    increment_routed(*all().routed, bench::method_names[0], bench::route_names[0],
                     bench::status_names[0]);
  });
}

/// First sight, of a counter of its own for each number of threads, as ours has a table for each.
/// Fewer calls: the SDK counts the overflow series among an instrument's 2,000, and with 2,000 of
/// its own 1.19 loses a call.
template <int Threads>
void text_label_miss(benchmark::State& state) {
  static const std::string name = "fresh_" + std::to_string(Threads);
  static const auto fresh = all().meter().CreateUInt64Counter(name);
  std::vector<std::string> users;
  for (std::size_t i = 0; i < std::size_t(state.max_iterations); ++i)
    users.push_back("/user/" + std::to_string(state.thread_index()) + "/" +
                    std::to_string(i * 7919));
  bench::repeat(state, [&](std::size_t i) { increment_routed(*fresh, "GET", users[i], "200"); });
  if (state.thread_index() == 0)
    bench::expect(state, static_cast<std::uint64_t>(all().total(name)), bench::calls_made(state));
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
BENCHMARK(text_label_one)
    ->Name("peer/opentelemetry-cpp/record/text_label_one")
    ->Apply(bench::thread_counts);
BENCHMARK(text_label_miss<1>)
    ->Name("peer/opentelemetry-cpp/record/text_label_miss")
    ->Iterations(1990)
    ->Threads(1);
BENCHMARK(text_label_miss<2>)
    ->Name("peer/opentelemetry-cpp/record/text_label_miss")
    ->Iterations(995)
    ->Threads(2);
BENCHMARK(text_label_miss<8>)
    ->Name("peer/opentelemetry-cpp/record/text_label_miss")
    ->Iterations(248)
    ->Threads(8);
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
