// SPDX-License-Identifier: MIT
//
// Taking a snapshot of 2,300 cells in 1, 8 and 64 shards that threads have written, and the floor
// under it: a plain loop of 64-bit loads over as many lines, shard by shard.

#include "common.hpp"
#include "counters.hpp"
#include "inputs.hpp"

#include <zerometer/zerometer.hpp>

#include <array>
#include <cstdint>
#include <latch>
#include <thread>
#include <vector>

namespace {

namespace zm = zerometer;
using bench::digit;

/// 1,000 counters, and 100 histograms of 12 buckets and a sum. A meter for each number of shards,
/// since a shard that was once claimed is summed for ever.
template <unsigned Shards>
struct block : zm::meter<block<Shards>, "bench.block", zm::shards<64>> {
  using base = zm::meter<block<Shards>, "bench.block", zm::shards<64>>;
  struct count : base::template counter<"count", "", "Counts.", zm::label<"a", digit>,
                                        zm::label<"b", digit>, zm::label<"c", digit>> {};
  struct time : base::template histogram<"time", "s", "Times.", zm::bounds{bench::default_bounds},
                                         zm::label<"a", digit>, zm::label<"b", digit>> {};
  using metrics = zm::list<count, time>;

  /// One in each cell of this thread's shard.
  static void touch() {
    for (int a = 0; a < 10; ++a)
      for (int b = 0; b < 10; ++b) {
        for (int c = 0; c < 10; ++c)
          count::inc(digit(a), digit(b), digit(c));
        for (const double bound : bench::default_bounds)
          time::observe(bound, digit(a), digit(b));
        time::observe(100, digit(a), digit(b));
      }
  }
};

template <unsigned Shards>
void snapshot(benchmark::State& state) {
  using block = ::block<Shards>;
  static zm::snapshot<zm::exposition<block, zm::without_self_metrics>> now;
  static bool touched = [] {
    std::latch all{Shards};
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < Shards; ++i)
      threads.emplace_back([&] {
        block::touch();
        all.arrive_and_wait();  // so that each has a shard of its own
      });
    return true;
  }();
  benchmark::DoNotOptimize(touched);
  bench::repeat(state, [&](std::size_t) {
    now.take();
    benchmark::ClobberMemory();
  });
  for (int a = 0; a < 10; ++a)
    for (int b = 0; b < 10; ++b) {
      const auto time = now.template value<typename block::time>(digit(a), digit(b));
      bench::expect(state, time.count(), std::uint64_t{12 * Shards});
      for (int c = 0; c < 10; ++c)
        bench::expect(state,
                      now.template value<typename block::count>(digit(a), digit(b), digit(c)),
                      std::uint64_t{Shards});
    }
}

constexpr std::size_t cells = 2320;  // 2,300, and what pads them to whole pairs of cache lines

std::uint64_t plain_load(const std::uint64_t& cell) {
  return __atomic_load_n(&cell, __ATOMIC_RELAXED);  // relaxed: one load each, and nothing ordered
}

template <unsigned Shards>
void plain_loop(benchmark::State& state) {
  alignas(128) static std::array<std::array<std::uint64_t, cells>, Shards> shards;
  alignas(128) static std::array<std::uint64_t, cells> total;
  for (auto& shard : shards)
    shard.fill(1);
  for (auto _ : state) {
    total = {};
    for (const auto& shard : shards)
      // Four a turn, spelled out: gcc leaves it at one a turn, and that takes up to twice as long
      // where the loop happens to lie across two lines of code.
      for (std::size_t i = 0; i < cells; i += 4) {
        total[i] += plain_load(shard[i]);
        total[i + 1] += plain_load(shard[i + 1]);
        total[i + 2] += plain_load(shard[i + 2]);
        total[i + 3] += plain_load(shard[i + 3]);
      }
    benchmark::ClobberMemory();
  }
  for (const auto one : total)
    bench::expect(state, one, std::uint64_t{Shards});
}

BENCHMARK(plain_loop<1>)->Name("limit/snapshot_shards_1");
BENCHMARK(plain_loop<8>)->Name("limit/snapshot_shards_8");
BENCHMARK(plain_loop<64>)->Name("limit/snapshot_shards_64");
BENCHMARK(snapshot<1>)->Name("snapshot/shards_1");
BENCHMARK(snapshot<8>)->Name("snapshot/shards_8");
BENCHMARK(snapshot<64>)->Name("snapshot/shards_64");

}  // namespace
