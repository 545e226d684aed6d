// SPDX-License-Identifier: MIT
/// The reference page of a catalogue, as Markdown: what there is, what it means, what it costs.
#pragma once

#include "queries.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace catalogue {

[[nodiscard]] inline std::string_view type_name(zm::kind type) {
  switch (type) {
  case zm::kind::counter:
    return "counter";
  case zm::kind::up_down_counter:
    return "up-down counter";
  case zm::kind::gauge:
    return "gauge";
  case zm::kind::histogram:
    return "histogram";
  case zm::kind::info:
    return "info";
  }
  return "";
}

/// 1234567 as 1,234,567.
[[nodiscard]] inline std::string grouped_digits(std::size_t number) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    out += i != 0 && (digits.size() - i) % 3 == 0 ? "," : "";
    out += digits[i];
  }
  return out;
}

/// A word that Markdown takes as it is.
[[nodiscard]] inline std::string code(std::string_view text) { return fmt::format("`{}`", text); }

inline void append_label(std::string& out, const zm::metric_description& metric,
                         const zm::label_description& label) {
  if (label.kind == zm::label_kind::scope || label.kind == zm::label_kind::overflow) {
    return;
  }
  auto to = std::back_inserter(out);
  fmt::format_to(to, "- `{}`: ", label.key);
  if (label.kind == zm::label_kind::text) {
    fmt::format_to(to, "any text, of which {} bytes are kept; absent where it is empty\n",
                   label.max_bytes);
    return;
  }
  if (label.kind == zm::label_kind::any_integer) {
    out += "any integer; or absent\n";
    return;
  }
  if (label.kind == zm::label_kind::constant) {
    // The facts of an info are of one build, and not of the catalogue.
    out += metric.type == zm::kind::info ? "a fact of the build\n"
                                         : "always " + code(label.values.front()) + "\n";
    return;
  }
  bool may_be_absent = false;
  std::string_view separator;
  const std::vector<bool> possible = possible_values(metric, label);
  for (std::size_t i = 0; i < possible.size(); ++i) {
    const std::string_view value = label.values[i];
    may_be_absent = may_be_absent || (value.empty() && possible[i]);
    if (!value.empty()) {
      fmt::format_to(to, "{}`{}`", std::exchange(separator, ", "), value);
    }
  }
  out += may_be_absent ? "; or absent\n" : "\n";
}

inline void append_cost(std::string& out, const zm::metric_description& metric) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, "- Series: {}", grouped_digits(metric.series));
  if (metric.capacity != 0) {
    out += " at most, the last of them for what finds the table full";
    if (metric.possible() != metric.combinations) {
      fmt::format_to(to, "; {} of {} combinations of the closed labels exist",
                     grouped_digits(metric.possible()), grouped_digits(metric.combinations));
    }
  } else if (metric.possible() != metric.combinations) {
    fmt::format_to(to, ", the combinations that exist of {}", grouped_digits(metric.combinations));
  }
  out += metric.is_sparse       ? ", each from its first recording on\n"
         : metric.is_observable ? " at most, those that are reported\n"
                                : "\n";
  fmt::format_to(to, "- A series costs: {} line{} of a page, {} bytes at most", metric.page_lines,
                 metric.page_lines == 1 ? "" : "s", grouped_digits(metric.page_bytes));
  if (metric.capacity != 0) {
    // Its place in the table as well.
    fmt::format_to(to, "; {} bytes of memory", grouped_digits(metric.bytes / metric.series));
  } else if (metric.cells != 0) {
    fmt::format_to(to, "; {} bytes of memory", metric.cells * 8);
    out += metric.blocks > 1 ? fmt::format(" in each of {} blocks", metric.blocks) : "";
  }
  fmt::format_to(to, "\n- All of it: {} bytes of memory{}\n", grouped_digits(metric.bytes),
                 metric.capacity == 0 && metric.cells != 0 && metric.series != metric.combinations
                     ? ", with the cells of combinations that do not exist"
                     : "");
}

inline void append_metric(std::string& out, const zm::metric_description& metric) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, "### {}\n\n{}\n\n- Type: {}{}\n- Unit: {}\n", code(metric.name),
                 metric.help.empty() ? "(no description)" : metric.help,
                 metric.is_observable ? "observable " : "", type_name(metric.type),
                 metric.unit.empty() ? "none" : code(metric.unit));
  if (!metric.is_on_page) {
    out += "- On a Prometheus page: not, another meter's metric has its name\n";
  } else if (metric.samples.size() == 1) {
    fmt::format_to(to, "- On a Prometheus page: `{}`\n", metric.family);
  } else {
    fmt::format_to(to, "- On a Prometheus page: `{}`, as `{}`\n", metric.family,
                   fmt::join(metric.samples, "`, `"));
  }
  if (!metric.bounds.empty()) {
    fmt::format_to(to, "- Buckets: {}\n", fmt::join(metric.bounds, ", "));
  }
  append_cost(out, metric);
  std::string labels;
  for (const zm::label_description& label : metric.labels) {
    append_label(labels, metric, label);
  }
  out += labels.empty() ? "\n" : "\nAttributes:\n\n" + labels + "\n";
}

inline void append_meter(std::string& out, const zm::meter_description& meter) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, "## {}\n\n", meter.name);
  fmt::format_to(to, "{}{} bytes of memory", meter.version.empty() ? "" : "Version ",
                 meter.version.empty()
                     ? grouped_digits(meter.bytes)
                     : fmt::format("{}; {}", meter.version, grouped_digits(meter.bytes)));
  switch (meter.policy) {
  case zm::meter_policy::sharded:
    fmt::format_to(to, ", {} shards", meter.shards);
    break;
  case zm::meter_policy::single_writer:
    out += ", recorded by one thread at a time";
    break;
  case zm::meter_policy::shared_atomic:
    out += ", one block for all threads";
    break;
  }
  out += meter.is_droppable ? "; can be dropped at run time.\n\n" : ".\n\n";
}

[[nodiscard]] inline std::string reference(metrics all, std::string_view name) {
  std::string out = fmt::format("# Metrics of {}\n\n", name);
  const zm::meter_description* meter = nullptr;
  for (const zm::metric_description& metric : all) {
    if (metric.meter != meter) {
      meter = metric.meter;
      append_meter(out, *meter);
    }
    append_metric(out, metric);
  }
  out.pop_back();
  return out;
}

}  // namespace catalogue
