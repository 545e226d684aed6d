// SPDX-License-Identifier: MIT
//
// What grows with the number of series, of shards that threads have written, and of threads: the
// time of a snapshot, of a page and of a recording, and the memory of a series. A shard that was
// once claimed is summed for ever, so each pair of series and shards is a meter of its own.

#include "growth.hpp"
#include "common.hpp"
#include "counters.hpp"
#include "inputs.hpp"
#include "opaque.hpp"

#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace zm = zerometer;
using bench::digit;

/// One counter of 10^Labels series. `Use` keeps the meters apart.
template <class Use, class Policy, zm::fixed_string... Labels>
struct many
    : zm::meter<many<Use, Policy, Labels...>, "bench.growth", Policy, zm::memory_limit<(1 << 30)>> {
  using base = zm::meter<many, "bench.growth", Policy, zm::memory_limit<(1 << 30)>>;
  struct served : base::template counter<"served", "{request}", "Requests served.",
                                         zm::label<Labels, digit>..., zm::text_limit<(1 << 30)>> {};
  using metrics = zm::list<served>;
  using exposition = zm::exposition<many, zm::without_self_metrics>;
  static constexpr std::size_t series = bench::counters_in(sizeof...(Labels));

  template <class Call>
  static decltype(auto) at(std::size_t index, Call call) {
    return [&]<std::size_t... Place>(std::index_sequence<Place...>) -> decltype(auto) {
      return call(digit(bench::digit_of(index, Place))...);
    }(std::make_index_sequence<sizeof...(Labels)>{});
  }
  static void touch() {
    for (std::size_t i = 0; i < series; ++i)
      at(i, [](auto... labels) { served::inc(labels...); });
  }
};

template <class Use, class Policy>
using hundred = many<Use, Policy, "a", "b">;
template <class Use, class Policy>
using thousand = many<Use, Policy, "a", "b", "c">;
template <class Use, class Policy>
using ten_thousand = many<Use, Policy, "a", "b", "c", "d">;
template <class Use, class Policy>
using hundred_thousand = many<Use, Policy, "a", "b", "c", "d", "e">;
template <class Use, class Policy>
using million = many<Use, Policy, "a", "b", "c", "d", "e", "f">;

using per_thread = zm::shards<64>;
template <unsigned Shards>
struct touched {};
struct recorded {};

template <class Exposition>
zm::snapshot<Exposition>& snapshot_of() {
  static zm::snapshot<Exposition> now;
  return now;
}

/// Has as many threads touch all of a meter as it shall have shards in use; bytes made resident.
template <class Meter, unsigned Shards>
double filled() {
  static const double bytes = bench::grown_by(Shards, Meter::touch);
  return bytes;
}

template <class Meter, unsigned Shards>
void snapshot(benchmark::State& state) {
  const double bytes = filled<Meter, Shards>();
  auto& now = snapshot_of<typename Meter::exposition>();
  bench::repeat(state, [&](std::size_t) {
    now.take();
    benchmark::ClobberMemory();
  });
  state.counters["bytes_per_series"] = bytes / static_cast<double>(Meter::series);
  const auto last = Meter::at(Meter::series - 1, [&](auto... labels) {
    return now.template value<typename Meter::served>(labels...);
  });
  bench::expect(state, last, std::uint64_t{Shards});
}

template <class Meter, unsigned Shards>
void page(benchmark::State& state) {
  using exposition = typename Meter::exposition;
  static_cast<void>(filled<Meter, Shards>());
  static std::array<char, zm::prometheus::max_bytes<exposition>> room;
  std::string_view text;
  bench::repeat(state, [&](std::size_t) {
    text = zm::prometheus::render<exposition>(room);
    benchmark::DoNotOptimize(text.data());
  });
  bench::expect(state, std::count(text.begin(), text.end(), '\n'),
                std::ptrdiff_t{Meter::series + 2});
  state.counters["bytes"] = static_cast<double>(text.size());
}

template <class Handle>
BENCH_OPAQUE void inc(Handle series) {
  series.inc();
}

template <class Meter>
std::uint64_t sum_served() {
  auto& now = snapshot_of<typename Meter::exposition>();
  now.take();
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < Meter::series; ++i)
    total += Meter::at(
        i, [&](auto... labels) { return now.template value<typename Meter::served>(labels...); });
  return total;
}

/// Any of the series, in no order, by handles that were made before.
template <class Meter>
void record(benchmark::State& state) {
  using handle =
      decltype(Meter::at(0, [](auto... labels) { return Meter::served::series(labels...); }));
  std::mt19937_64 random{static_cast<std::uint64_t>(state.thread_index())};
  std::vector<handle> handles;
  for (std::size_t i = 0; i < bench::draws; ++i)
    handles.push_back(Meter::at(random() % Meter::series,
                                [](auto... labels) { return Meter::served::series(labels...); }));
  for (const auto series : handles)
    inc(series);
  static std::uint64_t before;  // thread 0 writes it before the others may start
  // Those of the others before the loop are counted, too, or not yet.
  const std::uint64_t warm = bench::draws * std::uint64_t(state.threads());
  if (state.thread_index() == 0)
    before = sum_served<Meter>();
  bench::repeat(state, [&](std::size_t i) { inc(handles[i % bench::draws]); });
  if (state.thread_index() == 0) {
    const std::uint64_t made = sum_served<Meter>() - before;
    if (made - bench::calls_made(state) > warm)
      bench::expect(state, made, bench::calls_made(state));
  }
}

template <unsigned Shards>
struct histograms : zm::meter<histograms<Shards>, "bench.memory", zm::shards<Shards>,
                              zm::memory_limit<(1 << 30)>> {
  using base =
      zm::meter<histograms, "bench.memory", zm::shards<Shards>, zm::memory_limit<(1 << 30)>>;
  struct latency
      : base::template histogram<"latency", "s", "Time.", zm::bounds{bench::default_bounds},
                                 zm::label<"a", digit>, zm::label<"b", digit>,
                                 zm::label<"c", digit>, zm::label<"d", digit>> {};
  using metrics = zm::list<latency>;
  static void touch() {
    for (std::size_t i = 0; i < bench::memory_series; ++i)
      for (const double value : {0.0, 0.007, 0.02, 0.04, 0.07, 0.2, 0.3, 0.7, 2.0, 3.0, 7.0, 70.0})
        latency::observe(value, digit(i % 10), digit(i / 10 % 10), digit(i / 100 % 10),
                         digit(i / 1000));
  }
};
struct texts : zm::meter<texts, "bench.memory", zm::memory_limit<(1 << 30)>> {
  struct served : counter<"served", "{request}", "Requests.", zm::label<"a", zm::text<32>>,
                          zm::label<"b", zm::text<32>>, zm::label<"c", zm::text<32>>,
                          zm::cardinality_limit<bench::memory_series>> {};
  using metrics = zm::list<served>;
  static void touch() {
    for (std::size_t i = 0; i < bench::memory_series; ++i)
      served::inc("GET", "/api/v1/secrets/{id}", std::to_string(i));
  }
};

/// Measured once, as is the memory of a process: there is nothing to repeat.
template <class Meter, unsigned Threads>
void memory(benchmark::State& state) {
  static double bytes = bench::grown_by(Threads, Meter::touch);
  for (auto _ : state)
    benchmark::DoNotOptimize(bytes);
  state.counters["bytes_per_series"] = bytes / static_cast<double>(bench::memory_series);
}

template <class Meter, unsigned Shards>
void add_size() {
  const auto suffix =
      "/series_" + std::to_string(Meter::series) + "/shards_" + std::to_string(Shards);
  benchmark::RegisterBenchmark(("growth/snapshot" + suffix).c_str(), snapshot<Meter, Shards>);
  benchmark::RegisterBenchmark(("growth/page" + suffix).c_str(), page<Meter, Shards>);
}

template <unsigned Shards>
void add_sizes() {
  using use = touched<Shards>;
  add_size<hundred<use, per_thread>, Shards>();
  add_size<thousand<use, per_thread>, Shards>();
  add_size<ten_thousand<use, per_thread>, Shards>();
  add_size<hundred_thousand<use, per_thread>, Shards>();
}

template <class Meter>
void add_record(const char* policy, int most) {
  auto* one = benchmark::RegisterBenchmark(
      ("growth/record/" + std::string{policy} + "/series_" + std::to_string(Meter::series)).c_str(),
      record<Meter>);
  for (const int threads : bench::record_threads)
    if (threads <= most)
      one->Threads(threads);
}

template <class Policy>
void add_records(const char* policy, int most) {
  add_record<hundred<recorded, Policy>>(policy, most);
  add_record<ten_thousand<recorded, Policy>>(policy, most);
  add_record<million<recorded, Policy>>(policy, most);
}

template <class Meter, unsigned Threads>
void add_memory(const char* what) {
  benchmark::RegisterBenchmark(
      ("growth/memory/" + std::string{what} + "/shards_" + std::to_string(Threads)).c_str(),
      memory<Meter, Threads>)
      ->Iterations(1);
}

const bool registered = [] {
  add_sizes<1>();
  add_sizes<8>();
  add_sizes<64>();
  add_size<million<touched<1>, zm::shards<8>>, 1>();
  add_size<million<touched<8>, zm::shards<8>>, 8>();
  add_records<per_thread>("per_thread", 256);
  add_records<zm::shared_atomic>("shared_atomic", 256);
  add_records<zm::single_writer>("single_writer", 1);
  add_memory<ten_thousand<touched<101>, per_thread>, 1>("counter");
  add_memory<ten_thousand<touched<164>, per_thread>, 64>("counter");
  add_memory<texts, 1>("counter_text");
  add_memory<histograms<1>, 1>("histogram_11");
  add_memory<histograms<8>, 8>("histogram_11");
  add_memory<histograms<64>, 64>("histogram_11");
  return true;
}();

}  // namespace
