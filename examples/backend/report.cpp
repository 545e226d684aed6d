// SPDX-License-Identifier: MIT
#include "report.hpp"

#include "metrics.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace backend {

namespace {

template <class Enum>
std::string_view wire_name(Enum value) {
  const std::string_view name = label_values(value)[static_cast<std::size_t>(value)];
  return name == zm::absent ? "-" : name;
}

/// Calls `visit` with every value of an enumeration of label values.
template <class Enum, class Visit>
void for_each_value(Visit visit) {
  for (std::size_t i = 0; i < label_values(Enum{}).size(); ++i) {
    visit(static_cast<Enum>(i));
  }
}

template <class Visit>
void for_each_request_series(Visit visit) {
  for_each_value<route>([&](route where) {
    for_each_value<method>([&](method how) {
      for (const auto code : status::members) {
        if (can_answer(how, where, status{code})) {
          visit(how, where, status{code});
        }
      }
    });
  });
}

}  // namespace

void print_report() {
  static zm::snapshot<exposed> now;
  now.take();
  std::uint64_t total = 0;
  fmt::print("snapshot: {:<10} {:<26} {:>6} {:>12} {:>12}\n", "method", "route", "status",
             "requests", "mean (ms)");
  for_each_request_series([&](method how, route where, status code) {
    const std::uint64_t count = now.value<infisical::http_requests>(how, where, code);
    const auto duration = now.value<infisical::http_duration>(how, where, code);
    total += count;
    if (count != 0) {
      fmt::print("snapshot: {:<10} {:<26} {:>6} {:>12} {:>12.3f}\n", wire_name(how),
                 wire_name(where), code.value(), count,
                 1e3 * duration.sum() / static_cast<double>(duration.count()));
    }
  });
  fmt::print("snapshot: {} requests in all\n", total);
  std::fflush(stdout);
}

}  // namespace backend
