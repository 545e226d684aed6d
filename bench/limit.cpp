// SPDX-License-Identifier: MIT
//
// The floor under each record call: what the machine itself takes for the part of the work that no
// library can leave out. Called like the real thing, through functions that are not inlined.

#include "common.hpp"
#include "inputs.hpp"
#include "opaque.hpp"

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace {

constinit thread_local std::uint64_t own_cell = 0;
// Through a pointer: Zen 4 hands a store on to a load at an address of the thread's segment two
// cycles later than to any other, and a limit that is slower than what it limits is none.
constinit thread_local std::uint64_t* own = nullptr;
constinit std::uint64_t shared_cell = 0;

BENCH_OPAQUE void add_own() {
  std::uint64_t* const cell = own;
  // relaxed, both: only this thread writes.
  __atomic_store_n(cell, __atomic_load_n(cell, __ATOMIC_RELAXED) + 1, __ATOMIC_RELAXED);
}

// What a handle must do at least, which holds a place and no address. Golden Cove hands a store on
// to a load later where the address has an index in it.
BENCH_OPAQUE void add_own_at(std::size_t place) {
  std::uint64_t* const cell = own + place;
  // relaxed, both: only this thread writes.
  __atomic_store_n(cell, __atomic_load_n(cell, __ATOMIC_RELAXED) + 1, __ATOMIC_RELAXED);
}

// What a histogram's sum waits for: each addition for the one before, through memory.
BENCH_OPAQUE void add_own_double(double value) {
  std::uint64_t* const cell = own;
  // relaxed, both: only this thread writes.
  const auto sum = std::bit_cast<double>(__atomic_load_n(cell, __ATOMIC_RELAXED)) + value;
  __atomic_store_n(cell, std::bit_cast<std::uint64_t>(sum), __ATOMIC_RELAXED);
}

BENCH_OPAQUE void add_shared() { __atomic_fetch_add(&shared_cell, 1, __ATOMIC_RELAXED); }

BENCH_OPAQUE void read_labels(bench::method m, bench::route r, bench::status s) {
  asm volatile("" : : "r"(m), "r"(r), "r"(s));
}

BENCH_OPAQUE std::int64_t read_steady_clock() {
  return std::chrono::steady_clock::now().time_since_epoch().count();
}

BENCH_OPAQUE std::uint64_t read_tsc() {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
  std::uint64_t ticks;
  asm volatile("mrs %0, cntvct_el0" : "=r"(ticks));
  return ticks;
#else
#error "limit/tsc knows x86-64 and AArch64"
#endif
}

void tls_cell(benchmark::State& state) {
  own = &own_cell;
  const auto before = own_cell;
  for (auto _ : state)
    add_own();
  bench::expect(state, own_cell - before, std::uint64_t(state.iterations()));
}

void tls_indexed(benchmark::State& state) {
  constinit static thread_local std::array<std::uint64_t, 4> cells{};
  own = cells.data();
  const auto before = cells[2];
  const volatile std::size_t known_at_run_time = 2;
  const std::size_t place = known_at_run_time;
  for (auto _ : state)
    add_own_at(place);
  bench::expect(state, cells[2] - before, std::uint64_t(state.iterations()));
}

void tls_double(benchmark::State& state) {
  constinit static thread_local std::uint64_t cell = 0;
  own = &cell;
  cell = 0;
  const auto& values = bench::latencies();
  std::size_t i = 0;
  for (auto _ : state)
    add_own_double(values[i++ % bench::draws]);
  double sum = 0;
  for (std::size_t made = 0; made < i; ++made)
    sum += values[made % bench::draws];
  bench::expect(state, std::bit_cast<double>(cell), sum);
}

void fetch_add(benchmark::State& state) {
  static std::uint64_t before;  // thread 0 writes it before the others may start
  if (state.thread_index() == 0)
    before = __atomic_load_n(&shared_cell, __ATOMIC_RELAXED);
  for (auto _ : state)
    add_shared();
  if (state.thread_index() == 0)
    bench::expect(state, __atomic_load_n(&shared_cell, __ATOMIC_RELAXED) - before,
                  bench::calls_made(state));
}

void label_loop(benchmark::State& state) {
  const auto& triples = bench::triples();
  std::size_t i = 0;
  for (auto _ : state) {
    const auto& one = triples[i++ % bench::draws];
    read_labels(one.method, one.route, one.status);
  }
}

void steady_clock(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(read_steady_clock());
}

void tsc(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(read_tsc());
}

BENCHMARK(tls_cell)->Name("limit/tls_cell")->Apply(bench::thread_counts);
BENCHMARK(tls_indexed)->Name("limit/tls_indexed")->Apply(bench::thread_counts);
BENCHMARK(tls_double)->Name("limit/tls_double")->Apply(bench::thread_counts);
BENCHMARK(fetch_add)->Name("limit/fetch_add")->Apply(bench::thread_counts);
BENCHMARK(label_loop)->Name("limit/label_loop")->Apply(bench::thread_counts);
BENCHMARK(steady_clock)->Name("limit/steady_clock")->Apply(bench::thread_counts);
BENCHMARK(tsc)->Name("limit/tsc")->Apply(bench::thread_counts);

}  // namespace
