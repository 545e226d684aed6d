// SPDX-License-Identifier: MIT
/// Protobuf's wire format: varints, fixed 64-bit numbers and strings, which are valid UTF-8.
///
/// Source: protobuf, "Encoding".
#pragma once

#include <zerometer/detail/text.hpp>
#include <zerometer/detail/utf8.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

[[nodiscard]] constexpr std::size_t varint_size(std::uint64_t value) noexcept {
  std::size_t size = 1;
  for (; value >= 0x80; value >>= 7) {
    ++size;
  }
  return size;
}

constexpr void append_varint(text_writer& out, std::uint64_t value) noexcept {
  for (; value >= 0x80; value >>= 7) {
    out.push(static_cast<char>(static_cast<unsigned char>(value | 0x80)));
  }
  out.push(static_cast<char>(static_cast<unsigned char>(value)));
}

constexpr void append_fixed(text_writer& out, std::uint64_t value) noexcept {
  for (unsigned byte = 0; byte < 8; ++byte) {
    out.push(static_cast<char>(static_cast<unsigned char>(value >> (8 * byte))));
  }
}

inline char* store_fixed(char* out, std::uint64_t value) noexcept {
  static_assert(std::endian::native == std::endian::little,
                "zerometer knows little-endian machines alone.");
  std::memcpy(out, &value, sizeof value);
  return out + sizeof value;
}

/// Writes how far it is from behind a gap to `end` into the gap, a varint of just its width.
template <std::size_t Size>
inline void fill_gap(char* gap, const char* end) noexcept {
  auto length = static_cast<std::uint64_t>(end - (gap + Size));
  for (std::size_t i = 0; i + 1 < Size; ++i, length >>= 7) {
    gap[i] = static_cast<char>(static_cast<unsigned char>(length | 0x80));
  }
  gap[Size - 1] = static_cast<char>(static_cast<unsigned char>(length));
}

/// Appends valid UTF-8.
constexpr void append_valid(text_writer& out, std::string_view text) noexcept {
  while (true) {
    const std::size_t plain = plain_prefix(text, [](char) { return true; });
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) {
      return;
    }
    const utf8_step step = first_character(text);
    out.append(step.valid ? text.substr(0, step.size) : replacement_character);
    text.remove_prefix(step.size);
  }
}
[[nodiscard]] constexpr std::size_t valid_size(std::string_view text) noexcept {
  text_writer measure;
  append_valid(measure, text);
  return measure.size();
}

/// A field that holds a string; nothing for an empty one.
constexpr void append_string(text_writer& out, char tag, std::string_view text) noexcept {
  if (!text.empty()) {
    out.push(tag);
    append_varint(out, valid_size(text));
    append_valid(out, text);
  }
}
[[nodiscard]] constexpr std::size_t string_size(std::string_view text) noexcept {
  text_writer measure;
  append_string(measure, '\0', text);
  return measure.size();
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
