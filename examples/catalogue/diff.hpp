// SPDX-License-Identifier: MIT
/// What changed between two schema files, and whether it breaks what was built on the older one.
///
/// Breaking is what makes a query of the older catalogue mean something else, or nothing: a metric
/// or a label that is gone, another type, unit, name on a page or kind, other bounds, a value that
/// can no longer be, alone or together with another label's, and a label that joins, because it
/// splits series. More metrics and more values are additions; words and versions are notes. Of
/// values of three labels and more only the number of combinations is known.
#pragma once

#include "schema_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace catalogue {

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
        const std::size_t said = text_.size();
        compare(name, was, now->second);
        if (before.tells_combinations && after.tells_combinations) {
          compare_combinations(name, was, now->second, said);
        }
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

  /// What stood together and does no longer, though each value is still there; and the other way.
  void compare_combinations(const std::string& name, const schema_metric& was,
                            const schema_metric& now, std::size_t said) {
    for (auto first = was.labels.begin(); first != was.labels.end(); ++first) {
      for (auto second = std::next(first); second != was.labels.end(); ++second) {
        if (are_closed(was, first->first, second->first) &&
            are_closed(now, first->first, second->first)) {
          compare_pair(name, was, now, {first->first, second->first}, "breaking",
                       "can no longer be together");
          compare_pair(name, now, was, {first->first, second->first}, "addition",
                       "can be together");
        }
      }
    }
    if (text_.find("breaking: ", said) == std::string::npos &&
        now.combinations() < was.combinations()) {
      add("breaking", fmt::format("{}: {} combinations of labels exist, were {}", name,
                                  now.combinations(), was.combinations()));
    }
  }
  [[nodiscard]] static bool are_closed(const schema_metric& metric, const std::string& first,
                                       const std::string& second) {
    return metric.labels.contains(first) && metric.labels.at(first).is_closed() &&
           metric.labels.contains(second) && metric.labels.at(second).is_closed();
  }
  void compare_pair(const std::string& name, const schema_metric& some, const schema_metric& others,
                    const std::pair<std::string, std::string>& keys, std::string_view what,
                    std::string_view words) {
    const auto& [first, second] = keys;
    for (const std::string& value : some.labels.at(first).values) {
      std::vector<std::string> alone;
      for (const std::string& other : some.labels.at(second).values) {
        if (others.labels.at(first).has(value) && others.labels.at(second).has(other) &&
            some.has(first, value, second, other) && !others.has(first, value, second, other)) {
          alone.push_back(other.empty() ? "absence" : other);
        }
      }
      if (!alone.empty()) {
        add(what,
            fmt::format("{}: label {}: {} and {}: {} {}", name, first,
                        value.empty() ? "absence" : value, second, fmt::join(alone, ", "), words));
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
