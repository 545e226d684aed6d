// SPDX-License-Identifier: MIT
/// The lines of one metric on a Prometheus or OpenMetrics page, resumable after each.
#pragma once

#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/integer.hpp>
#include <zerometer/detail/label_text.hpp>
#include <zerometer/detail/page_style.hpp>
#include <zerometer/detail/prometheus_fragments.hpp>
#include <zerometer/detail/sample_value.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/detail/text_budget.hpp>
#include <zerometer/names.hpp>
#include <zerometer/snapshot.hpp>
#include <zerometer/text_format.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Whether `_created` follows a metric's series: what counts from a beginning has it.
template <class Metric, page_style Style>
inline constexpr bool has_created =
    Style.created && (Metric::type == kind::histogram ||
                      (Metric::type == kind::counter &&
                       family<Metric, Style.suffixes, text_format::openmetrics>::is_suffixed));

/// The lines of one metric.
template <class Exposition, class Metric, page_style Style>
struct metric_lines {
  static constexpr bool open = Style.format == text_format::openmetrics;
  static constexpr bool created = has_created<Metric, Style>;
  using labels = label_text<Metric, Style.scope_labels>;
  template <fixed_string Suffix>
  using name = sample_name<Metric, Style.suffixes, Suffix>;
  using created_line = created_name<Metric, Style.suffixes>;
  template <fixed_string Suffix>
  static constexpr std::size_t name_size = text_of<name<Suffix>>.view().size();

  static constexpr std::size_t label_size = labels::longest;
  static constexpr std::size_t value_size = [] {
    if constexpr (Metric::type == kind::info) {
      return std::size_t{1};
    } else {
      return std::is_same_v<typename Metric::value_type, std::uint64_t> ? integer_size
                                                                        : double_size;
    }
  }();
  /// A plain line: the labels' braces, a space, the value, a line feed.
  template <fixed_string Suffix>
  static constexpr std::size_t plain_size = name_size<Suffix> + label_size + 2 + value_size + 1;
  static constexpr std::size_t created_size = [] {
    if constexpr (created) {
      return text_of<created_line>.view().size() + label_size + 2 + stamp_size + 1;
    } else {
      return std::size_t{0};
    }
  }();
  static constexpr std::size_t bucket_size() noexcept {
    return name_size<"_bucket"> + label_size + block + integer_size + 1;
  }
  /// OpenMetrics has neither sum nor count where a sum could fall.
  static constexpr bool has_sum = [] {
    if constexpr (Metric::type == kind::histogram) {
      return !open || !Metric::domain::is_signed;
    } else {
      return false;
    }
  }();
  /// The longest line, or two that are written together, and what writing it may write over.
  static constexpr std::size_t longest = [] {
    if constexpr (Metric::type == kind::histogram) {
      return largest_of(std::array{bucket_size(), plain_size<"_count">, created_size}) + block;
    } else {
      return plain_size<""> + created_size + block;
    }
  }();

  /// The most characters of all lines together.
  [[nodiscard]] static consteval std::size_t all() noexcept {
    constexpr std::size_t series = [] {
      if constexpr (Metric::type == kind::histogram) {
        return Metric::buckets * bucket_size() + plain_size<"_sum"> + plain_size<"_count"> +
               created_size;
      } else {
        return plain_size<""> + created_size;
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
        out = write_value<open>(out, Metric::read(values, series));
      }
      *out++ = '\n';
      if constexpr (created) {
        char* const next = write_text<created_line>(out);
        out = cursor.began.write(close_labels(next, labels::write(next, series)));
        *out++ = '\n';
      }
    }
    cursor.series = series;
    return out;
  }

  template <class Cursor>
  static char* write_histograms(const snapshot<Exposition>& values, Cursor& cursor, char* out,
                                char* end) noexcept {
    constexpr std::size_t lines = Metric::buckets + (has_sum ? 2 : 0) + (created ? 1 : 0);
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
        } else if (has_sum && cursor.line == Metric::buckets) {
          out = write_labels(cursor, write_text<name<"_sum">>(out));
          out = write_sum(out, series.sum());
        } else if (!created || (has_sum && cursor.line == Metric::buckets + 1)) {
          out = write_labels(cursor, write_text<name<"_count">>(out));
          out = write_integer(out, cursor.cumulative);
        } else if constexpr (created) {
          out = cursor.began.write(write_labels(cursor, write_text<created_line>(out)));
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
      return write_scaled < Metric::domain::digits,
             open && Metric::domain::digits != 0 > (out, sum);
    } else {
      return write_value<open>(out, sum);
    }
  }

  template <class Cursor>
  static char* write_bucket(const Cursor& cursor, char* out) noexcept {
    char* const begin = write_text<name<"_bucket">>(out);
    out = copy_labels(begin, cursor);
    out = bound_fragments<Metric, Style.format>::write(out, cursor.line);
    *begin = '{';
    return write_integer(out, cursor.cumulative);
  }

  template <class Cursor>
  static char* write_labels(const Cursor& cursor, char* begin) noexcept {
    return close_labels(begin, copy_labels(begin, cursor));
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
