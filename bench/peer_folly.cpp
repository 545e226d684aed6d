// SPDX-License-Identifier: MIT
//
// folly::ThreadCachedInt, the counter in folly that each thread has a cell of. It has no labels:
// one of 480 of them is found by arithmetic, as its users do it.

#include "opaque.hpp"
#include "peer.hpp"

#include <folly/ThreadCachedInt.h>

#include <array>
#include <cstdint>

namespace {

using counter_type = folly::ThreadCachedInt<std::int64_t>;

counter_type requests;
counter_type open;
std::array<counter_type, bench::all_series> routed;

BENCH_OPAQUE void increment(counter_type& counter) { counter.increment(1); }
BENCH_OPAQUE void increment_routed(const bench::triple& one) {
  routed[bench::series_of(one)].increment(1);
}

void time_one(benchmark::State& state, counter_type& counted) {
  bench::time_calls(
      state, [&] { return static_cast<std::uint64_t>(counted.readFull()); },
      [&](std::size_t) { increment(counted); });
}

void counter(benchmark::State& state) { time_one(state, requests); }
void up_down(benchmark::State& state) { time_one(state, open); }

void counter_labels3(benchmark::State& state) {
  bench::time_calls(
      state,
      [] {
        std::int64_t total = 0;
        for (const auto& one : routed)
          total += one.readFull();
        return static_cast<std::uint64_t>(total);
      },
      [&triples = bench::triples()](std::size_t i) { increment_routed(triples[i]); });
}

BENCHMARK(counter)->Name("peer/folly/record/counter")->Apply(bench::thread_counts);
BENCHMARK(counter)->Name("peer/folly/record/counter_handle")->Apply(bench::thread_counts);
BENCHMARK(counter_labels3)->Name("peer/folly/record/counter_labels3")->Apply(bench::thread_counts);
BENCHMARK(up_down)->Name("peer/folly/record/up_down")->Apply(bench::thread_counts);

}  // namespace
