// SPDX-License-Identifier: MIT
/// A text of JSON without its escapes: RFC 8259, 7.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// The four hexadecimal digits that `text` begins with.
[[nodiscard]] constexpr std::uint32_t json_hexadecimal(std::string_view text) noexcept {
  std::uint32_t code = 0;
  for (std::size_t i = 0; i < 4 && i < text.size(); ++i) {
    const auto c = static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    code = code << 4 | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return code;
}

/// What stands behind a backslash, and how many characters it was written with.
struct json_escaped {
  std::uint32_t code;
  std::size_t taken;
};
[[nodiscard]] constexpr json_escaped json_escape(std::string_view text) noexcept {
  constexpr std::string_view names = "bfnrt";
  const char name = text.size() > 1 ? text[1] : '\\';
  const std::size_t named = names.find(name);
  if (name != 'u') {
    const char meant = named == std::string_view::npos ? name : "\b\f\n\r\t"[named];
    return {static_cast<unsigned char>(meant), 2};
  }
  const std::uint32_t code = json_hexadecimal(text.substr(2));
  if (code < 0xD800 || code >= 0xE000) {
    return {code, 6};
  }
  const bool pair = code < 0xDC00 && text.substr(6).starts_with("\\u");
  const std::uint32_t low = pair ? json_hexadecimal(text.substr(8)) : 0;
  if (low < 0xDC00 || low >= 0xE000) {
    return {0xFFFD, 6};
  }
  return {0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), 12};
}

/// `text` is one that read_json() showed. In UTF-8; half of a pair becomes U+FFFD. What does not
/// fit into `out` is left away.
[[nodiscard]] inline std::string_view json_decode(std::string_view text,
                                                  std::span<char> out) noexcept {
  std::size_t size = 0;
  while (!text.empty()) {
    std::array<char, 4> bytes{text[0]};
    std::size_t count = 1;
    std::size_t taken = 1;
    if (text[0] == '\\') {
      auto [code, written] = json_escape(text);
      taken = written;
      count = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      for (std::size_t i = count - 1; i > 0; --i, code >>= 6) {
        bytes[i] = static_cast<char>(0x80 | (code & 0x3F));
      }
      bytes[0] = static_cast<char>((count == 1 ? 0U : 0xF00U >> count & 0xFFU) | code);
    }
    if (size + count > out.size()) {
      break;
    }
    for (std::size_t i = 0; i < count; ++i) {
      out[size++] = bytes[i];
    }
    text.remove_prefix(taken < text.size() ? taken : text.size());
  }
  return {out.data(), size};
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
