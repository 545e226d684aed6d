// SPDX-License-Identifier: MIT
/// Which labels a series can be without, and with which values of the others: what the types of a
/// metric's labels do not tell, but its zm::only_if decides.
///
///     absence  METER  NAME  KEY  OTHER  VALUE  absent|present|both
///
/// A line for each label that has an absent value, and each value of each other label; the first
/// ones, of all series, have no OTHER. Texts are not told: an empty one is absent, at any time.
#pragma once

#include <zerometer/catalogue.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace backend {

namespace zm = zerometer;

class absence {
public:
  absence(const zm::metric_description& of, const zm::label_description& label)
      : of_(of), label_(label), of_others_(of.labels.size()) {
    for (std::size_t i = 0; i < of.labels.size(); ++i) {
      of_others_[i].resize(of.labels[i].stride == 0 ? 0 : of.labels[i].values.size());
    }
    for (std::size_t at = 0; at < of.combinations; ++at) {
      if (of.exists(at)) {
        count(at);
      }
    }
  }

  [[nodiscard]] std::string text() const {
    std::string out = line({}, {}, of_all_);
    for (std::size_t i = 0; i < of_.labels.size(); ++i) {
      for (std::size_t value = 0; value < of_others_[i].size(); ++value) {
        out += line(of_.labels[i].key, of_.labels[i].values[value], of_others_[i][value]);
      }
    }
    return out;
  }

private:
  struct seen {
    bool absent = false;
    bool present = false;
  };

  [[nodiscard]] static std::size_t index_of(const zm::label_description& label, std::size_t at) {
    return at / label.stride % label.values.size();
  }
  void count(std::size_t at) {
    const bool gone = label_.values[index_of(label_, at)].empty();
    (gone ? of_all_.absent : of_all_.present) = true;
    for (std::size_t i = 0; i < of_.labels.size(); ++i) {
      if (!of_others_[i].empty()) {
        seen& other = of_others_[i][index_of(of_.labels[i], at)];
        (gone ? other.absent : other.present) = true;
      }
    }
  }
  [[nodiscard]] std::string line(std::string_view other, std::string_view value,
                                 const seen& how) const {
    if ((!how.absent && !how.present) || other == label_.key) {
      return {};
    }
    return fmt::format("absence\t{}\t{}\t{}\t{}\t{}\t{}\n", of_.meter->name, of_.name, label_.key,
                       other, value,
                       !how.absent    ? "present"
                       : !how.present ? "absent"
                                      : "both");
  }

  const zm::metric_description& of_;
  const zm::label_description& label_;
  seen of_all_;
  std::vector<std::vector<seen>> of_others_;
};

[[nodiscard]] inline std::string absences(std::span<const zm::metric_description> all) {
  std::string out;
  for (const zm::metric_description& metric : all) {
    for (const zm::label_description& label : metric.labels) {
      bool can_be = false;
      for (const std::string_view value : label.values) {
        can_be = can_be || (value.empty() && label.stride != 0);
      }
      out += can_be ? absence(metric, label).text() : std::string{};
    }
  }
  return out;
}

}  // namespace backend
