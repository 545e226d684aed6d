// SPDX-License-Identifier: MIT
/// PromQL about one metric, made of its description: no query names a series, a label or a value
/// that the exposition does not have.
///
/// None of them hides that there is nothing: no `or vector(0)`, no `absent()`. Source: Prometheus,
/// "Querying Prometheus"; "Histograms and summaries".
#pragma once

#include "combinations.hpp"

#include <zerometer/metric_description.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace catalogue {

namespace zm = zerometer;

using metrics = std::span<const zm::metric_description>;

/// Whether another metric of the exposition has lines in the same family.
[[nodiscard]] inline bool shares_family(metrics all, const zm::metric_description& metric) {
  return std::count_if(all.begin(), all.end(), [&](const zm::metric_description& each) {
           return each.is_on_page && each.family == metric.family;
         }) > 1;
}

/// Whether a page can have series of the metric: it is not left out for another's, and for what
/// finds a table full there is a table.
[[nodiscard]] inline bool can_have_series(metrics all, const zm::metric_description& metric) {
  const auto is_self = [](const zm::metric_description& each) {
    return each.meter->name == "zerometer";
  };
  const bool is_overflow = is_self(metric) && metric.name == "zerometer.overflow";
  return metric.is_on_page && (!is_overflow || std::any_of(all.begin(), all.end(), [&](auto& each) {
           return each.capacity != 0 && !is_self(each);
         }));
}

[[nodiscard]] inline bool is_closed(const zm::label_description& label) {
  return label.kind == zm::label_kind::enumeration || label.kind == zm::label_kind::boolean ||
         label.kind == zm::label_kind::integers;
}
/// Whether its values are known only at run time.
[[nodiscard]] inline bool is_open(const zm::label_description& label) {
  return label.kind == zm::label_kind::text || label.kind == zm::label_kind::any_integer;
}
[[nodiscard]] inline bool is_variable(const zm::label_description& label) {
  return is_closed(label) || is_open(label);
}

/// A text as PromQL quotes it.
[[nodiscard]] inline std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    out += c == '"' || c == '\\' ? "\\" : "";
    out += c == '\n' ? std::string{"\\n"} : std::string{c};
  }
  return out + '"';
}

/// A text that a regular expression matches as it is, from its begin to its end.
[[nodiscard]] inline std::string literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += std::string_view{"\\.+*?()|[]{}^$"}.find(c) != std::string_view::npos ? "\\" : "";
    out += c;
  }
  return out;
}

[[nodiscard]] inline std::string joined(std::span<const std::string> parts, std::string_view by) {
  return fmt::format("{}", fmt::join(parts, by));
}

/// Whether values of several instances make one: things and bytes do, a temperature does not.
[[nodiscard]] inline bool adds_up(const zm::metric_description& metric) {
  return metric.type != zm::kind::gauge || metric.unit.starts_with('{') || metric.unit == "By";
}

[[nodiscard]] inline bool is_timestamp(const zm::metric_description& metric) {
  return metric.type == zm::kind::gauge && metric.unit == "s" && metric.name.ends_with("timestamp");
}

/// Queries about the series of one metric that `where` leaves.
class query {
public:
  query(const zm::metric_description& metric, std::string_view window,
        std::vector<std::string> where = {})
      : metric_{metric}, window_{window}, where_{std::move(where)} {}

  [[nodiscard]] query with(std::string matcher) const {
    query more = *this;
    more.where_.push_back(std::move(matcher));
    return more;
  }

  /// What counts: a histogram's `_count`.
  [[nodiscard]] std::string_view counted() const { return metric_.samples.back(); }

  [[nodiscard]] std::string series() const { return selector(counted()); }
  /// What there is now, in all instances; of what does not add up, where it is greatest.
  [[nodiscard]] std::string value(std::span<const std::string> by = {},
                                  std::string_view otherwise = "max") const {
    return fmt::format("{}{} ({})", adds_up(metric_) ? "sum" : otherwise, grouped(by), series());
  }
  /// How long ago something last happened that is told as a time; nothing where it never did.
  [[nodiscard]] std::string age(std::span<const std::string> by = {}) const {
    return fmt::format("time() - (max{} ({}) > 0)", grouped(by), series());
  }
  [[nodiscard]] std::string rate(std::span<const std::string> by = {}) const {
    return over_time("rate", by);
  }
  [[nodiscard]] std::string increase(std::span<const std::string> by = {}) const {
    return over_time("increase", by);
  }
  /// What is there now and was not before: no increase shows how a series came to be.
  [[nodiscard]] std::string appeared(std::span<const std::string> by = {}) const {
    return fmt::format("sum{} ({} unless {} offset {})", grouped(by), series(), series(), window_);
  }
  [[nodiscard]] std::string quantile(double part, std::vector<std::string> by = {}) const {
    by.insert(by.begin(), "le");
    return fmt::format("histogram_quantile({}, sum{} (rate({}[{}])))", part, grouped(by),
                       selector(metric_.samples.front()), window_);
  }
  /// How much of a table of texts is in use, where it is fullest.
  [[nodiscard]] std::string table_use() const {
    return fmt::format("max (count by (job, instance) ({}) / {})",
                       with("otel_metric_overflow=\"\"").series(), metric_.capacity);
  }

private:
  [[nodiscard]] static std::string grouped(std::span<const std::string> by) {
    return by.empty() ? "" : " by (" + joined(by, ", ") + ")";
  }
  [[nodiscard]] std::string selector(std::string_view sample) const {
    return std::string{sample} + (where_.empty() ? "" : "{" + joined(where_, ",") + "}");
  }
  [[nodiscard]] std::string over_time(std::string_view function,
                                      std::span<const std::string> by) const {
    return fmt::format("sum{} ({}({}[{}]))", grouped(by), function, series(), window_);
  }

  const zm::metric_description& metric_;
  std::string window_;
  std::vector<std::string> where_;
};

/// The matcher of the series that have one of a label's values that `is` takes; empty where none
/// has one, and where all have.
template <class Is>
[[nodiscard]] std::string matcher(const zm::metric_description& metric,
                                  const zm::label_description& label, Is is) {
  const std::vector<bool> possible = possible_values(metric, label);
  std::vector<std::string> some;
  bool are_all = true;
  for (std::size_t i = 0; i < possible.size(); ++i) {
    if (possible[i] && is(label.values[i])) {
      some.push_back(literal(label.values[i]));
    } else {
      are_all = are_all && !possible[i];
    }
  }
  return some.empty() || are_all ? std::string{}
                                 : fmt::format("{}=~{}", label.name, quoted(joined(some, "|")));
}

/// The matcher that tells the failures among a metric's series, by the conventions of
/// OpenTelemetry: `error.type` is there when something failed, whatever else is; without it, a
/// status of 500 and more is the server's fault, and an outcome or a result says so. Empty where
/// nothing tells, and where every series is of a failure.
[[nodiscard]] inline std::string failures(const zm::metric_description& metric) {
  for (const zm::label_description& label : metric.labels) {
    if (label.key == "error.type" && is_variable(label)) {
      const bool tells = is_open(label) ||
                         !matcher(metric, label, [](auto value) { return !value.empty(); }).empty();
      return tells ? fmt::format("{}!=\"\"", label.name) : "";
    }
  }
  for (const zm::label_description& label : metric.labels) {
    const bool has_status = label.key == "http.response.status_code";
    const auto is_bad = [&](std::string_view value) {
      return value == "failure" || value == "failed" ||
             (has_status && value.size() == 3 && value.front() == '5');
    };
    if (is_closed(label)) {
      if (std::string bad = matcher(metric, label, is_bad); !bad.empty()) {
        return bad;
      }
    }
  }
  return {};
}

/// The closed labels that are worth a line each: those with the fewest values first, as long as
/// they make no more than `lines` lines.
[[nodiscard]] inline std::vector<std::string> grouping(const zm::metric_description& metric,
                                                       std::size_t lines) {
  std::vector<const zm::label_description*> closed;
  for (const zm::label_description& label : metric.labels) {
    if (is_closed(label) && label.values.size() > 1) {
      closed.push_back(&label);
    }
  }
  std::stable_sort(closed.begin(), closed.end(),
                   [](auto* a, auto* b) { return a->values.size() < b->values.size(); });
  std::vector<std::string> names;
  std::size_t product = 1;
  for (const zm::label_description* label : closed) {
    product *= label->values.size();
    if (product > lines) {
      break;
    }
    names.emplace_back(label->name);
  }
  return names;
}

/// All closed labels.
[[nodiscard]] inline std::vector<std::string> closed_labels(const zm::metric_description& metric) {
  return grouping(metric, ~std::size_t{0});
}

/// Its meter's name, where the family alone does not tell whose series they are.
[[nodiscard]] inline std::vector<std::string> scope(metrics all,
                                                    const zm::metric_description& metric) {
  if (!shares_family(all, metric)) {
    return {};
  }
  return {"otel_scope_name=" + quoted(metric.meter->name)};
}

}  // namespace catalogue
