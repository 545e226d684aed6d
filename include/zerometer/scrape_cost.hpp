// SPDX-License-Identifier: MIT
/// What a scrape of an exposition costs on this machine, as it stands now: in a test, or behind a
/// flag of the program.
///
///     static std::array<char, zm::prometheus::max_bytes<app>> page;
///     const zm::scrape_cost cost = zm::measure_scrape<app>(page);
///     std::printf("%zu series, %zu lines, %zu bytes: %.0f ns, %.1f ns a line\n", cost.series,
///                 cost.lines, cost.bytes, cost.median_ns, cost.ns_per_line());
///
/// A scrape is a snapshot and its page in the Prometheus text format, callbacks of observables
/// included; what the transport adds is not. Fill the exposition as in production first: a page
/// grows with text labels, and a snapshot with the shards that threads have used. Not for a
/// dashboard: `zerometer.collection.duration` has what the scrapes of a running program took.
#pragma once

#include <zerometer/clock.hpp>
#include <zerometer/prometheus.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {

struct scrape_cost {
  std::size_t bytes = 0;   // of the page; 0 where the buffer was too small for it
  std::size_t lines = 0;   // all of them, HELP and TYPE too
  std::size_t series = 0;  // a histogram is one for each combination of its labels' values
  double median_ns = 0;
  double least_ns = 0;
  double greatest_ns = 0;

  [[nodiscard]] constexpr double ns_per_line() const noexcept {
    return lines == 0 ? 0 : median_ns / static_cast<double>(lines);
  }
};

namespace detail {

/// Of a histogram's lines its `_count` alone is counted as a series.
[[nodiscard]] constexpr scrape_cost count_page(std::string_view page) noexcept {
  constexpr std::string_view type = "# TYPE ";
  scrape_cost cost{.bytes = page.size()};
  std::size_t histogram = 0;  // the size of its name, or 0 in a family of another type
  while (!page.empty()) {
    const std::string_view line = page.substr(0, page.find('\n'));
    page.remove_prefix(line.size() < page.size() ? line.size() + 1 : page.size());
    ++cost.lines;
    if (line.starts_with(type)) {
      const std::size_t end = line.find(' ', type.size());
      histogram = line.ends_with(" histogram") ? end - type.size() : 0;
    } else if (!line.starts_with('#') &&
               (histogram == 0 || line.substr(histogram).starts_with("_count"))) {
      ++cost.series;
    }
  }
  return cost;
}

}  // namespace detail

/// Scrapes 101 times, in this thread, after one scrape that is not counted. It allocates nothing.
/// A buffer that is too small for the page is no bytes and no time.
template <class Exposition, clock Clock = steady_clock>
[[nodiscard]] scrape_cost measure_scrape(std::span<char> buffer) noexcept {
  if (std::string_view{prometheus::render<Exposition>(buffer)}.empty()) {
    return {};
  }
  std::array<std::uint64_t, 101> took{};  // ascending, as far as they are known
  std::string_view page;
  for (std::size_t known = 0; known < took.size(); ++known) {
    const std::uint64_t start = Clock::now();
    page = prometheus::render<Exposition>(buffer);
    const std::uint64_t one = Clock::now() - start;
    std::size_t place = known;
    for (; place > 0 && took[place - 1] > one; --place) {
      took[place] = took[place - 1];
    }
    took[place] = one;
  }
  scrape_cost cost = detail::count_page(page);
  cost.median_ns = static_cast<double>(took[took.size() / 2]);
  cost.least_ns = static_cast<double>(took.front());
  cost.greatest_ns = static_cast<double>(took.back());
  return cost;
}

/// The same into a buffer whose size the compiler knows and checks.
template <class Exposition, clock Clock = steady_clock, std::size_t Size>
[[nodiscard]] scrape_cost measure_scrape(std::array<char, Size>& buffer) noexcept {
  static_assert(Size >= prometheus::max_bytes<Exposition>,
                "this buffer may be too small for the page: give it "
                "zm::prometheus::max_bytes<exposition> bytes.");
  return measure_scrape<Exposition, Clock>(std::span<char>{buffer});
}

}  // namespace v0_1
}  // namespace zerometer
