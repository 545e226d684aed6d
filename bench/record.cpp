// SPDX-License-Identifier: MIT
//
// One record call an iteration, each through a function that is not inlined, as the call site of a
// server would be. calls.hpp has the metrics.

#include "calls.hpp"
#include "common.hpp"
#include "opaque.hpp"

#include <zerometer/timer.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using bench::calls;

// The linker's names of where the memory of this program's zeroes begins and ends.
extern char bss_begin asm("__bss_start");
extern char bss_end asm("_end");

namespace {

using handle = decltype(calls::requests::series(bench::method::get));

BENCH_OPAQUE void inc() { calls::requests::inc(bench::method::get); }
BENCH_OPAQUE void inc_handle(handle series) { series.inc(); }
BENCH_OPAQUE void inc_routed(bench::method m, bench::route r, bench::status s) {
  calls::routed::inc(m, r, s);
}
BENCH_OPAQUE void add_busy(double value) { calls::busy::add(value); }
BENCH_OPAQUE void inc_open() { calls::open::inc(); }
BENCH_OPAQUE void observe_exact(std::uint64_t value) { calls::exact::observe(value); }
template <class Clock>
BENCH_OPAQUE void time_nothing() {
  zerometer::timer<calls::exact, Clock> timer;
}
BENCH_OPAQUE void set_level(double value) { calls::level::set(value); }
BENCH_OPAQUE void inc_level() { calls::level::inc(); }
BENCH_OPAQUE void observe_coarse(double value) { calls::coarse::observe(value); }
BENCH_OPAQUE void observe_fine(double value) { calls::fine::observe(value); }
BENCH_OPAQUE void observe_reached(double value) { calls::reached::observe(value); }

BENCH_OPAQUE void inc_text(std::string_view m, std::string_view r, std::string_view s) {
  bench::texts::common::inc(m, r, s);
}
BENCH_OPAQUE void inc_text_each(std::string_view m, std::string_view r, std::string_view s) {
  bench::texts::each::inc(m, r, s);
}
BENCH_OPAQUE void inc_text_full(std::string_view m, std::string_view r, std::string_view s) {
  bench::texts::full::inc(m, r, s);
}
template <class Counter>
BENCH_OPAQUE void inc_text_fresh(std::string_view m, std::string_view r, std::string_view s) {
  Counter::inc(m, r, s);
}
using text_handle = decltype(bench::texts::each::series("", "", ""));
BENCH_OPAQUE void inc_text_handle(text_handle series) { series.inc(); }
BENCH_OPAQUE void inc_dropped(std::string_view m, std::string_view r, std::string_view s) {
  bench::gone::requests::inc(m, r, s);
}
BENCH_OPAQUE void inc_disabled(bench::method m) {
  bench::off::requests::inc(m);
  asm volatile("");  // else clang leaves out the call, and what is timed is the loop
}

/// Thread 0's; too large for a stack.
zerometer::snapshot<bench::calls_exposition> now;

zerometer::snapshot<bench::texts_exposition> texts_now;

template <class Counter>
std::uint64_t sum_texts() {
  texts_now.take();
  std::uint64_t total = 0;
  for (std::size_t i = texts_now.next<Counter>(0); i < Counter::labels::series;
       i = texts_now.next<Counter>(i + 1))
    total += Counter::read(texts_now, i);
  return total;
}

/// The sum of `of(i % draws)` over all calls of the loop that just ended.
template <class Number, class Of>
Number over_calls(const benchmark::State& state, Of of) {
  const auto calls = std::size_t(state.iterations());
  Number sum{};
  for (std::size_t i = 0; i < bench::draws; ++i)
    sum += of(i) * Number(calls / bench::draws + (i < calls % bench::draws ? 1 : 0));
  return sum * Number(state.threads());
}

/// What a call to one series adds to weigh_routed(), which is another number for each.
std::uint64_t weight_of(const bench::triple& one) {
  const auto [m, r, s] = one;
  return 1 + (std::uint64_t(m) * bench::routes.size() + std::uint64_t(r)) * bench::statuses.size() +
         std::uint64_t(s);
}
std::uint64_t weigh_routed() {
  std::uint64_t total = 0;
  for (std::size_t m = 0; m < bench::methods.size(); ++m)
    for (std::size_t r = 0; r < bench::routes.size(); ++r)
      for (std::size_t s = 0; s < bench::statuses.size(); ++s) {
        const bench::triple one{bench::method(m), bench::route(r), bench::status(s)};
        total += weight_of(one) * now.value<calls::routed>(one.method, one.route, one.status);
      }
  return total;
}

/// Runs `call(i)` in the timed loop; what `total()` reads from a snapshot must have grown by
/// `weight(i)` for each call.
template <class Total, class Weight, class Call>
void time_weighted(benchmark::State& state, Total total, Weight weight, Call call) {
  static std::uint64_t before;  // thread 0 writes it before the others may start
  if (state.thread_index() == 0) {
    now.take();
    before = total();
  }
  bench::repeat(state, [&](std::size_t i) { call(i % bench::draws); });
  if (state.thread_index() == 0) {
    now.take();
    bench::expect(state, total() - before, over_calls<std::uint64_t>(state, weight));
  }
}
/// The same, where each call counts as one.
template <class Total, class Call>
void time_calls(benchmark::State& state, Total total, Call call) {
  time_weighted(state, total, [](std::size_t) { return std::uint64_t{1}; }, call);
}

/// The same, where a call observes `values[i]`: each must be in its bucket, and in the sum.
template <class Histogram, class Values, class Bounds, class Call>
void time_observations(benchmark::State& state, const Values& values, const Bounds& bounds,
                       Call call) {
  static double before;
  const auto sum = [] { return static_cast<double>(now.value<Histogram>().sum()); };
  if (state.thread_index() == 0) {
    now.take();
    before = sum();
  }
  time_weighted(
      state,
      [] {
        const auto found = now.value<Histogram>();
        std::uint64_t total = 0;
        for (std::size_t bucket = 0; bucket < found.buckets(); ++bucket)
          total += (bucket + 1) * found.bucket(bucket);
        return total;
      },
      [&](std::size_t i) {
        const auto above = std::lower_bound(bounds.begin(), bounds.end(), values[i]);
        return std::uint64_t(above - bounds.begin()) + 1;
      },
      [&](std::size_t i) { call(values[i]); });
  if (state.thread_index() == 0)
    bench::expect_near(state, sum() - before, over_calls<double>(state, [&](std::size_t i) {
                         return static_cast<double>(values[i]);
                       }));
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
  const auto& triples = bench::triples();
  time_weighted(
      state, weigh_routed, [&](std::size_t i) { return weight_of(triples[i]); },
      [&](std::size_t i) {
        const auto& [method, route, status] = triples[i];
        inc_routed(method, route, status);
      });
}

void counter_double(benchmark::State& state) {
  static double before;
  if (state.thread_index() == 0) {
    now.take();
    before = now.value<calls::busy>();
  }
  const volatile double known_at_run_time = 0.25;
  const double quarter = known_at_run_time;
  bench::repeat(state, [&](std::size_t) { add_busy(quarter); });
  if (state.thread_index() == 0) {
    now.take();
    bench::expect(state, now.value<calls::busy>() - before,
                  0.25 * static_cast<double>(bench::calls_made(state)));
  }
}

void up_down(benchmark::State& state) {
  time_calls(
      state, [] { return static_cast<std::uint64_t>(now.value<calls::open>()); },
      [](std::size_t) { inc_open(); });
}

void histogram_ns(benchmark::State& state) {
  static const auto values = [] {
    std::array<std::uint64_t, bench::draws> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = static_cast<std::uint64_t>(bench::latencies()[i] * 1e9);
    return all;
  }();
  static const auto bounds = [] {
    std::array<std::uint64_t, bench::default_bounds.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = static_cast<std::uint64_t>(bench::default_bounds[i] * 1e9 + 0.5);
    return all;
  }();
  time_observations<calls::exact>(state, values, bounds,
                                  [](std::uint64_t value) { observe_exact(value); });
}

template <class Clock>
void timer(benchmark::State& state) {
  if constexpr (requires { Clock::calibrated(); })
    while (!Clock::calibrated())
      benchmark::DoNotOptimize(Clock::now());
  time_calls(
      state, [] { return now.value<calls::exact>().count(); },
      [](std::size_t) { time_nothing<Clock>(); });
}

void gauge_set(benchmark::State& state) {
  const auto& values = bench::latencies();
  bench::repeat(state, [&](std::size_t i) { set_level(values[i % bench::draws]); });
  if (state.threads() > 1)
    return;  // any thread's value may be the last
  now.take();
  bench::expect(state, now.value<calls::level>(),
                values[(std::size_t(state.iterations()) - 1) % bench::draws]);
}

void gauge_inc(benchmark::State& state) {
  if (state.thread_index() == 0)
    calls::level::set(0);
  time_calls(
      state, [] { return static_cast<std::uint64_t>(now.value<calls::level>()); },
      [](std::size_t) { inc_level(); });
}

void histogram_11(benchmark::State& state) {
  time_observations<calls::coarse>(state, bench::latencies(), bench::default_bounds,
                                   [](double value) { observe_coarse(value); });
}

void histogram_200(benchmark::State& state) {
  time_observations<calls::fine>(state, bench::latencies(), bench::geometric_bounds,
                                 [](double value) { observe_fine(value); });
}

void histogram_min_max(benchmark::State& state) {
  time_observations<calls::reached>(state, bench::latencies(), bench::default_bounds,
                                    [](double value) { observe_reached(value); });
}

/// Calls with the texts of one of the 480 triples, each in a string of its own, as a request's.
template <class Counter, class Call>
void time_texts(benchmark::State& state, Call call) {
  struct three {
    std::string method, route, status;
  };
  static const auto texts = [] {
    std::vector<three> all;
    for (const auto& one : bench::triples())
      all.push_back({std::string{bench::methods[std::size_t(one.method)]},
                     std::string{bench::routes[std::size_t(one.route)]},
                     std::string{bench::statuses[std::size_t(one.status)]}});
    return all;
  }();
  time_calls(state, sum_texts<Counter>, [&](std::size_t i) {
    const three& one = texts[i];
    call(one.method, one.route, one.status);
  });
}
/// One series, as record/counter is one; text_label_hit is any of 480, in no order.
void text_label_one(benchmark::State& state) {
  const std::string method{"GET"};
  const std::string route{"/v1/secrets/{id}"};
  const std::string status{"200"};
  time_calls(state, sum_texts<bench::texts::common>,
             [&](std::size_t) { inc_text(method, route, status); });
}
void text_label_hit(benchmark::State& state) { time_texts<bench::texts::common>(state, inc_text); }
void text_label_hit_per_thread(benchmark::State& state) {
  time_texts<bench::texts::each>(state, inc_text_each);
}
void text_label_full(benchmark::State& state) {
  if (state.thread_index() == 0)
    for (int i = 0; i < 100; ++i)
      inc_text_full("filler", std::to_string(i), "");
  time_texts<bench::texts::full>(state, inc_text_full);
}
void text_label_handle(benchmark::State& state) {
  const auto series = bench::texts::each::series("PUT", "/held", "200");
  time_calls(state, sum_texts<bench::texts::each>,
             [series](std::size_t) { inc_text_handle(series); });
}

/// First sight: every call brings a series that no call has brought. A fixed number of calls, and
/// the program's memory touched before: page faults are the kernel's.
template <class Counter>
void text_label_miss(benchmark::State& state) {
  if (state.thread_index() == 0)
    for (volatile char* page = &bss_begin; page < &bss_end; page += 4096)
      *page = *page;
  const std::string method{"GET"};
  const std::string status{"200"};
  std::vector<std::string> users;
  for (std::size_t i = 0; i < std::size_t(state.max_iterations); ++i)
    users.push_back("/user/" + std::to_string(state.thread_index()) + "/" +
                    std::to_string(i * 7919));
  bench::repeat(state, [&](std::size_t i) { inc_text_fresh<Counter>(method, users[i], status); });
  if (state.thread_index() == 0) {
    bench::expect(state, sum_texts<Counter>(), bench::calls_made(state));
    bench::expect(state, std::uint64_t{Counter::labels::size()}, bench::calls_made(state));
  }
}

void dropped(benchmark::State& state) {
  zerometer::drop<bench::gone>();
  const std::string method{"GET"};
  const std::string route{"/health"};
  const std::string status{"200"};
  bench::repeat(state, [&](std::size_t) { inc_dropped(method, route, status); });
  if (state.thread_index() == 0) {
    zerometer::drop<bench::gone>(false);
    bench::expect(state, sum_texts<bench::gone::requests>(), std::uint64_t{0});
  }
}
void disabled(benchmark::State& state) {
  const volatile auto known_at_run_time = bench::method::get;
  const bench::method method = known_at_run_time;
  bench::repeat(state, [&](std::size_t) { inc_disabled(method); });
}

/// What the first call of a fresh thread costs more than its second.
void first_call(benchmark::State& state) {
  using clock = std::chrono::steady_clock;
  static std::uint64_t before;  // thread 0 writes it before the others may start
  if (state.thread_index() == 0) {
    now.take();
    before = now.value<calls::requests>(bench::method::get);
  }
  std::uint64_t allocations = 0;
  std::chrono::duration<double> all{};
  for (auto _ : state) {
    std::chrono::duration<double> first{}, second{};
    std::thread{[&] {
      const auto allocations_before = bench::allocations();
      benchmark::DoNotOptimize(clock::now());  // the clock's own first call
      const auto start = clock::now();
      inc();
      const auto middle = clock::now();
      inc();
      const auto end = clock::now();
      allocations += bench::allocations() - allocations_before;
      first = middle - start;
      second = end - middle;
    }}.join();
    all += std::max(std::chrono::duration<double>::zero(), first - second);
    state.SetIterationTime(std::max(0.0, (first - second).count()));
  }
  // Google Benchmark shares a manual time among the threads.
  state.counters["ns_per_call"] = benchmark::Counter(
      1e9 * all.count() / static_cast<double>(state.iterations()), benchmark::Counter::kAvgThreads);
  bench::report_allocations(state, allocations);
  if (state.thread_index() == 0) {
    now.take();
    bench::expect(state, now.value<calls::requests>(bench::method::get) - before,
                  2 * bench::calls_made(state));
  }
}

BENCHMARK(counter)->Name("record/counter")->Apply(bench::thread_counts);
BENCHMARK(counter_handle)->Name("record/counter_handle")->Apply(bench::thread_counts);
BENCHMARK(counter_labels3)->Name("record/counter_labels3")->Apply(bench::thread_counts);
BENCHMARK(counter_double)->Name("record/counter_double")->Apply(bench::thread_counts);
BENCHMARK(up_down)->Name("record/up_down")->Apply(bench::thread_counts);
BENCHMARK(histogram_ns)->Name("record/histogram_ns")->Apply(bench::thread_counts);
BENCHMARK(timer<zerometer::steady_clock>)->Name("record/timer_steady")->Apply(bench::thread_counts);
BENCHMARK(timer<zerometer::tsc_clock>)->Name("record/timer_tsc")->Apply(bench::thread_counts);
BENCHMARK(gauge_set)->Name("record/gauge_set")->Apply(bench::thread_counts);
BENCHMARK(gauge_inc)->Name("record/gauge_inc")->Apply(bench::thread_counts);
BENCHMARK(histogram_11)->Name("record/histogram_11")->Apply(bench::thread_counts);
BENCHMARK(histogram_200)->Name("record/histogram_200")->Apply(bench::thread_counts);
BENCHMARK(histogram_min_max)->Name("record/histogram_min_max")->Apply(bench::thread_counts);
BENCHMARK(text_label_one)->Name("record/text_label_one")->Apply(bench::thread_counts);
BENCHMARK(text_label_hit)->Name("record/text_label_hit")->Apply(bench::thread_counts);
BENCHMARK(text_label_hit_per_thread)
    ->Name("record/text_label_hit_per_thread")
    ->Apply(bench::thread_counts);
BENCHMARK(text_label_full)->Name("record/text_label_full")->Apply(bench::thread_counts);
BENCHMARK(text_label_handle)->Name("record/text_label_handle")->Apply(bench::thread_counts);
// As many as the table has room for, once.
BENCHMARK(text_label_miss<bench::texts::fresh>)
    ->Name("record/text_label_miss")
    ->Iterations(2000)
    ->Threads(1);
BENCHMARK(text_label_miss<bench::texts::fresh_2>)
    ->Name("record/text_label_miss")
    ->Iterations(1000)
    ->Threads(2);
BENCHMARK(text_label_miss<bench::texts::fresh_8>)
    ->Name("record/text_label_miss")
    ->Iterations(250)
    ->Threads(8);
BENCHMARK(dropped)->Name("record/dropped")->Apply(bench::thread_counts);
BENCHMARK(disabled)->Name("record/disabled")->Apply(bench::thread_counts);
// A fixed number: by the clock it would start threads for minutes.
BENCHMARK(first_call)
    ->Name("record/first_call")
    ->UseManualTime()
    ->Iterations(500)
    ->Apply(bench::thread_counts);

}  // namespace
