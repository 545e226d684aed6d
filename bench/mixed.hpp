// SPDX-License-Identifier: MIT
//
// The page that every renderer is timed on: 10 counter families of 100 series with 3 labels, and
// 10 histogram families of 10 series with 3 labels and the 11 usual bounds. Their values have
// mixed digit counts. fill() draws the same values each time and hands them to whoever renders, so
// that the pages of two libraries can be compared line by line before either is timed.
#pragma once

#include "inputs.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

inline constexpr std::size_t families = 10;

enum class code { ok, created, bad_request, not_found, internal };
enum class area { secrets, folders, identities, groups };

inline constexpr std::array<std::string_view, 5> codes{"200", "201", "400", "404", "500"};
inline constexpr std::array<std::string_view, 4> areas{"/api/v1/secrets/{id}", "/api/v1/folders",
                                                       "/api/v1/identities", "/api/v1/groups/{id}"};

constexpr auto label_values(code) { return codes; }
constexpr auto label_values(area) { return areas; }

/// Calls `count(family, method, code, area, n)` once and `observe(family, method, secure, seconds)`
/// many times for each series.
template <class Count, class Observe>
void fill(Count count, Observe observe) {
  std::mt19937_64 random{17041789};
  for (std::size_t family = 0; family < families; ++family)
    for (std::size_t m = 0; m < methods.size(); ++m)
      for (std::size_t c = 0; c < codes.size(); ++c)
        for (std::size_t a = 0; a < areas.size(); ++a) {
          std::uint64_t below = 10;  // 1 to 10 digits, each as often
          for (auto more = random() % 10; more > 0; --more)
            below *= 10;
          count(family, method(m), code(c), area(a), random() % below);
        }
  const auto& seconds = latencies();
  for (std::size_t family = 0; family < families; ++family)
    for (std::size_t m = 0; m < methods.size(); ++m)
      for (const bool secure : {false, true}) {
        std::uint64_t observations = 1;  // buckets of 1 to 6 digits
        for (auto more = random() % 6; more > 0; --more)
          observations *= 10;
        for (std::uint64_t i = 0; i < observations; ++i)
          observe(family, method(m), secure, seconds[(i + random() % 2) % draws]);
      }
}

/// Our page with those values; the text lives as long as the process.
std::string_view mixed_page();

/// The counters of a benchmark that renders a page.
inline void report_page(benchmark::State& state, std::string_view page) {
  const auto lines = static_cast<double>(std::count(page.begin(), page.end(), '\n'));
  state.SetBytesProcessed(static_cast<std::int64_t>(page.size()) * state.iterations());
  state.counters["bytes"] = static_cast<double>(page.size());
  state.counters["ns_per_line"] = benchmark::Counter(
      lines * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// The counters of a benchmark that encodes a request: a data point takes the place of a line.
inline void report_points(benchmark::State& state, std::string_view body, std::size_t points) {
  state.SetBytesProcessed(static_cast<std::int64_t>(body.size()) * state.iterations());
  state.counters["bytes"] = static_cast<double>(body.size());
  state.counters["ns_per_line"] = benchmark::Counter(static_cast<double>(points) * 1e-9,
                                                     benchmark::Counter::kIsIterationInvariantRate |
                                                         benchmark::Counter::kInvert);
}

/// The lines of a page, sorted; without those of the sums, since a double may be printed with as
/// many digits as a library likes, and not every library prints those that round trip.
inline std::vector<std::string_view> comparable_lines(std::string_view page) {
  std::vector<std::string_view> lines;
  while (!page.empty()) {
    const auto line = page.substr(0, page.find('\n'));
    page.remove_prefix(std::min(page.size(), line.size() + 1));
    if (line.find("_seconds_sum{") == line.npos)
      lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace bench
