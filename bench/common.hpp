// SPDX-License-Identifier: MIT
//
// What every benchmark file needs: how many threads a record call is timed with, the loop that is
// timed, and how a wrong total becomes an error. A fast wrong answer is no result, so each timing
// ends with a check.
#pragma once

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

namespace bench {

/// The threads of every record benchmark: alone, both cores of a small machine, oversubscribed.
inline void thread_counts(benchmark::internal::Benchmark* which) {
  which->Threads(1)->Threads(2)->Threads(8);
}

/// How many calls all threads together have made in the loop that just ended.
inline std::uint64_t calls_made(const benchmark::State& state) {
  return std::uint64_t(state.iterations()) * std::uint64_t(state.threads());
}

/// Makes the benchmark fail unless the work that was timed was done.
template <class Number>
void expect(benchmark::State& state, Number found, Number wanted) {
  if (found == wanted)
    return;
  const auto message =
      "total is " + std::to_string(found) + ", should be " + std::to_string(wanted);
  state.SkipWithError(message.c_str());
}

/// The same of a sum of doubles, which is as exact as each of its additions.
inline void expect_near(benchmark::State& state, double found, double wanted) {
  if (std::abs(found - wanted) > 1e-6 * std::abs(wanted))
    expect(state, found, wanted);
}

/// How many heap allocations this thread has made: allocations.cpp.
std::uint64_t allocations() noexcept;

/// Reports what a call of the timed loop allocates, where that can be counted.
inline void report_allocations(benchmark::State& state, std::uint64_t made) {
#if defined(__GLIBC__)
  state.counters["allocations"] =
      benchmark::Counter(static_cast<double>(made), benchmark::Counter::kAvgIterations);
#else
  static_cast<void>(state);
  static_cast<void>(made);
#endif
}

/// The timed loop, `call(i)` with i from 0 on; reports what a call allocates.
template <class Call>
void repeat(benchmark::State& state, Call call) {
  const auto before = allocations();
  std::size_t i = 0;
  for (auto _ : state)
    call(i++);
  report_allocations(state, allocations() - before);
}

}  // namespace bench
