// SPDX-License-Identifier: MIT
//
// prometheus-cpp's part of the tail measurement: the same metrics, calls and inputs as in tail.cpp.
// Its users hold a reference where they can; labels that a call chooses are given in the call.

#include "opaque.hpp"
#include "tail.hpp"

#include <array>
#include <cstdint>
#include <span>

#if defined(BENCH_PROMETHEUS_CPP)

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <string>
#include <vector>

namespace {

using bench::tail_subject;
using bench::tick_counts;

template <std::size_t Count>
std::vector<std::string> strings(const std::array<std::string_view, Count>& texts) {
  return {texts.begin(), texts.end()};
}
const auto methods = strings(bench::methods);
const auto routes = strings(bench::routes);
const auto statuses = strings(bench::statuses);

prometheus::Registry registry;
auto& requests =
    prometheus::BuildCounter().Name("requests_total").Help("Requests.").Register(registry).Add({});
auto& routed = prometheus::BuildCounter().Name("routed_total").Help("Requests.").Register(registry);
// All series are on the page from the beginning, as ours are.
[[maybe_unused]] const bool is_whole = [] {
  for (const auto& m : methods)
    for (const auto& r : routes)
      for (const auto& s : statuses)
        routed.Add({{"method", m}, {"route", r}, {"status", s}});
  return true;
}();
auto& latency = prometheus::BuildHistogram().Name("latency").Help("Time.").Register(registry).Add(
    {}, prometheus::Histogram::BucketBoundaries(bench::default_bounds.begin(),
                                                bench::default_bounds.end()));

BENCH_OPAQUE void increment() { requests.Increment(); }
BENCH_OPAQUE void increment_routed(const std::string& m, const std::string& r,
                                   const std::string& s) {
  routed.Add({{"method", m}, {"route", r}, {"status", s}}).Increment();
}
BENCH_OPAQUE void observe(double value) { latency.Observe(value); }

void scrape() {
  static const prometheus::TextSerializer serializer;
  static std::string page;
  page = serializer.Serialize(registry.Collect());
}

std::uint64_t sum_routed() {
  double total = 0;
  for (const auto& family : static_cast<const prometheus::Collectable&>(routed).Collect())
    for (const auto& metric : family.metric)
      total += metric.counter.value;
  return static_cast<std::uint64_t>(total);
}

constexpr std::array subjects{
    tail_subject{"counter", "prometheus-cpp",
                 [](std::size_t n, tick_counts& counts) {
                   bench::time_each(n, counts, [](std::size_t) { increment(); });
                 },
                 scrape, [] { return static_cast<std::uint64_t>(requests.Value()); }},
    tail_subject{"counter_labels3", "prometheus-cpp",
                 [](std::size_t n, tick_counts& counts) {
                   bench::time_each(n, counts, [&triples = bench::triples()](std::size_t i) {
                     increment_routed(methods[static_cast<std::size_t>(triples[i].method)],
                                      routes[static_cast<std::size_t>(triples[i].route)],
                                      statuses[static_cast<std::size_t>(triples[i].status)]);
                   });
                 },
                 scrape, sum_routed},
    tail_subject{"histogram_11", "prometheus-cpp",
                 [](std::size_t n, tick_counts& counts) {
                   bench::time_each(n, counts, [&values = bench::latencies()](std::size_t i) {
                     observe(values[i]);
                   });
                 },
                 scrape, [] { return latency.Collect().histogram.sample_count; }}};

}  // namespace

std::span<const tail_subject> bench::tail_of_prometheus_cpp() { return subjects; }

#else

std::span<const bench::tail_subject> bench::tail_of_prometheus_cpp() { return {}; }

#endif
