// SPDX-License-Identifier: MIT
/// What changed between two schema files, and whether it breaks what was built on the older one.
///
/// Breaking is what makes a query of the older catalogue mean something else, or nothing: a metric
/// or a label that is gone, another type, unit, name on a page or kind, other bounds, a value that
/// can no longer be, and a label that joins, because it splits series. More metrics and more values
/// are additions; words and versions are notes.
#pragma once

#include "schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace catalogue {

struct schema_label {
  std::string kind;
  std::vector<std::string> values;
};
struct schema_metric {
  std::string type, unit, family, help;
  std::vector<std::string> bounds;
  std::map<std::string, schema_label> labels;
};
struct schema_file {
  std::map<std::string, std::vector<std::string>> meters;
  std::map<std::pair<std::string, std::string>, schema_metric> metrics;  // by meter and name
};

[[nodiscard]] inline std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\t') {
      fields.emplace_back();
    } else if (line[i] == '\\' && i + 1 < line.size()) {
      ++i;
      fields.back() += line[i] == 't' ? '\t' : line[i] == 'n' ? '\n' : line[i];
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

[[nodiscard]] inline schema_file read_schema(std::istream& in) {
  schema_file out;
  std::string line;
  if (!std::getline(in, line) || line != schema_version) {
    throw std::runtime_error("no schema: its first line is not " + std::string{schema_version});
  }
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    const std::vector<std::string> fields = fields_of(line);
    const std::string& what = fields.front();
    const std::size_t least = what == "meter" ? 4 : what == "metric" ? 7 : what == "label" ? 5 : 4;
    const auto rest = [&](std::size_t from) {
      return std::vector(fields.begin() + static_cast<std::ptrdiff_t>(from), fields.end());
    };
    if (fields.size() < least) {
      throw std::runtime_error(fmt::format("line {} has too few fields", number));
    }
    const auto owner =
        fields.size() > 2 ? out.metrics.find({fields[1], fields[2]}) : out.metrics.end();
    if ((what == "label" || what == "bounds") && owner == out.metrics.end()) {
      throw std::runtime_error(fmt::format("line {} is of no metric", number));
    }
    if (what == "meter") {
      out.meters[fields[1]] = rest(2);
    } else if (what == "metric") {
      out.metrics[{fields[1], fields[2]}] = {fields[3], fields[4], fields[5], fields[6], {}, {}};
    } else if (what == "bounds") {
      owner->second.bounds = rest(3);
    } else if (what == "label") {
      owner->second.labels[fields[3]] = {fields[4], rest(5)};
    } else {
      throw std::runtime_error(fmt::format("line {} is a {}", number, what));
    }
  }
  return out;
}

class schema_diff {
public:
  schema_diff(const schema_file& before, const schema_file& after) {
    for (const auto& [name, facts] : before.meters) {
      if (const auto now = after.meters.find(name); now == after.meters.end()) {
        add("note", fmt::format("meter {} is gone", name));
      } else if (now->second != facts) {
        add("note", fmt::format("meter {}: {}, was {}", name, joined(now->second), joined(facts)));
      }
    }
    for (const auto& [key, was] : before.metrics) {
      const std::string name = key.first + " " + key.second;
      if (const auto now = after.metrics.find(key); now != after.metrics.end()) {
        compare(name, was, now->second);
      } else {
        add("breaking", name + " is gone" + renamed(before, after, was));
      }
    }
    for (const auto& [key, now] : after.metrics) {
      if (!before.metrics.contains(key)) {
        add("addition", key.first + " " + key.second + " is new");
      }
    }
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool is_breaking() const { return is_breaking_; }

private:
  /// What is not empty, one after the other.
  [[nodiscard]] static std::string joined(const std::vector<std::string>& facts) {
    std::string out;
    for (const std::string& each : facts) {
      out += (out.empty() || each.empty() ? "" : " ") + each;
    }
    return out.empty() ? "none" : out;
  }

  void add(std::string_view what, const std::string& line) {
    text_ += fmt::format("{}: {}\n", what, line);
    is_breaking_ = is_breaking_ || what == "breaking";
  }

  /// Of what is gone, which new metric says the same of itself.
  [[nodiscard]] static std::string renamed(const schema_file& before, const schema_file& after,
                                           const schema_metric& was) {
    for (const auto& [key, now] : after.metrics) {
      if (!before.metrics.contains(key) && now.help == was.help && now.type == was.type) {
        return fmt::format(": renamed to {} {}?", key.first, key.second);
      }
    }
    return {};
  }

  void compare_field(const std::string& name, std::string_view field, const std::string& was,
                     const std::string& now, std::string_view what = "breaking") {
    if (was != now) {
      add(what, fmt::format("{}: {} {}, was {}", name, field, now.empty() ? "none" : now,
                            was.empty() ? "none" : was));
    }
  }

  void compare(const std::string& name, const schema_metric& was, const schema_metric& now) {
    compare_field(name, "type", was.type, now.type);
    compare_field(name, "unit", was.unit, now.unit);
    compare_field(name, "page name", was.family, now.family);
    compare_field(name, "description", was.help, now.help, "note");
    compare_field(name, "bounds", fmt::format("{}", fmt::join(was.bounds, ", ")),
                  fmt::format("{}", fmt::join(now.bounds, ", ")));
    for (const auto& [key, label] : was.labels) {
      if (const auto kept = now.labels.find(key); kept == now.labels.end()) {
        add("breaking", fmt::format("{}: label {} is gone", name, key));
      } else {
        compare_label(fmt::format("{}: label {}", name, key), label, kept->second);
      }
    }
    for (const auto& [key, label] : now.labels) {
      if (!was.labels.contains(key)) {
        add("breaking", fmt::format("{}: label {} is new", name, key));
      }
    }
  }

  void compare_label(const std::string& name, const schema_label& was, const schema_label& now) {
    if (was.kind != now.kind) {
      compare_field(name, "kind", was.kind, now.kind);
      return;
    }
    compare_values(name, was.values, now.values, "breaking", "can no longer be");
    compare_values(name, now.values, was.values, "addition", "is new");
  }
  void compare_values(const std::string& name, const std::vector<std::string>& some,
                      const std::vector<std::string>& others, std::string_view what,
                      std::string_view words) {
    for (const std::string& value : some) {
      if (std::find(others.begin(), others.end(), value) == others.end()) {
        add(what, fmt::format("{}: {} {}", name, value.empty() ? "absence" : value, words));
      }
    }
  }

  std::string text_;
  bool is_breaking_ = false;
};

}  // namespace catalogue
