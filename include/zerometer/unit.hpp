// SPDX-License-Identifier: MIT
/// UCUM units, and the words that Prometheus names carry in their place.
///
/// Source: OpenTelemetry, "Prometheus and OpenMetrics Compatibility", Metric Metadata: the table of
/// units, annotations in braces dropped, `a/b` written `a_per_b`.
#pragma once

#include <zerometer/detail/text.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

struct unit_word {
  std::string_view ucum;
  std::string_view word;
};

/// Case-sensitive, as UCUM is. Both spellings of the kilobyte are in use.
inline constexpr std::array unit_words{
    unit_word{"d", "days"},
    unit_word{"h", "hours"},
    unit_word{"min", "minutes"},
    unit_word{"s", "seconds"},
    unit_word{"ms", "milliseconds"},
    unit_word{"us", "microseconds"},
    unit_word{"ns", "nanoseconds"},
    unit_word{"By", "bytes"},
    unit_word{"KiBy", "kibibytes"},
    unit_word{"MiBy", "mebibytes"},
    unit_word{"GiBy", "gibibytes"},
    unit_word{"TiBy", "tebibytes"},
    unit_word{"kBy", "kilobytes"},
    unit_word{"KBy", "kilobytes"},
    unit_word{"MBy", "megabytes"},
    unit_word{"GBy", "gigabytes"},
    unit_word{"TBy", "terabytes"},
    unit_word{"m", "meters"},
    unit_word{"V", "volts"},
    unit_word{"A", "amperes"},
    unit_word{"J", "joules"},
    unit_word{"W", "watts"},
    unit_word{"g", "grams"},
    unit_word{"Cel", "celsius"},
    unit_word{"Hz", "hertz"},
    unit_word{"%", "percent"},
    unit_word{"1", ""},
};

/// What stands behind "per". UCUM's `m` is the metre; as a rate it is read as the minute, as every
/// translator of OpenTelemetry units does.
inline constexpr std::array per_words{
    unit_word{"s", "second"}, unit_word{"min", "minute"}, unit_word{"m", "minute"},
    unit_word{"h", "hour"},   unit_word{"d", "day"},      unit_word{"w", "week"},
    unit_word{"mo", "month"}, unit_word{"y", "year"},
};

template <std::size_t N>
[[nodiscard]] constexpr std::string_view find_word(const std::array<unit_word, N>& words,
                                                   std::string_view unit) noexcept {
  for (const unit_word& entry : words) {
    if (entry.ucum == unit) {
      return entry.word;
    }
  }
  return unit;
}

[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
/// Bytes 2 to 4 of a code point in UTF-8.
[[nodiscard]] constexpr bool is_continuation(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Appends `text`, every other code point as `_`, runs of `_` as one; joins on to what is there.
constexpr void append_sanitised(text_writer& out, std::string_view text, bool colon) noexcept {
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || (colon && c == ':')) {
      out.push(c);
    } else if (!is_continuation(c) && !out.view().ends_with('_')) {
      out.push('_');
    }
  }
}

/// Appends one side of a unit without what stands in braces.
constexpr void append_unannotated(text_writer& out, std::string_view part) noexcept {
  bool annotation = false;
  for (const char c : part) {
    annotation = (annotation || c == '{');
    if (!annotation) {
      out.push(c);
    }
    annotation = (annotation && c != '}');
  }
}

/// Appends the word for one side of a unit, its annotations dropped, without outer `_`.
template <std::size_t N>
constexpr void append_unit_part(text_writer& out, const std::array<unit_word, N>& words,
                                std::string_view part) noexcept {
  std::array<char, 64> plain{};
  text_writer writer{plain.data(), plain.size()};
  bool annotation = false;
  for (const char c : part) {
    annotation = (annotation || c == '{');
    if (!annotation && c != ' ') {
      writer.push(c);
    }
    annotation = (annotation && c != '}');
  }
  std::array<char, 64> clean{};
  text_writer sanitised{clean.data(), clean.size()};
  append_sanitised(sanitised, find_word(words, writer.view()), true);
  std::string_view word = sanitised.view();
  while (word.starts_with('_')) {
    word.remove_prefix(1);
  }
  while (word.ends_with('_')) {
    word.remove_suffix(1);
  }
  out.append(word);
}

/// Where the "per" of a unit is, its size if there is none. What stands in braces is none.
[[nodiscard]] constexpr std::size_t find_slash(std::string_view unit) noexcept {
  std::size_t at = 0;
  bool annotation = false;
  while (at < unit.size() && (annotation || unit[at] != '/')) {
    annotation = unit[at] == '{' || (annotation && unit[at] != '}');
    ++at;
  }
  return at;
}

/// Whether each `{` has its `}`, and none stands in another.
[[nodiscard]] constexpr bool has_closed_annotations(std::string_view unit) noexcept {
  bool open = false;
  for (const char c : unit) {
    if (c == (open ? '{' : '}')) {
      return false;
    }
    open = c == '{' || (open && c != '}');
  }
  return !open;
}

/// Appends the unit as Prometheus spells it: `s` is `seconds`, `By/s` is `bytes_per_second`; the
/// empty unit, `1` and `{annotation}` are nothing.
constexpr void append_unit(text_writer& out, std::string_view unit) noexcept {
  const std::size_t slash = find_slash(unit);
  append_unit_part(out, unit_words, unit.substr(0, slash));
  if (slash == unit.size()) {
    return;
  }
  const std::size_t before = out.size();
  out.append(before == 0 ? "per_" : "_per_");
  const std::size_t joined = out.size();
  append_unit_part(out, per_words, unit.substr(slash + 1));
  if (out.size() == joined) {
    out.shrink(before);
  }
}

/// Whether values in this unit are what Prometheus expects, without a scale: a base unit, a count
/// of something, or so many of them per something.
[[nodiscard]] constexpr bool is_base_unit(std::string_view unit) noexcept {
  constexpr std::array base{"s", "By", "1", "m", "V", "A", "J", "W", "g", "Cel", "Hz"};
  const std::size_t slash = find_slash(unit);
  std::array<char, 64> room{};
  text_writer of{room.data(), room.size()};
  append_unannotated(of, unit.substr(0, slash));
  bool known = of.view().empty();
  for (const std::string_view each : base) {
    known = known || of.view() == each;
  }
  if (slash == unit.size()) {
    return known;
  }
  std::array<char, 64> per_room{};
  text_writer per{per_room.data(), per_room.size()};
  append_unannotated(per, unit.substr(slash + 1));
  bool counted = per.view().empty() && slash + 1 < unit.size();
  for (const unit_word& each : per_words) {
    counted = counted || per.view() == each.ucum;
  }
  for (const std::string_view each : base) {
    counted = counted || per.view() == each;
  }
  return known && counted;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
