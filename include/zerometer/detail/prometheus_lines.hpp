// SPDX-License-Identifier: MIT
/// The lines of a Prometheus page: one metric's, resumable after each line, and all metrics'.
#pragma once

#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/double.hpp>
#include <zerometer/detail/families.hpp>
#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/integer.hpp>
#include <zerometer/detail/label_text.hpp>
#include <zerometer/detail/prometheus_fragments.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/detail/text_budget.hpp>
#include <zerometer/names.hpp>
#include <zerometer/snapshot.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Where a renderer is inside a metric, and the labels of the series that it is at.
template <std::size_t LabelSize>
struct line_cursor {
  std::size_t series = 0;
  std::size_t line = 0;  // of the series, a histogram's
  std::uint64_t cumulative = 0;
  std::size_t label_size = 0;
  std::array<char, LabelSize + block> labels{};
};

/// A value as Prometheus spells it.
inline char* write_value(char* out, double value) noexcept {
  if (is_finite(value)) [[likely]] {
    return write_double(out, value);
  }
  const std::string_view word = is_nan(value) ? "NaN" : (is_negative(value) ? "-Inf" : "+Inf");
  std::memcpy(out, word.data(), word.size());
  return out + word.size();
}
inline char* write_value(char* out, std::uint64_t value) noexcept {
  return write_integer(out, value);
}
inline char* write_value(char* out, std::int64_t value) noexcept {
  *out = '-';
  const auto bits = static_cast<std::uint64_t>(value);
  return write_integer(value < 0 ? out + 1 : out, value < 0 ? 0 - bits : bits);
}

/// The lines of one metric.
template <class Exposition, class Metric, name_suffixes Suffixes, bool Scope>
struct metric_lines {
  using labels = label_text<Metric, Scope>;
  template <fixed_string Suffix>
  using name = sample_name<Metric, Suffixes, Suffix>;
  template <fixed_string Suffix>
  static constexpr std::size_t name_size = text_of<name<Suffix>>.view().size();

  static constexpr std::size_t label_size = labels::longest;
  // A counter's too may be a double.
  static constexpr std::size_t value_size = Metric::type == kind::info ? 1 : double_size;
  /// A plain line: the labels' braces, a space, the value, a line feed.
  template <fixed_string Suffix>
  static constexpr std::size_t plain_size = name_size<Suffix> + label_size + 2 + value_size + 1;
  static constexpr std::size_t bucket_size() noexcept {
    return name_size<"_bucket"> + label_size + block + integer_size + 1;
  }
  /// The longest line, and what writing it may write over.
  static constexpr std::size_t longest = [] {
    if constexpr (Metric::type == kind::histogram) {
      return (bucket_size() > plain_size<"_count"> ? bucket_size() : plain_size<"_count">)+block;
    } else {
      return plain_size<""> + block;
    }
  }();

  /// The most characters of all lines together.
  [[nodiscard]] static consteval std::size_t all() noexcept {
    constexpr std::size_t series = [] {
      if constexpr (Metric::type == kind::histogram) {
        return Metric::buckets * bucket_size() + plain_size<"_sum"> + plain_size<"_count">;
      } else {
        return plain_size<"">;
      }
    }();
    return budgeted<Metric, Metric::labels::existing() * series>();
  }

  /// Writes lines while the longest one fits, and returns the end. `cursor.series` has passed the
  /// last series when all are written.
  template <class Cursor>
  static char* write(const snapshot<Exposition>& values, Cursor& cursor, char* out,
                     char* end) noexcept {
    if constexpr (Metric::type == kind::histogram) {
      return write_histograms(values, cursor, out, end);
    } else {
      return write_plain(values, cursor, out, end);
    }
  }

  /// Whether there is a line to write.
  [[nodiscard]] static bool is_seen(const snapshot<Exposition>& values) noexcept {
    return values.template next<Metric>(0) != Metric::labels::series;
  }

private:
  /// Turns `,a="b"` into `{a="b"}` and appends the space before the value.
  static char* close_labels(char* begin, char* end) noexcept {
    if (begin != end) {
      *begin = '{';
      *end++ = '}';
    }
    *end++ = ' ';
    return end;
  }

  template <class Cursor>
  static char* write_plain(const snapshot<Exposition>& values, Cursor& cursor, char* out,
                           char* end) noexcept {
    std::size_t series = values.template next<Metric>(cursor.series);
    for (; series < Metric::labels::series; series = values.template next<Metric>(series + 1)) {
      if (end - out < static_cast<std::ptrdiff_t>(longest)) {
        break;
      }
      char* const begin = write_text<name<"">>(out);
      out = close_labels(begin, labels::write(begin, series));
      if constexpr (Metric::type == kind::info) {
        *out++ = '1';
      } else {
        out = write_value(out, Metric::read(values, series));
      }
      *out++ = '\n';
    }
    cursor.series = series;
    return out;
  }

  template <class Cursor>
  static char* write_histograms(const snapshot<Exposition>& values, Cursor& cursor, char* out,
                                char* end) noexcept {
    constexpr std::size_t lines = Metric::buckets + 2;
    while (true) {
      if (cursor.line == 0) {
        cursor.series = values.template next<Metric>(cursor.series);
        if (cursor.series == Metric::labels::series) {
          break;
        }
        cursor.cumulative = 0;
        char* const begin = cursor.labels.data();
        cursor.label_size = static_cast<std::size_t>(labels::write(begin, cursor.series) - begin);
      }
      const auto series = Metric::read(values, cursor.series);
      for (; cursor.line < lines && end - out >= static_cast<std::ptrdiff_t>(longest);
           ++cursor.line) {
        if (cursor.line < Metric::buckets) [[likely]] {
          cursor.cumulative += series.bucket(cursor.line);
          out = write_bucket(cursor, out);
        } else if (cursor.line == Metric::buckets) {
          out = write_labels(cursor, write_text<name<"_sum">>(out));
          out = write_sum(out, series.sum());
        } else {
          out = write_labels(cursor, write_text<name<"_count">>(out));
          out = write_integer(out, cursor.cumulative);
        }
        *out++ = '\n';
      }
      if (cursor.line < lines) {
        break;
      }
      cursor.line = 0;
      ++cursor.series;
    }
    return out;
  }

  /// The blocks of the longest labels, whatever these ones' size: no loop, unless that is long.
  template <class Cursor>
  static char* copy_labels(char* out, const Cursor& cursor) noexcept {
    if constexpr (label_size <= 8 * block) {
      copy_constant<label_size>(out, cursor.labels.data());
      return out + cursor.label_size;
    } else {
      return copy_blocks(out, cursor.labels.data(), cursor.label_size);
    }
  }

  /// Integers of a part of the unit get their point here, exactly.
  template <class Sum>
  static char* write_sum(char* out, Sum sum) noexcept {
    if constexpr (Metric::of_integers) {
      return write_scaled<Metric::domain::digits>(out, sum);
    } else {
      return write_value(out, sum);
    }
  }

  template <class Cursor>
  static char* write_bucket(const Cursor& cursor, char* out) noexcept {
    char* const begin = write_text<name<"_bucket">>(out);
    out = copy_labels(begin, cursor);
    out = bound_fragments<Metric>::write(out, cursor.line);
    *begin = '{';
    return write_integer(out, cursor.cumulative);
  }

  template <class Cursor>
  static char* write_labels(const Cursor& cursor, char* begin) noexcept {
    return close_labels(begin, copy_labels(begin, cursor));
  }
};

/// All lines of an exposition's page.
template <class Exposition, name_suffixes Suffixes, bool Scope, class Metrics>
struct page_lines;
template <class Exposition, name_suffixes Suffixes, bool Scope, class... Metrics>
struct page_lines<Exposition, Suffixes, Scope, list<Metrics...>> {
  template <class Metric>
  using lines = metric_lines<Exposition, Metric, Suffixes, Scope>;
  using plan = families<list<Metrics...>, Suffixes, Scope>;

  static constexpr std::size_t longest_labels =
      largest_of(std::array<std::size_t, sizeof...(Metrics)>{lines<Metrics>::label_size...});
  static constexpr std::size_t longest_line =
      largest_of(std::array<std::size_t, sizeof...(Metrics)>{lines<Metrics>::longest...});
  /// The most characters of a page, but for the resource.
  static constexpr std::size_t all = sum_of(std::array<std::size_t, sizeof...(Metrics)>{
      (lines<Metrics>::all() + text_of<family_header<Metrics, Suffixes>>.view().size())...});

  using cursor = line_cursor<longest_labels>;
  using writer = char* (*)(const snapshot<Exposition>&, cursor&, char*, char*) noexcept;
  struct metric {
    writer write = nullptr;
    bool (*is_seen)(const snapshot<Exposition>&) noexcept = nullptr;
    std::size_t series = 0;
    std::string_view header;
  };
  static constexpr std::array<metric, sizeof...(Metrics) + 1> metrics{
      metric{&lines<Metrics>::template write<cursor>, &lines<Metrics>::is_seen,
             Metrics::labels::series, text_of<family_header<Metrics, Suffixes>>.view()}...,
      metric{}};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
