// SPDX-License-Identifier: MIT
//
// One record call an iteration, each through a function that is not inlined, as the call site of a
// server would be. calls.hpp has the metrics.

#include "calls.hpp"
#include "common.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <thread>

using bench::calls;

namespace {

using handle = decltype(calls::requests::series(bench::method::get));

[[gnu::noinline]] void inc() { calls::requests::inc(bench::method::get); }
[[gnu::noinline]] void inc_handle(handle series) { series.inc(); }
[[gnu::noinline]] void inc_routed(bench::method m, bench::route r, bench::status s) {
  calls::routed::inc(m, r, s);
}
[[gnu::noinline]] void set_level(double value) { calls::level::set(value); }
[[gnu::noinline]] void inc_level() { calls::level::inc(); }
[[gnu::noinline]] void observe_coarse(double value) { calls::coarse::observe(value); }
[[gnu::noinline]] void observe_fine(double value) { calls::fine::observe(value); }

/// Thread 0's; too large for a stack.
zerometer::snapshot<bench::calls_exposition> now;

template <class Counter>
std::uint64_t sum_routed() {
  std::uint64_t total = 0;
  for (std::size_t m = 0; m < bench::methods.size(); ++m)
    for (std::size_t r = 0; r < bench::routes.size(); ++r)
      for (std::size_t s = 0; s < bench::statuses.size(); ++s)
        total += now.value<Counter>(bench::method(m), bench::route(r), bench::status(s));
  return total;
}

/// Runs `call(i)` in the timed loop; what `total()` reads from a snapshot must have grown by one
/// for each call.
template <class Total, class Call>
void time_calls(benchmark::State& state, Total total, Call call) {
  static std::uint64_t before;  // thread 0 writes it before the others may start
  if (state.thread_index() == 0) {
    now.take();
    before = total();
  }
  std::size_t i = 0;
  for (auto _ : state)
    call(i++ % bench::draws);
  if (state.thread_index() == 0) {
    now.take();
    bench::expect(state, total() - before, bench::calls_made(state));
  }
}

void counter(benchmark::State& state) {
  time_calls(
      state, [] { return now.value<calls::requests>(bench::method::get); },
      [](std::size_t) { inc(); });
}

void counter_handle(benchmark::State& state) {
  time_calls(
      state, [] { return now.value<calls::requests>(bench::method::put); },
      [series = calls::requests::series(bench::method::put)](std::size_t) { inc_handle(series); });
}

void counter_labels3(benchmark::State& state) {
  time_calls(state, sum_routed<calls::routed>, [&triples = bench::triples()](std::size_t i) {
    const auto& [method, route, status] = triples[i];
    inc_routed(method, route, status);
  });
}

void gauge_set(benchmark::State& state) {
  const auto& values = bench::latencies();
  std::size_t i = 0;
  for (auto _ : state)
    set_level(values[i++ % bench::draws]);
  if (state.threads() > 1)
    return;  // any thread's value may be the last
  now.take();
  bench::expect(state, now.value<calls::level>(), values[(i - 1) % bench::draws]);
}

void gauge_inc(benchmark::State& state) {
  if (state.thread_index() == 0)
    calls::level::set(0);
  time_calls(
      state, [] { return static_cast<std::uint64_t>(now.value<calls::level>()); },
      [](std::size_t) { inc_level(); });
}

void histogram_11(benchmark::State& state) {
  time_calls(
      state, [] { return now.value<calls::coarse>().count(); },
      [&values = bench::latencies()](std::size_t i) { observe_coarse(values[i]); });
}

void histogram_200(benchmark::State& state) {
  time_calls(
      state, [] { return now.value<calls::fine>().count(); },
      [&values = bench::latencies()](std::size_t i) { observe_fine(values[i]); });
}

/// What the first call of a fresh thread costs more than its second.
void first_call(benchmark::State& state) {
  using clock = std::chrono::steady_clock;
  now.take();
  const auto before = now.value<calls::requests>(bench::method::get);
  for (auto _ : state) {
    std::chrono::duration<double> first{}, second{};
    std::thread{[&] {
      benchmark::DoNotOptimize(clock::now());  // the clock's own first call
      const auto start = clock::now();
      inc();
      const auto middle = clock::now();
      inc();
      const auto end = clock::now();
      first = middle - start;
      second = end - middle;
    }}.join();
    state.SetIterationTime(std::max(0.0, (first - second).count()));
  }
  now.take();
  bench::expect(state, now.value<calls::requests>(bench::method::get) - before,
                2 * bench::calls_made(state));
}

BENCHMARK(counter)->Name("record/counter")->Apply(bench::thread_counts);
BENCHMARK(counter_handle)->Name("record/counter_handle")->Apply(bench::thread_counts);
BENCHMARK(counter_labels3)->Name("record/counter_labels3")->Apply(bench::thread_counts);
BENCHMARK(gauge_set)->Name("record/gauge_set")->Apply(bench::thread_counts);
BENCHMARK(gauge_inc)->Name("record/gauge_inc")->Apply(bench::thread_counts);
BENCHMARK(histogram_11)->Name("record/histogram_11")->Apply(bench::thread_counts);
BENCHMARK(histogram_200)->Name("record/histogram_200")->Apply(bench::thread_counts);
// A fixed number: by the clock it would start threads for minutes.
BENCHMARK(first_call)->Name("record/first_call")->UseManualTime()->Iterations(1000)->Threads(1);

}  // namespace
