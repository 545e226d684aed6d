// SPDX-License-Identifier: MIT
/// The points of one metric in OTLP, one behind the other and resumable after each.
///
/// A point is a head, which is the same for all points of a metric in a request, the value, what
/// the compiler knows to stand behind it, an attribute for each label, and an end.
#pragma once

#include <zerometer/detail/fragment_table.hpp>
#include <zerometer/detail/open_labels.hpp>
#include <zerometer/detail/otlp_model.hpp>
#include <zerometer/detail/protobuf_text.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/integer_label.hpp>
#include <zerometer/label_set.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>
#include <zerometer/snapshot.hpp>
#include <zerometer/text_label.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// What is told, and of when; see otlp::collection.
template <class Exposition>
struct otlp_moment {
  const snapshot<Exposition>* values = nullptr;
  const snapshot<Exposition>* previous = nullptr;  // of a delta
  std::uint64_t start = 0;
  std::uint64_t previous_time = 0;
  std::uint64_t time = 0;
};

/// The attribute of each value of a label; nothing for one that is absent. Labels of the same key
/// and type share it, in whatever metric they are.
template <class Encoding, class Label, char Tag>
struct attribute_source {
  using domain = label_domain<typename Label::type>;
  static constexpr std::size_t count = domain::count;
  static constexpr void write(text_writer& out, std::size_t i) noexcept {
    if (!domain::text(i).empty()) {
      Encoding::append_attribute(out, Tag, Label::key, otlp_value_at<typename Label::type>(i));
    }
  }
};

/// The attributes of a label, and whether every series has one.
template <class Encoding, class Label, char Tag>
struct otlp_label {
  using table = fragment_table<attribute_source<Encoding, Label, Tag>>;
  static constexpr std::size_t longest = table::longest;
  static constexpr bool is_always =
      table::shortest != 0 && !std::is_same_v<typename Label::type, overflow_mark>;
  template <class Labels, std::size_t Position>
  static char* write(char* out, std::size_t series) noexcept {
    return table::write(out, Labels::template value_index<Position>(series));
  }
};
template <class Encoding, class Label, char Tag>
  requires is_text<typename Label::type>
struct otlp_label<Encoding, Label, Tag> {
  using attribute = std::conditional_t<std::is_same_v<typename Label::type, any_integer>,
                                       typename Encoding::template integer_attribute<Label, Tag>,
                                       typename Encoding::template text_attribute<Label, Tag>>;
  static constexpr std::size_t longest = attribute::longest;
  static constexpr bool is_always = false;
  template <class Labels, std::size_t Position>
  static char* write(char* out, std::size_t series) noexcept {
    const std::string_view value = Labels::template text<Position>(series);
    return value.empty() ? out : attribute::write(out, value);
  }
};

template <class Encoding, class Exposition, class Metric, class Labels>
struct otlp_points;
template <class Encoding, class Exposition, class Metric, class... Labels>
struct otlp_points<Encoding, Exposition, Metric, list<Labels...>> {
  static constexpr bool is_histogram = Metric::type == kind::histogram;
  static constexpr char tag = is_histogram ? '\x4a' : '\x3a';
  template <class Label>
  using attribute = otlp_label<Encoding, Label, tag>;

  /// Whether no point, or every point, has attributes.
  static constexpr bool has_labels = sizeof...(Labels) + Metric::labels::constants::size != 0;
  static constexpr bool always_has_labels =
      Metric::labels::constants::size != 0 || (attribute<Labels>::is_always || ...);

  struct value_end {
    static constexpr void write(text_writer& out) noexcept {
      Encoding::template append_value_end<Metric>(out);
    }
  };
  struct behind_value {
    static constexpr void write(text_writer& out) noexcept {
      if (has_labels) {
        Encoding::template open_attributes<Metric>(out);
        append_attributes<Encoding>(out, tag, typename Metric::labels::constants{});
      } else {
        Encoding::template append_value_end<Metric>(out);
      }
    }
  };

  static constexpr std::size_t value_size = [] {
    if constexpr (is_histogram) {
      return Encoding::template histogram_size<Metric>;
    } else {
      return Encoding::number_size;
    }
  }();
  /// The most that a point takes.
  static constexpr std::size_t longest =
      ((Encoding::head_size + value_size + text_of<behind_value>.view().size()) + ... +
       attribute<Labels>::longest) +
      Encoding::point_end_size;
  static constexpr std::size_t length_size = varint_size(longest);

  /// Writes points while the longest one fits, and returns the end. `series` has passed the last
  /// one when all are written.
  static char* write(const otlp_moment<Exposition>& moment, std::size_t& series, char* out,
                     char* end) noexcept {
    const bool delta = otlp_is_monotonic<Metric> && moment.previous != nullptr;
    std::array<char, Encoding::head_size> head{};
    text_writer writer{head.data(), head.size()};
    Encoding::template write_head<Metric>(writer,
                                          otlp_data_of<Metric> == otlp_data::gauge ? 0
                                          : delta ? moment.previous_time
                                                  : moment.start,
                                          moment.time, length_size);

    const snapshot<Exposition>& values = *moment.values;
    std::size_t next = values.template next<Metric>(series);
    for (; next < Metric::labels::series; next = values.template next<Metric>(next + 1)) {
      if (end - out < static_cast<std::ptrdiff_t>(longest + block)) {
        break;
      }
      char* const begin = out;
      copy_constant<Encoding::head_size>(out, head.data());
      char* const written = write_value(moment, next, out + writer.size());
      if (delta && written == nullptr) {
        continue;
      }
      char* const labels = copy_constant<text_of<behind_value>.view().size()>(
          written, text_of<behind_value>.data.data());
      char* last = write_labels(labels, next, std::make_index_sequence<sizeof...(Labels)>{});
      bool any = has_labels;
      if constexpr (has_labels && !always_has_labels) {
        any = last != labels;
        last = any ? last : written + text_of<value_end>.view().size();
      }
      out = Encoding::template close_point<length_size>(begin, last, any);
    }
    series = next;
    return out;
  }

private:
  template <std::size_t... Position>
  static char* write_labels(char* out, std::size_t series,
                            std::index_sequence<Position...>) noexcept {
    static_cast<void>(series);
    ((out = attribute<Labels>::template write<typename Metric::labels, Position>(out, series)),
     ...);
    return out;
  }

  /// Nothing, when nothing was recorded since the previous snapshot.
  static char* write_value(const otlp_moment<Exposition>& moment, std::size_t series,
                           char* out) noexcept {
    if constexpr (Metric::type == kind::info) {
      static_cast<void>(moment);
      static_cast<void>(series);
      return Encoding::write_number(out, std::int64_t{1});
    } else if constexpr (is_histogram) {
      return write_histogram(moment, Metric::read(*moment.values, series), series, out);
    } else {
      auto value = Metric::read(*moment.values, series);
      if constexpr (otlp_is_monotonic<Metric>) {
        if (moment.previous != nullptr) {
          const auto before = Metric::read(*moment.previous, series);
          // What an observable counts may have begun anew.
          value -= Metric::cells_per_series.observed != 0 && value < before ? decltype(before){0}
                                                                            : before;
          if (!(value > 0)) {
            return nullptr;
          }
        }
      }
      if constexpr (otlp_has_doubles<Metric>()) {
        return Encoding::write_number(out, value);
      } else {
        // OTLP has 63 bits for what only rises: what is beyond begins again at 0.
        constexpr auto most =
            otlp_is_monotonic<Metric> ? std::numeric_limits<std::int64_t>::max() : std::int64_t{-1};
        return Encoding::write_number(out, static_cast<std::int64_t>(value) & most);
      }
    }
  }

  template <class Value>
  static char* write_histogram(const otlp_moment<Exposition>& moment, const Value& now,
                               std::size_t series, char* out) noexcept {
    static constexpr std::array<std::uint64_t, Metric::buckets> none{};
    const Value before = moment.previous == nullptr ? Value{none.data(), Metric::buckets, {}}
                                                    : Metric::read(*moment.previous, series);
    const auto bucket = [&](std::size_t i) { return now.bucket(i) - before.bucket(i); };
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < Metric::buckets; ++i) {
      count += bucket(i);
    }
    if (moment.previous != nullptr && count == 0) {
      return nullptr;
    }
    // The sum of a reader may be ahead of the buckets, and the sum of no observations is 0.
    const double sum = count == 0 ? 0.0 : in_unit(now.sum() - before.sum());
    if constexpr (Metric::has_min_max) {
      // Those of an interval nobody knows: what was kept is of all the time since the start.
      const bool known = moment.previous == nullptr && now.has_min_max();
      return Encoding::template write_histogram<Metric>(
          out, count, sum, bucket, otlp_min_max{known, in_unit(now.min()), in_unit(now.max())});
    } else {
      return Encoding::template write_histogram<Metric>(out, count, sum, bucket);
    }
  }

  /// A sum, a minimum or a maximum in the metric's unit.
  static double in_unit(double sum) noexcept { return sum; }
  static double in_unit(std::uint64_t sum) noexcept {
    double scale = 1;
    for (unsigned digit = 0; digit < Metric::domain::digits; ++digit) {
      scale *= 10;
    }
    return static_cast<double>(sum) / scale;
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
