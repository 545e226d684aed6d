// SPDX-License-Identifier: MIT
#include "report.hpp"

#include "metrics/exposed.hpp"

#include <fmt/format.h>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string_view>

namespace backend {

namespace {

/// The labels that a line shows; the others are summed over.
struct line_key {
  std::string_view organization;
  std::string_view method;
  std::string_view route;
  std::string_view status;

  friend auto operator<=>(const line_key&, const line_key&) = default;
};

struct line {
  std::uint64_t requests = 0;
  double seconds = 0;
};

/// Where a label stands among a metric's own.
template <class... Labels>
consteval std::size_t position_of(std::string_view key, zm::list<Labels...>) {
  std::size_t position = 0;
  bool found = false;
  ((found = found || Labels::key == key, position += found ? 0 : 1), ...);
  return position;
}

template <class Metric, zm::fixed_string Key>
std::string_view text_of(std::size_t series) {
  using labels = typename Metric::labels;
  constexpr std::size_t position = position_of(Key.view(), typename labels::labels{});
  const std::string_view text = labels::template text<position>(series);
  return text.empty() ? "-" : text;
}

template <class Metric>
line_key key_of(std::size_t series) {
  return {text_of<Metric, "infisical.organization.name">(series),
          text_of<Metric, "http.request.method">(series), text_of<Metric, "http.route">(series),
          text_of<Metric, "http.response.status_code">(series)};
}

/// Calls `visit` with every series of a metric that the snapshot has, and its value.
template <class Metric, class Visit>
void for_each_series(const zm::snapshot<exposed>& now, Visit visit) {
  for (std::size_t i = now.next<Metric>(0); i < Metric::labels::series;
       i = now.next<Metric>(i + 1)) {
    visit(i, Metric::read(now, i));
  }
}

}  // namespace

void print_report() {
  static zm::snapshot<exposed> now;
  now.take();
  std::map<line_key, line> lines;
  std::uint64_t total = 0;
  for_each_series<infisical::http_requests>(now, [&](std::size_t series, std::uint64_t count) {
    lines[key_of<infisical::http_requests>(series)].requests += count;
    total += count;
  });
  for_each_series<infisical::http_duration>(now, [&](std::size_t series, const auto& duration) {
    lines[key_of<infisical::http_duration>(series)].seconds += duration.sum();
  });
  fmt::print("snapshot: {:<8} {:<34} {:>6} {:>9} {:>10}  {}\n", "method", "route", "status",
             "requests", "mean (ms)", "organization");
  for (const auto& [key, sum] : lines) {
    fmt::print("snapshot: {:<8} {:<34} {:>6} {:>9} {:>10.3f}  {}\n", key.method, key.route,
               key.status, sum.requests, 1e3 * sum.seconds / static_cast<double>(sum.requests),
               key.organization);
  }
  fmt::print("snapshot: {} requests in all\n", total);
  std::fflush(stdout);
}

std::string memory() {
  return fmt::format(
      "memory of the metrics: {} KiB, {} KiB of it for Infisical; a snapshot {} KiB\n",
      zm::memory_bytes<exposed> / 1024, zm::memory_bytes<infisical> / 1024,
      zm::snapshot_bytes<exposed> / 1024);
}

}  // namespace backend
