// SPDX-License-Identifier: MIT
/// A catalogue as lines, one fact each, made to be kept beside a release and compared with the next
/// one's (diff.hpp).
///
/// Fields are separated by tabs; in a field, `\t`, `\n` and `\\` stand for a tab, a line feed and a
/// backslash. What an info states is a build's and no part of it.
///
///     zerometer-schema 2
///     meter   NAME VERSION SCHEMA_URL
///     metric  METER NAME TYPE UNIT FAMILY HELP
///     bounds  METER NAME BOUND...
///     label   METER NAME KEY KIND VALUE...
///     series  METER NAME COUNT
///     pair    METER NAME KEY VALUE OTHER_KEY OTHER_VALUE...
///
/// `series` is there where not all combinations of the closed labels' values exist: how many do.
/// `pair` lines are there for two labels of which some values never stand together: which values
/// of the other do with VALUE. Version 1 had neither, and is still read.
#pragma once

#include "combinations.hpp"
#include "reference.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace catalogue {

inline constexpr std::string_view schema_version = "zerometer-schema\t2";
inline constexpr std::string_view older_schema_version = "zerometer-schema\t1";

[[nodiscard]] inline std::string_view kind_name(zm::label_kind kind) {
  switch (kind) {
  case zm::label_kind::enumeration:
    return "text";
  case zm::label_kind::boolean:
    return "bool";
  case zm::label_kind::integers:
    return "int";
  case zm::label_kind::text:
    return "any text";
  case zm::label_kind::any_integer:
    return "any int";
  case zm::label_kind::overflow:
    return "overflow";
  case zm::label_kind::constant:
    return "constant";
  case zm::label_kind::scope:
    return "scope";
  }
  return "";
}

inline void append_fields(std::string& out, const std::vector<std::string>& fields) {
  bool first = true;
  for (const std::string& field : fields) {
    out += first ? "" : "\t";
    first = false;
    for (const char c : field) {
      out += c == '\t'   ? std::string{"\\t"}
             : c == '\n' ? std::string{"\\n"}
             : c == '\\' ? std::string{"\\\\"}
                         : std::string{c};
    }
  }
  out += '\n';
}

/// Which combinations exist, where not all do.
inline void append_combinations(std::string& out, const zm::metric_description& metric) {
  const std::string owner{metric.meter->name};
  const std::string name{metric.name};
  const std::size_t possible = metric.possible();
  if (possible == metric.combinations) {
    return;
  }
  append_fields(out, {"series", owner, name, std::to_string(possible)});
  for (const label_pair& pair : partial_pairs(metric)) {
    for (std::size_t i = 0; i < pair.together.size(); ++i) {
      std::vector<std::string> fields{"pair",
                                      owner,
                                      name,
                                      std::string{pair.first->key},
                                      std::string{pair.first->values[i]},
                                      std::string{pair.second->key}};
      for (std::size_t j = 0; j < pair.together[i].size(); ++j) {
        if (pair.together[i][j]) {
          fields.emplace_back(pair.second->values[j]);
        }
      }
      append_fields(out, fields);
    }
  }
}

[[nodiscard]] inline std::string schema(metrics all) {
  std::string out{schema_version};
  out += '\n';
  const zm::meter_description* meter = nullptr;
  for (const zm::metric_description& metric : all) {
    const std::string owner{metric.meter->name};
    const std::string name{metric.name};
    if (metric.meter != meter) {
      meter = metric.meter;
      append_fields(out,
                    {"meter", owner, std::string{meter->version}, std::string{meter->schema_url}});
    }
    append_fields(out,
                  {"metric", owner, name, std::string{type_name(metric.type)},
                   std::string{metric.unit}, std::string{metric.family}, std::string{metric.help}});
    if (!metric.bounds.empty()) {
      std::vector<std::string> fields{"bounds", owner, name};
      for (const double bound : metric.bounds) {
        fields.push_back(fmt::format("{}", bound));
      }
      append_fields(out, fields);
    }
    for (const zm::label_description& label : metric.labels) {
      // The meter's own line has its name and version.
      const bool is_meters =
          label.kind == zm::label_kind::scope && label.key.starts_with("otel_scope_");
      if (is_meters) {
        continue;
      }
      std::vector<std::string> fields{"label", owner, name, std::string{label.key},
                                      std::string{kind_name(label.kind)}};
      if (label.kind != zm::label_kind::constant || metric.type != zm::kind::info) {
        fields.insert(fields.end(), label.values.begin(), label.values.end());
      }
      append_fields(out, fields);
    }
    append_combinations(out, metric);
  }
  return out;
}

}  // namespace catalogue
