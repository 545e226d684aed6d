// SPDX-License-Identifier: MIT
/// Strings and numbers as ProtoJSON has them: 64-bit integers and what is not finite are strings.
///
/// Sources: protobuf, "ProtoJSON Format"; RFC 8259, section 7.
#pragma once

#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/double.hpp>
#include <zerometer/detail/integer.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/detail/utf8.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

inline char* write_json_integer(char* out, std::int64_t value) noexcept {
  *out = '-';
  const auto bits = static_cast<std::uint64_t>(value);
  return write_integer(value < 0 ? out + 1 : out, value < 0 ? 0 - bits : bits);
}

inline char* write_json_double(char* out, double value) noexcept {
  if (is_finite(value)) [[likely]] {
    return write_double(out, value);
  }
  const std::string_view word =
      is_nan(value) ? "\"NaN\"" : (is_negative(value) ? "\"-Infinity\"" : "\"Infinity\"");
  std::memcpy(out, word.data(), word.size());
  return out + word.size();
}

/// The most characters that one byte of a string becomes.
inline constexpr std::size_t json_escape_size = 6;

/// Valid UTF-8 between quotes; `"`, `\` and what is below a space are escaped.
constexpr void append_json(text_writer& out, std::string_view text) noexcept {
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  out.push('"');
  while (true) {
    const std::size_t plain =
        plain_prefix(text, [](char c) { return c >= 0x20 && c != '"' && c != '\\'; });
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) {
      break;
    }
    const utf8_step step = first_character(text);
    const char c = text.front();
    if (c == '"' || c == '\\') {
      out.push('\\');
      out.push(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out.append("\\u00");
      out.push(hexadecimal[static_cast<unsigned char>(c) >> 4]);
      out.push(hexadecimal[static_cast<unsigned char>(c) & 15]);
    } else {
      out.append(step.valid ? text.substr(0, step.size) : replacement_character);
    }
    text.remove_prefix(step.size);
  }
  out.push('"');
}

/// The inside of a string, of valid UTF-8.
inline char* write_json_text(char* out, std::string_view text) noexcept {
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) [[unlikely]] {
      std::memcpy(out, "\\u00", 4);
      out[4] = hexadecimal[static_cast<unsigned char>(c) >> 4];
      out[5] = hexadecimal[static_cast<unsigned char>(c) & 15];
      out += json_escape_size;
    } else {
      *out = '\\';
      out += c == '"' || c == '\\' ? 1 : 0;
      *out++ = c;
    }
  }
  return out;
}

constexpr void append_digits(text_writer& out, std::uint64_t value) noexcept {
  std::array<char, integer_size> reversed{};
  std::size_t size = 0;
  do {
    reversed[size++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  while (size > 0) {
    out.push(reversed[--size]);
  }
}
constexpr void append_json(text_writer& out, std::uint64_t value) noexcept {
  out.push('"');
  append_digits(out, value);
  out.push('"');
}
constexpr void append_json(text_writer& out, std::int64_t value) noexcept {
  const auto bits = static_cast<std::uint64_t>(value);
  out.append(value < 0 ? "\"-" : "\"");
  append_digits(out, value < 0 ? 0 - bits : bits);
  out.push('"');
}

/// Not at compile time.
inline void append_json(text_writer& out, double value) noexcept {
  std::array<char, double_size + block> text;
  const char* const end = write_json_double(text.data(), value);
  out.append({text.data(), static_cast<std::size_t>(end - text.data())});
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
