// SPDX-License-Identifier: MIT
/// The grammar of an Accept header: elements between commas, parameters behind semicolons, either
/// of which may stand in a quoted string and then means nothing. Total: any bytes are read.
///
/// Source: RFC 9110, sections 5.6 (lists, tokens, quoted strings, parameters) and 12.4.2 (weights).
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Without the spaces and tabs at either end.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

/// Takes what stands before the next separator that is not quoted, and the separator, off `rest`.
[[nodiscard]] constexpr std::string_view take_until(std::string_view& rest,
                                                    char separator) noexcept {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < rest.size() && (quoted || rest[end] != separator); ++end) {
    if (rest[end] == '"') {
      quoted = !quoted;
    } else if (rest[end] == '\\' && quoted && end + 1 < rest.size()) {
      ++end;
    }
  }
  const std::string_view taken = trimmed(rest.substr(0, end));
  rest.remove_prefix(end < rest.size() ? end + 1 : end);
  return taken;
}

/// The characters of a token, or of a quoted string without its quotes and escapes.
class unquoted {
public:
  constexpr explicit unquoted(std::string_view text) noexcept
      : text_{text}, quoted_{text.starts_with('"')} {
    text_.remove_prefix(quoted_ ? 1 : 0);
  }
  /// False at the end.
  [[nodiscard]] constexpr bool next(char& c) noexcept {
    if (text_.empty() || (quoted_ && text_.front() == '"')) {
      return false;
    }
    text_.remove_prefix(quoted_ && text_.front() == '\\' && text_.size() > 1 ? 1 : 0);
    c = text_.front();
    text_.remove_prefix(1);
    return true;
  }

private:
  std::string_view text_;
  bool quoted_;
};

[[nodiscard]] constexpr char lower_case(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Whether a token is this word of small letters, in whatever case.
[[nodiscard]] constexpr bool is_word(std::string_view token, std::string_view word) noexcept {
  bool same = token.size() == word.size();
  for (std::size_t i = 0; same && i < word.size(); ++i) {
    same = lower_case(token[i]) == word[i];
  }
  return same;
}

/// Whether a parameter's value is this one, quoted or not.
[[nodiscard]] constexpr bool is_value(std::string_view value, std::string_view wanted) noexcept {
  unquoted reader{value};
  char c = '\0';
  for (const char expected : wanted) {
    if (!reader.next(c) || c != expected) {
      return false;
    }
  }
  return !reader.next(c);
}

/// A weight in thousandths, more than 1 as 1; 0 for what is no weight.
[[nodiscard]] constexpr unsigned weight_of(std::string_view value) noexcept {
  unquoted reader{value};
  unsigned whole = 0;
  unsigned part = 0;
  unsigned scale = 0;  // of the next digit behind the point; 0 before the point
  bool point = false;
  bool digit = false;
  for (char c = '\0'; reader.next(c);) {
    if (c >= '0' && c <= '9') {
      const auto number = static_cast<unsigned>(c - '0');
      whole = point || whole > 1 ? whole : whole * 10 + number;
      part += number * scale;
      scale /= 10;
      digit = true;
    } else if (c == '.' && digit && !point) {
      point = true;
      scale = 100;
    } else {
      return 0;
    }
  }
  return whole > 0 ? 1000 : part;
}

/// One element of a list: what it names, and its parameters, of which the first of a name counts.
struct header_element {
  std::string_view name;
  std::string_view parameters;

  /// The value of a parameter; a null view if there is none.
  [[nodiscard]] constexpr std::string_view parameter(std::string_view word) const noexcept {
    std::string_view rest = parameters;
    while (!rest.empty()) {
      std::string_view value = take_until(rest, ';');
      const std::string_view key = take_until(value, '=');
      if (is_word(key, word)) {
        // Not null, even if nothing stands behind the sign.
        return value.empty() ? std::string_view{"", 0} : trimmed(value);
      }
    }
    return {};
  }
  /// 1000 where nothing is said.
  [[nodiscard]] constexpr unsigned weight() const noexcept {
    const std::string_view value = parameter("q");
    return value.data() == nullptr ? 1000 : weight_of(value);
  }
};

/// Takes the next element off a list; its name is empty where nothing stands between two commas.
[[nodiscard]] constexpr header_element next_element(std::string_view& list) noexcept {
  std::string_view parameters = take_until(list, ',');
  const std::string_view name = take_until(parameters, ';');
  return {name, parameters};
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
