// SPDX-License-Identifier: MIT
/// What a descriptor, a label and a meter say of themselves, as values: see catalogue.hpp.
#pragma once

#include <zerometer/names.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {

/// Where the values of a label come from.
enum class label_kind : unsigned char {
  enumeration,  // label_values
  boolean,
  integers,
  text,         // known only at run time
  any_integer,  // the same, of integers alone
  overflow,     // marks the series of what a table of texts had no room for
  constant,     // the same on every series of the metric
  scope,        // what the meter says of itself: otel_scope_name and its kin
};

struct label_description {
  std::string_view key{};   // OpenTelemetry's
  std::string_view name{};  // as a Prometheus page spells it
  label_kind kind = label_kind::enumeration;
  /// All values that it can have, in index order, an empty one where it is absent; none of what is
  /// known only at run time.
  std::span<const std::string_view> values{};
  std::size_t max_bytes = 0;  // that are kept of such a one
  /// In combination number n it has values[n / stride % values.size()]. 0: it is in none.
  std::size_t stride = 0;
};

/// Which memory a meter's recordings go to.
enum class meter_policy : unsigned char { sharded, single_writer, shared_atomic };

struct meter_description {
  std::string_view name{};
  std::string_view version{};
  std::string_view schema_url{};
  meter_policy policy = meter_policy::sharded;
  std::size_t shards = 0;
  bool is_droppable = false;
  std::size_t bytes = 0;  // zm::memory_bytes
};

struct metric_description {
  const meter_description* meter = nullptr;
  std::string_view name{};
  std::string_view unit{};
  std::string_view help{};
  kind type = kind::counter;
  bool is_observable = false;
  bool is_sparse = false;
  bool has_doubles = false;  // and not integers: its values, or a histogram's sum
  bool is_signed = false;    // a histogram whose values may be negative
  bool has_min_max = false;  // a histogram that keeps them
  /// Variable labels in the order of their declaration, then the overflow mark of texts, constants
  /// and the meter's.
  std::span<const label_description> labels{};
  std::span<const double> bounds{};  // of a histogram, in the metric's unit, without +Inf

  /// How the values of enumerations, bools and integers combine: how many ways there are, and
  /// whether `only_if` leaves this one.
  std::size_t combinations = 1;
  bool (*exists)(std::size_t combination) noexcept = nullptr;
  /// How many of them it leaves. Asks for each: there may be hundreds of thousands.
  [[nodiscard]] constexpr std::size_t possible() const noexcept {
    std::size_t count = 0;
    for (std::size_t i = 0; i < combinations; ++i) {
      count += exists(i) ? 1U : 0U;
    }
    return count;
  }

  std::size_t capacity = 0;  // of the table of a metric with texts; 0 where there are none
  std::size_t series = 0;    // at most, the overflow series included
  std::size_t cells = 0;     // of 64 bits that a series has in each block
  std::size_t blocks = 0;    // of cells: one for each shard and the shared one, or one for all
  std::size_t bytes = 0;     // its part of the meter's memory: cells, table, bindings

  std::string_view family{};       // on a Prometheus page, a counter's with `_total`
  std::string_view family_type{};  // and its TYPE
  std::string_view openmetrics_family{};
  /// The names of its lines: the family's own, or `_bucket`, `_sum` and `_count`.
  std::span<const std::string_view> samples{};
  std::size_t page_lines = 0;  // of a series
  std::size_t page_bytes = 0;  // of a series, at most
  bool is_on_page = true;      // not left out for another meter's metric of that name
};

}  // namespace v0_1
}  // namespace zerometer
