// SPDX-License-Identifier: MIT
//
// brpc's bvar: an Adder has a cell in each thread; a MultiDimension finds one by the texts of its
// labels. Its recorders keep a sample of what they saw, no buckets, which is other work than a
// histogram's and is not timed.

#include "opaque.hpp"
#include "peer.hpp"

#include <bvar/bvar.h>
#include <bvar/multi_dimension.h>

#include <array>
#include <cstdint>
#include <list>
#include <string>
#include <vector>

namespace {

using adder = bvar::Adder<std::int64_t>;
using labels = std::array<butil::StringPiece, 3>;

adder requests;
adder open;
bvar::Adder<double> busy;

bvar::MultiDimension<adder>& routed() {
  static bvar::MultiDimension<adder> all{"zerometer_bench_routed", {"method", "route", "status"}};
  return all;
}

BENCH_OPAQUE void increment(adder& counter) { counter << 1; }
BENCH_OPAQUE void add_busy(double value) { busy << value; }
BENCH_OPAQUE void increment_routed(const std::string& method, const std::string& route,
                                   const std::string& status) {
  *routed().get_stats(labels{method, route, status}) << 1;
}

void time_one(benchmark::State& state, adder& counted) {
  bench::time_calls(
      state, [&] { return static_cast<std::uint64_t>(counted.get_value()); },
      [&](std::size_t) { increment(counted); });
}

void counter(benchmark::State& state) { time_one(state, requests); }
void up_down(benchmark::State& state) { time_one(state, open); }

void counter_double(benchmark::State& state) {
  bench::time_quarters(state, [] { return busy.get_value(); }, add_busy);
}

std::uint64_t total_routed() {
  std::vector<std::list<std::string>> names;
  routed().list_stats(&names);
  std::int64_t total = 0;
  for (const auto& one : names)
    total += routed().get_stats(one)->get_value();
  return static_cast<std::uint64_t>(total);
}

void counter_labels3(benchmark::State& state) {
  bench::time_calls(state, total_routed, [&triples = bench::triples()](std::size_t i) {
    const auto& [method, route, status] = triples[i];
    increment_routed(bench::method_names[std::size_t(method)],
                     bench::route_names[std::size_t(route)],
                     bench::status_names[std::size_t(status)]);
  });
}

void text_label_one(benchmark::State& state) {
  bench::time_calls(state, total_routed, [](std::size_t) {
    increment_routed(bench::method_names[0], bench::route_names[0], bench::status_names[0]);
  });
}

BENCHMARK(counter)->Name("peer/bvar/record/counter")->Apply(bench::thread_counts);
BENCHMARK(counter)->Name("peer/bvar/record/counter_handle")->Apply(bench::thread_counts);
BENCHMARK(counter_labels3)->Name("peer/bvar/record/counter_labels3")->Apply(bench::thread_counts);
BENCHMARK(counter_labels3)->Name("peer/bvar/record/text_label_hit")->Apply(bench::thread_counts);
BENCHMARK(text_label_one)->Name("peer/bvar/record/text_label_one")->Apply(bench::thread_counts);
BENCHMARK(counter_double)->Name("peer/bvar/record/counter_double")->Apply(bench::thread_counts);
BENCHMARK(up_down)->Name("peer/bvar/record/up_down")->Apply(bench::thread_counts);

}  // namespace
