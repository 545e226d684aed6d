// SPDX-License-Identifier: MIT
/// The value of one variable: numbers, lists of names and values, and how it is shown.
///
/// Total: any bytes are read. Sources: OpenTelemetry, "Environment Variable Specification", Parsing
/// Environment Variable Values; "Resource SDK", Specifying resource information via an environment
/// variable; RFC 3986, section 2.1.
#pragma once

#include <zerometer/detail/header_list.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Digits alone: no sign, no space, no unit.
[[nodiscard]] constexpr std::optional<std::uint32_t>
whole_number(std::string_view text, std::uint32_t least, std::uint32_t most) noexcept {
  std::uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || number > most) {
      return {};
    }
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (text.empty() || number < least || number > most) {
    return {};
  }
  return static_cast<std::uint32_t>(number);
}

/// 16 for what is no hexadecimal digit.
[[nodiscard]] constexpr unsigned hexadecimal(char c) noexcept {
  const char small = lower_case(c);
  return small >= '0' && small <= '9'   ? static_cast<unsigned>(small - '0')
         : small >= 'a' && small <= 'f' ? static_cast<unsigned>(small - 'a') + 10
                                        : 16;
}

/// A plus sign stays one. Nothing where two digits are missing behind a percent sign.
[[nodiscard]] inline std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    std::size_t size = 1;
    char c = text.front();
    if (c == '%') {
      const unsigned high = text.size() > 1 ? hexadecimal(text[1]) : 16;
      const unsigned low = text.size() > 2 ? hexadecimal(text[2]) : 16;
      if (high > 15 || low > 15) {
        return {};
      }
      c = static_cast<char>(static_cast<unsigned char>(high << 4 | low));
      size = 3;
    }
    decoded += c;
    text.remove_prefix(size);
  }
  return decoded;
}

/// Calls `visit(position, name, value)` for what stands between commas, trimmed, and divided at its
/// first equals sign; a null value where it has none. Nothing between two commas is no member.
template <class Visitor>
void visit_members(std::string_view list, Visitor visit) {
  for (std::size_t position = 1; !list.empty(); ++position) {
    const std::string_view whole = list.substr(0, list.find(','));
    list.remove_prefix(whole.size() < list.size() ? whole.size() + 1 : whole.size());
    const std::string_view member = trimmed(whole);
    const std::size_t sign = member.find('=');
    if (!member.empty()) {
      visit(position, trimmed(member.substr(0, sign)),
            sign == std::string_view::npos ? std::string_view{} : trimmed(member.substr(sign + 1)));
    }
  }
}

/// On one line of ASCII, in quotes, and not longer than an operator reads.
[[nodiscard]] inline std::string in_quotes(std::string_view text) {
  constexpr std::size_t most = 80;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string shown = "\"";
  for (const char c : text.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      shown += '\\';
      shown += c;
    } else if (c >= ' ' && c <= '~') {
      shown += c;
    } else {
      shown += "\\x";
      shown += digits[byte >> 4];
      shown += digits[byte & 15];
    }
  }
  return shown + (text.size() > most ? "\"..." : "\"");
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
