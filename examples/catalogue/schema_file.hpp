// SPDX-License-Identifier: MIT
/// A schema file as read: the facts of schema.hpp, by meter, metric and label.
#pragma once

#include "schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <istream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace catalogue {

struct schema_label {
  std::string kind;
  std::vector<std::string> values;

  [[nodiscard]] bool is_closed() const { return kind == "text" || kind == "bool" || kind == "int"; }
  [[nodiscard]] bool has(const std::string& value) const {
    return std::find(values.begin(), values.end(), value) != values.end();
  }
};
struct schema_metric {
  std::string type, unit, family, help;
  std::vector<std::string> bounds;
  std::map<std::string, schema_label> labels;
  std::string series;  // how many combinations exist; empty where all do
  /// By KEY, OTHER_KEY and VALUE; and the other way round.
  std::map<std::pair<std::string, std::string>, std::map<std::string, std::set<std::string>>> pairs;

  [[nodiscard]] std::size_t combinations() const {
    std::size_t product = 1;
    for (const auto& [key, label] : labels) {
      product *= label.is_closed() ? label.values.size() : 1;
    }
    return series.empty() ? product : std::stoul(series);
  }
  /// Whether two values of two labels stand together.
  [[nodiscard]] bool has(const std::string& key, const std::string& value,
                         const std::string& other_key, const std::string& other) const {
    const auto pair = pairs.find({key, other_key});
    if (pair == pairs.end()) {
      return labels.at(key).has(value) && labels.at(other_key).has(other);
    }
    const auto row = pair->second.find(value);
    return row != pair->second.end() && row->second.contains(other);
  }
};
struct schema_file {
  bool tells_combinations = true;
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
  if (!std::getline(in, line) || (line != schema_version && line != older_schema_version)) {
    throw std::runtime_error("no schema: its first line is not " + std::string{schema_version});
  }
  out.tells_combinations = line == schema_version;
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    const std::vector<std::string> fields = fields_of(line);
    const std::string& what = fields.front();
    const std::size_t least = what == "metric" ? 7 : what == "pair" ? 6 : what == "label" ? 5 : 4;
    const bool is_of_metric =
        what == "label" || what == "bounds" || what == "series" || what == "pair";
    const auto rest = [&](std::size_t from) {
      return std::vector(fields.begin() + static_cast<std::ptrdiff_t>(from), fields.end());
    };
    if (fields.size() < least) {
      throw std::runtime_error(fmt::format("line {} has too few fields", number));
    }
    const auto owner =
        fields.size() > 2 ? out.metrics.find({fields[1], fields[2]}) : out.metrics.end();
    if (is_of_metric && owner == out.metrics.end()) {
      throw std::runtime_error(fmt::format("line {} is of no metric", number));
    }
    if (what == "meter") {
      out.meters[fields[1]] = rest(2);
    } else if (what == "metric") {
      out.metrics[{fields[1], fields[2]}] = {fields[3], fields[4], fields[5], fields[6],
                                             {},        {},        {},        {}};
    } else if (what == "bounds") {
      owner->second.bounds = rest(3);
    } else if (what == "label") {
      owner->second.labels[fields[3]] = {fields[4], rest(5)};
    } else if (what == "series") {
      if (fields[3].empty() || fields[3].size() > 18 ||
          fields[3].find_first_not_of("0123456789") != std::string::npos) {
        throw std::runtime_error(fmt::format("line {} has no number of series", number));
      }
      owner->second.series = fields[3];
    } else if (what == "pair") {
      for (const std::string& other : rest(6)) {
        owner->second.pairs[{fields[3], fields[5]}][fields[4]].insert(other);
        owner->second.pairs[{fields[5], fields[3]}][other].insert(fields[4]);
      }
    } else {
      throw std::runtime_error(fmt::format("line {} is a {}", number, what));
    }
  }
  return out;
}

}  // namespace catalogue
