// SPDX-License-Identifier: MIT
//
// The memory of opentelemetry-cpp's series, measured as growth.cpp measures ours: with the same
// labels, once collected, since a series that no reader asked for is half of one.

#include "common.hpp"
#include "growth.hpp"
#include "inputs.hpp"
#include "opentelemetry_cpp.hpp"

#include <opentelemetry/context/context.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>

namespace {

using bench::opentelemetry_cpp::attribute;
using bench::opentelemetry_cpp::source;
using bench::opentelemetry_cpp::view;

/// Its SDK keeps 2,000 series of an instrument, so several share them.
constexpr std::size_t instruments = 10;
static_assert(bench::memory_series / instruments < 2000);

/// `record(source, name)` gives the call that records in a new instrument.
template <class Instrument>
void memory(benchmark::State& state, Instrument record) {
  static const auto all = std::make_unique<source>();
  double bytes = bench::grown_by(1, [&] {
    for (std::size_t i = 0; i < instruments; ++i) {
      const std::string name = "served_" + std::to_string(i);
      const auto call = record(*all, name);
      for (std::size_t j = i; j < bench::memory_series; j += instruments) {
        const std::string third = std::to_string(j);
        call(std::array{attribute{"a", "GET"}, attribute{"b", "/api/v1/secrets/{id}"},
                        attribute{"c", bench::opentelemetry_cpp::nostd::string_view{third}}});
      }
    }
    bench::expect(state, all->total(), static_cast<double>(bench::memory_series));
  });
  for (auto _ : state)
    benchmark::DoNotOptimize(bytes);
  state.counters["bytes_per_series"] = bytes / static_cast<double>(bench::memory_series);
}

void memory_counter(benchmark::State& state) {
  memory(state, [](source& from, const std::string& name) {
    // An instrument that is gone takes no series with it, but a reader is told of none.
    return [counter = std::shared_ptr<bench::opentelemetry_cpp::api::Counter<std::uint64_t>>(
                from.meter().CreateUInt64Counter(name).release())](const auto& attributes) {
      counter->Add(1, view(attributes));
    };
  });
}

void memory_histogram(benchmark::State& state) {
  memory(state, [](source& from, const std::string& name) {
    from.give_bounds(name, bench::default_bounds);
    return [histogram = std::shared_ptr<bench::opentelemetry_cpp::api::Histogram<double>>(
                from.meter().CreateDoubleHistogram(name).release())](const auto& attributes) {
      histogram->Record(0.1, view(attributes), opentelemetry::context::Context{});
    };
  });
}

BENCHMARK(memory_counter)->Name("peer/opentelemetry-cpp/growth/memory/counter")->Iterations(1);
BENCHMARK(memory_histogram)
    ->Name("peer/opentelemetry-cpp/growth/memory/histogram_11")
    ->Iterations(1);

}  // namespace
