// SPDX-License-Identifier: MIT
/// What may stand in a header of a request: names, values, and the user of Basic credentials.
///
/// Sources: RFC 9110, sections 5.1, 5.5 and 5.6.2; RFC 7617, section 2.
#pragma once

#include <zerometer/detail/header_list.hpp>

#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

[[nodiscard]] constexpr bool is_control(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '\x7F';
}

[[nodiscard]] constexpr bool is_letter_or_digit(char c) noexcept {
  return (c >= '0' && c <= '9') || (lower_case(c) >= 'a' && lower_case(c) <= 'z');
}

/// A token.
[[nodiscard]] constexpr bool is_field_name(std::string_view name) noexcept {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  for (const char c : name) {
    if (!is_letter_or_digit(c) && others.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return !name.empty();
}

/// Nothing in it ends the line, or is taken for its end by someone on the way.
[[nodiscard]] constexpr bool is_field_value(std::string_view value) noexcept {
  for (const char c : value) {
    if (is_control(c) && c != '\t') {
      return false;
    }
  }
  return true;
}

/// Names of headers differ by more than the case of their letters.
[[nodiscard]] constexpr bool is_same_field(std::string_view a, std::string_view b) noexcept {
  bool same = a.size() == b.size();
  for (std::size_t i = 0; same && i < a.size(); ++i) {
    same = lower_case(a[i]) == lower_case(b[i]);
  }
  return same;
}

/// A header that says how the request itself is written and sent.
[[nodiscard]] constexpr bool is_own_field(std::string_view name) noexcept {
  for (const std::string_view own :
       {"host", "content-type", "content-length", "content-encoding", "transfer-encoding"}) {
    if (is_word(name, own)) {
      return true;
    }
  }
  return false;
}

[[nodiscard]] constexpr bool has_no_control(std::string_view text) noexcept {
  for (const char c : text) {
    if (is_control(c)) {
      return false;
    }
  }
  return true;
}

/// A colon would end the user in the middle.
[[nodiscard]] constexpr bool is_basic_user(std::string_view user) noexcept {
  return has_no_control(user) && user.find(':') == std::string_view::npos;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
