// SPDX-License-Identifier: MIT
/// A Grafana dashboard, as JSON: a row for each meter, its metrics by type and unit, a variable for
/// each label.
///
/// Made again of the same catalogue it is the same, byte for byte; a panel keeps its number when
/// others join, because the number is a hash of what it shows. Source: Grafana, "Dashboard JSON
/// model", schema version 36 (Grafana 9 and later).
#pragma once

#include "json.hpp"
#include "queries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace catalogue {

struct target {
  std::string expression;
  std::string legend;
};

struct panel {
  std::string title;
  std::string_view help;
  std::string_view unit;
  std::vector<target> targets;
  bool is_table = false;
};

/// What Grafana calls the unit of values, and of so many of them a second.
[[nodiscard]] inline std::string_view grafana_unit(std::string_view unit) {
  if (unit == "s" || unit == "ms" || unit == "ns") {
    return unit;
  }
  return unit == "By" ? "bytes" : unit == "Cel" ? "celsius" : unit == "%" ? "percent" : "short";
}
[[nodiscard]] inline std::string_view grafana_rate(const zm::metric_description& metric) {
  if (metric.type == zm::kind::counter && metric.unit == "By") {
    return "Bps";
  }
  // Seconds that pass in a second are a part of a whole.
  const bool is_time = metric.type == zm::kind::counter && metric.unit == "s";
  return is_time ? "percentunit" : metric.unit == "{request}" ? "reqps" : "cps";
}

[[nodiscard]] inline std::string legend(const std::vector<std::string>& labels) {
  std::string out;
  for (const std::string& each : labels) {
    out += fmt::format("{}{{{{{}}}}}", out.empty() ? "" : " ", each);
  }
  return out;
}

inline constexpr std::string_view dashboard_window = "$__rate_interval";
inline constexpr std::size_t most_lines = 40;

/// What is worth drawing of a metric.
[[nodiscard]] inline std::vector<panel> panels_of(metrics all,
                                                  const zm::metric_description& metric) {
  std::vector<std::string> where = scope(all, metric);
  where.emplace_back("job=~\"$job\"");
  const query everything{metric, dashboard_window, where};
  for (const zm::label_description& label : metric.labels) {
    if (is_variable(label)) {
      where.push_back(fmt::format("{0}=~\"${0}\"", label.name));
    }
  }
  const query each{metric, dashboard_window, where};
  const std::vector<std::string> by = grouping(metric, most_lines);
  const std::string name{metric.name};
  std::vector<panel> out;
  const bool counts = metric.type == zm::kind::counter || metric.type == zm::kind::histogram;
  if (metric.type == zm::kind::histogram) {
    out.push_back(
        {name + ": p50, p90, p99",
         metric.help,
         grafana_unit(metric.unit),
         {{each.quantile(0.5), "p50"}, {each.quantile(0.9), "p90"}, {each.quantile(0.99), "p99"}}});
  }
  if (counts) {
    out.push_back(
        {name + ": rate", metric.help, grafana_rate(metric), {{each.rate(by), legend(by)}}});
    if (const std::string failed = failures(metric); !failed.empty()) {
      out.push_back({name + ": failed share",
                     "The part of all that failed.",
                     "percentunit",
                     {{each.with(failed).rate() + " / " + each.rate(), "failed"}}});
    }
  } else if (metric.type == zm::kind::info) {
    out.push_back({name, metric.help, "short", {{each.series(), ""}}, true});
  } else if (is_timestamp(metric)) {
    out.push_back({name + ": age", metric.help, "s", {{each.age(by), legend(by)}}});
  } else {
    out.push_back({name, metric.help, grafana_unit(metric.unit), {{each.value(by), legend(by)}}});
    if (adds_up(metric) && by.size() == 1 && by.front().ends_with("_state")) {
      out.push_back({name + ": share by state",
                     "The part of all that is in each state: what is busy of what there is.",
                     "percentunit",
                     {{fmt::format("{} / scalar({})", each.value(by), each.value()), legend(by)}}});
    }
  }
  if (metric.capacity != 0) {
    out.push_back({name + ": series in use",
                   "Of the table of its text labels. What finds it full is counted as overflow.",
                   "percentunit",
                   {{everything.table_use(), "fullest"}}});
  }
  return out;
}

/// FNV-1a, as many bits as a panel's number has.
[[nodiscard]] inline std::int64_t panel_number(std::string_view meter, std::string_view title) {
  std::uint32_t hash = 2166136261U;
  for (const std::string_view part : {meter, std::string_view{"\n"}, title}) {
    for (const char c : part) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    }
  }
  return static_cast<std::int64_t>(hash >> 1U) + 1;
}

class dashboard_writer {
public:
  explicit dashboard_writer(metrics all) : all_{all} {}

  [[nodiscard]] std::string write(std::string_view name) {
    json_.begin_object();
    json_.text("uid", fmt::format("zerometer-{:x}", panel_number(name, "dashboard")));
    json_.text("title", name);
    json_.number("schemaVersion", 36);
    json_.boolean("editable", true);
    json_.text("refresh", "30s");
    json_.begin_object("time");
    json_.text("from", "now-1h");
    json_.text("to", "now");
    json_.end_object();
    json_.begin_object("templating");
    json_.begin_array("list");
    write_variables();
    json_.end_array();
    json_.end_object();
    json_.begin_array("panels");
    write_rows();
    json_.end_array();
    json_.end_object();
    return json_.str();
  }

private:
  void write_source() {
    json_.begin_object("datasource");
    json_.text("type", "prometheus");
    json_.text("uid", "${datasource}");
    json_.end_object();
  }

  void begin_variable(std::string_view name, std::string_view label, std::string_view type) {
    json_.begin_object();
    json_.text("name", name);
    json_.text("label", label);
    json_.text("type", type);
  }
  void end_variable() {
    json_.boolean("multi", true);
    json_.boolean("includeAll", true);
    json_.text("allValue", ".*");  // and so the series that do not have the label, too
    json_.begin_object("current");
    json_.begin_array("text");
    json_.text("", "All");
    json_.end_array();
    json_.begin_array("value");
    json_.text("", "$__all");
    json_.end_array();
    json_.end_object();
    json_.end_object();
  }
  void asked(std::string_view name, std::string_view label, std::string_view series) {
    begin_variable(name, label, "query");
    write_source();
    json_.text("query", fmt::format("label_values({}, {})", series, name));
    json_.number("refresh", 2);  // when the time range changes
    json_.number("sort", 1);
    end_variable();
  }

  /// The values of a closed label are known; those of a text are asked for.
  void write_variables() {
    begin_variable("datasource", "Data source", "datasource");
    json_.text("query", "prometheus");
    json_.end_object();
    std::vector<std::string> families;
    std::vector<const zm::label_description*> labels;
    for (const zm::metric_description& metric : all_) {
      if (!can_have_series(all_, metric)) {
        continue;
      }
      add(families, metric.samples.back());
      for (const zm::label_description& label : metric.labels) {
        const bool known = std::any_of(labels.begin(), labels.end(),
                                       [&](auto* each) { return each->name == label.name; });
        if (is_variable(label) && !known) {
          labels.push_back(&label);
        }
      }
    }
    asked("job", "job", any_of(families));
    for (const zm::label_description* label : labels) {
      write_variable(*label);
    }
  }

  /// What is there already, and what is empty, is not added.
  static void add(std::vector<std::string>& texts, std::string_view text) {
    if (!text.empty() && std::find(texts.begin(), texts.end(), text) == texts.end()) {
      texts.emplace_back(text);
    }
  }
  [[nodiscard]] static std::string any_of(const std::vector<std::string>& families) {
    return families.size() == 1 ? families.front()
                                : "{__name__=~" + quoted(joined(families, "|")) + "}";
  }

  void write_variable(const zm::label_description& label) {
    std::vector<std::string> families;
    std::vector<std::string> values;
    bool is_known = true;
    for (const zm::metric_description& metric : all_) {
      for (const zm::label_description& each : metric.labels) {
        if (!can_have_series(all_, metric) || each.name != label.name) {
          continue;
        }
        add(families, metric.samples.back());
        is_known = is_known && is_closed(each);
        for (const std::string_view value : each.values) {
          // A comma separates the values of a variable.
          std::string text;
          for (const char c : value) {
            text += c == ',' ? std::string{"\\,"} : std::string{c};
          }
          add(values, text);
        }
      }
    }
    if (!is_known) {
      asked(label.name, label.key, any_of(families));
      return;
    }
    begin_variable(label.name, label.key, "custom");
    json_.text("query", joined(values, ","));
    end_variable();
  }

  void write_rows() {
    const zm::meter_description* meter = nullptr;
    for (const zm::metric_description& metric : all_) {
      if (!can_have_series(all_, metric)) {
        continue;
      }
      if (metric.meter != meter) {
        meter = metric.meter;
        begin_line();
        write_row(*meter);
      }
      for (const panel& each : panels_of(all_, metric)) {
        write_panel(*meter, each);
      }
    }
  }

  void begin_line() {
    y_ += x_ != 0 ? panel_height : 0;
    x_ = 0;
  }
  void write_place(std::int64_t width, std::int64_t height) {
    json_.begin_object("gridPos");
    json_.number("h", height);
    json_.number("w", width);
    json_.number("x", x_);
    json_.number("y", y_);
    json_.end_object();
  }
  void write_row(const zm::meter_description& meter) {
    json_.begin_object();
    json_.number("id", panel_number(meter.name, ""));
    json_.text("type", "row");
    json_.text("title", meter.name);
    json_.boolean("collapsed", false);
    write_place(page_width, 1);
    json_.begin_array("panels");
    json_.end_array();
    json_.end_object();
    y_ += 1;
  }
  void write_panel(const zm::meter_description& meter, const panel& what) {
    json_.begin_object();
    json_.number("id", panel_number(meter.name, what.title));
    json_.text("type", what.is_table ? "table" : "timeseries");
    json_.text("title", what.title);
    json_.text("description", what.help);
    write_source();
    write_place(panel_width, panel_height);
    json_.begin_object("fieldConfig");
    json_.begin_object("defaults");
    json_.text("unit", what.unit);
    json_.end_object();
    json_.begin_array("overrides");
    json_.end_array();
    json_.end_object();
    json_.begin_array("targets");
    char letter = 'A';
    for (const target& each : what.targets) {
      json_.begin_object();
      json_.text("refId", std::string{letter++});
      write_source();
      json_.text("expr", each.expression);
      json_.text("legendFormat", each.legend);
      if (what.is_table) {
        json_.text("format", "table");
        json_.boolean("instant", true);
      }
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
    x_ += panel_width;
    if (x_ == page_width) {
      begin_line();
    }
  }

  static constexpr std::int64_t page_width = 24;
  static constexpr std::int64_t panel_width = 8;
  static constexpr std::int64_t panel_height = 8;

  metrics all_;
  json_writer json_;
  std::int64_t x_ = 0;
  std::int64_t y_ = 0;
};

[[nodiscard]] inline std::string dashboard(metrics all, std::string_view name) {
  return dashboard_writer{all}.write(name);
}

}  // namespace catalogue
