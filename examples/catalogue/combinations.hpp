// SPDX-License-Identifier: MIT
/// Which label values series have, and have together: what `only_if` leaves of a metric.
#pragma once

#include <zerometer/metric_description.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace catalogue {

namespace zm = zerometer;

[[nodiscard]] inline std::size_t value_of(const zm::label_description& label,
                                          std::size_t combination) {
  return combination / label.stride % label.values.size();
}

/// Which values of a closed label some series has.
[[nodiscard]] inline std::vector<bool> possible_values(const zm::metric_description& metric,
                                                       const zm::label_description& label) {
  std::vector<bool> out(label.values.size());
  for (std::size_t i = 0; i < metric.combinations; ++i) {
    const std::size_t value = value_of(label, i);
    out[value] = out[value] || metric.exists(i);
  }
  return out;
}

/// Two closed labels, and which values of the second stand with each of the first.
struct label_pair {
  const zm::label_description* first;
  const zm::label_description* second;
  std::vector<std::vector<bool>> together;

  [[nodiscard]] bool has_all() const {
    return std::all_of(together.begin(), together.end(), [](const auto& row) {
      return std::find(row.begin(), row.end(), false) == row.end();
    });
  }
};

/// The pairs of labels of which some values never stand together.
[[nodiscard]] inline std::vector<label_pair> partial_pairs(const zm::metric_description& metric) {
  std::vector<label_pair> pairs;
  for (const zm::label_description& first : metric.labels) {
    for (const zm::label_description& second : metric.labels) {
      if (&first < &second && first.stride != 0 && second.stride != 0) {
        pairs.push_back(
            {&first, &second, {first.values.size(), std::vector<bool>(second.values.size())}});
      }
    }
  }
  for (std::size_t i = 0; i < metric.combinations; ++i) {
    if (metric.exists(i)) {
      for (label_pair& each : pairs) {
        each.together[value_of(*each.first, i)][value_of(*each.second, i)] = true;
      }
    }
  }
  std::erase_if(pairs, [](const label_pair& each) { return each.has_all(); });
  return pairs;
}

}  // namespace catalogue
