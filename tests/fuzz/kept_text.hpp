// SPDX-License-Identifier: MIT
/// What is kept of a text, by another road than the library's: characters by what a decoder of code
/// points takes, so that a fault of detail/utf8.hpp is none of this one.
///
/// Source: The Unicode Standard, table 3-7, and its practice of replacing each maximal part of an
/// ill-formed sequence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fuzz {

/// Valid UTF-8 of at most so many bytes, U+FFFD for each part that is none.
inline std::string kept_text(std::string_view text, std::size_t limit = ~std::size_t{0}) {
  std::string out;
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = byte(i);
    const std::size_t size = lead < 0x80 ? 1 : (lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4));
    std::uint32_t code = size == 1 ? lead : lead & (0xFFU >> (size + 1));
    std::size_t taken = 1;
    bool valid = lead < 0x80 || (lead >= 0xC2 && lead <= 0xF4);
    while (valid && taken < size) {
      // The least and the greatest that can still come of what was read.
      const std::uint32_t next = code << 6 | (byte(i + taken) & 0x3F);
      const unsigned left = 6 * static_cast<unsigned>(size - taken - 1);
      const std::uint32_t low = next << left;
      const std::uint32_t high = low | ((1U << left) - 1);
      constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
      const bool follows = i + taken < text.size() && (byte(i + taken) & 0xC0) == 0x80;
      if (!follows || high < least[size] || low > 0x10FFFF || (low >= 0xD800 && high <= 0xDFFF)) {
        valid = false;
      } else {
        code = next;
        ++taken;
      }
    }
    const std::string_view piece = valid ? text.substr(i, taken) : "\xEF\xBF\xBD";
    if (out.size() + piece.size() > limit) {
      break;
    }
    out += piece;
    i += taken;
  }
  return out;
}

}  // namespace fuzz
