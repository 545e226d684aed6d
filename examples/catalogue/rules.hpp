// SPDX-License-Identifier: MIT
/// Prometheus recording and alerting rules, as YAML.
///
/// Recorded are, for each job, what dashboards and alerts ask most: rates by the closed labels (the
/// texts, of which there may be thousands, are summed away), the part of them that failed, and
/// quantiles. Names are level:metric:operations. Source: Prometheus, "Recording rules", "Alerting
/// rules" and "Recording rules" of the best practices.
#pragma once

#include "alerts.hpp"
#include "queries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace catalogue {

/// A text as YAML quotes it.
[[nodiscard]] inline std::string yaml(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c == '\'' ? "''" : std::string{c};
  }
  return out + '\'';
}

inline constexpr std::string_view recorded_window = "5m";

/// The levels that a recorded series keeps, and those of a shared family its meter as well.
[[nodiscard]] inline std::vector<std::string>
levels(metrics all, const zm::metric_description& metric, std::vector<std::string> more = {}) {
  more.insert(more.begin(), "job");
  if (shares_family(all, metric)) {
    more.emplace_back("otel_scope_name");
  }
  return more;
}

inline void append_record(std::string& out, std::string_view family, std::string_view operation,
                          std::string_view expression) {
  fmt::format_to(std::back_inserter(out), "      - record: job:{}:{}\n        expr: {}\n", family,
                 operation, yaml(expression));
}

/// What is recorded of one metric.
inline void append_records(std::string& out, metrics all, const zm::metric_description& metric) {
  const query each{metric, recorded_window};
  const std::vector<std::string> job = levels(all, metric);
  const std::string_view name = metric.openmetrics_family;
  if (metric.type == zm::kind::counter || metric.type == zm::kind::histogram) {
    append_record(out, name, "rate5m", each.rate(levels(all, metric, closed_labels(metric))));
    if (const std::string failed = failures(metric); !failed.empty()) {
      append_record(out, name, "failed_share5m",
                    each.with(failed).rate(job) + " / " + each.rate(job));
    }
  }
  if (metric.type == zm::kind::histogram) {
    append_record(out, name, "p50_5m", each.quantile(0.5, job));
    append_record(out, name, "p90_5m", each.quantile(0.9, job));
    append_record(out, name, "p99_5m", each.quantile(0.99, job));
  }
}

[[nodiscard]] inline const zm::metric_description& find(metrics all, const selection& wanted,
                                                        std::string_view alert_name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& each) {
    return can_have_series(all, each) && each.name == wanted.metric &&
           each.meter->name == wanted.meter;
  });
  if (found == all.end()) {
    throw std::runtime_error(fmt::format("{}: {} of {} is on no page of the exposition", alert_name,
                                         wanted.metric, wanted.meter));
  }
  return *found;
}

/// The series of a selection, in queries; and the closed labels that it leaves open.
struct selected {
  query series;
  std::vector<std::string> open;
};
[[nodiscard]] inline selected select(metrics all, const selection& wanted, const alert& what) {
  const zm::metric_description& metric = find(all, wanted, what.name);
  std::vector<std::string> where = scope(all, metric);
  std::vector<std::string> open = closed_labels(metric);
  for (std::size_t i = 0; i < wanted.size; ++i) {
    for (const zm::label_description& label : metric.labels) {
      if (label.key == wanted.values[i].key) {
        where.push_back(fmt::format("{}={}", label.name, quoted(wanted.values[i].value)));
        std::erase(open, label.name);
      }
    }
  }
  open.insert(open.begin(), "job");
  return {query{metric, what.over.text, where}, open};
}

[[nodiscard]] inline std::string expression_of(metrics all, const alert& what) {
  const expression& when = what.when;
  const selected some = select(all, when.series, what);
  const std::vector<std::string> job{"job"};
  switch (when.what) {
  case condition::increases:
    // The series of a table are there from their first sight on, and the first is what counts.
    return find(all, when.series, what.name).capacity == 0
               ? some.series.increase(some.open) + " > 0"
               : fmt::format("{} > 0 or {} > 0", some.series.increase(some.open),
                             some.series.appeared(some.open));
  case condition::rate:
    return fmt::format("{} > {}", some.series.rate(some.open), when.threshold);
  case condition::share: {
    const selected whole = select(all, when.all, what);
    const bool stands = !when.all.counts;
    return fmt::format("{} / {} > {}", stands ? some.series.value(job) : some.series.rate(job),
                       stands ? whole.series.value(job) : whole.series.rate(job), when.threshold);
  }
  case condition::quantile:
    return fmt::format("{} > {}", some.series.quantile(when.part, job), when.threshold);
  case condition::above:
    return fmt::format("{} > {}", some.series.value(some.open), when.threshold);
  case condition::below:
    return fmt::format("{} < {}", some.series.value(some.open, "min"), when.threshold);
  }
  return {};
}

inline void append_alert(std::string& out, metrics all, const alert& what) {
  fmt::format_to(std::back_inserter(out), "      - alert: {}\n        expr: {}\n", what.name,
                 yaml(expression_of(all, what)));
  if (!what.pending.text.empty()) {
    fmt::format_to(std::back_inserter(out), "        for: {}\n", what.pending.text);
  }
  fmt::format_to(std::back_inserter(out), "        labels:\n          severity: {}\n",
                 yaml(what.severity));
  if (!what.summary.empty()) {
    fmt::format_to(std::back_inserter(out), "        annotations:\n          summary: {}\n",
                   yaml(what.summary));
  }
}

[[nodiscard]] inline std::string rules(metrics all, std::string_view name,
                                       std::span<const alert> alerts) {
  std::string out = "groups:\n";
  std::vector<std::string_view> families;
  std::string records;
  for (const zm::metric_description& metric : all) {
    if (can_have_series(all, metric) &&
        std::find(families.begin(), families.end(), metric.family) == families.end()) {
      families.push_back(metric.family);
      append_records(records, all, metric);
    }
  }
  if (!records.empty()) {
    out +=
        fmt::format("  - name: {}\n    rules:\n{}", yaml(fmt::format("{} records", name)), records);
  }
  if (!alerts.empty()) {
    out += fmt::format("  - name: {}\n    rules:\n", yaml(fmt::format("{} alerts", name)));
    std::vector<std::string_view> names;
    for (const alert& each : alerts) {
      if (std::find(names.begin(), names.end(), each.name) != names.end()) {
        throw std::runtime_error(
            fmt::format("two alerts are called {}: give each a name of its own", each.name));
      }
      names.push_back(each.name);
      append_alert(out, all, each);
    }
  }
  return out;
}

}  // namespace catalogue
