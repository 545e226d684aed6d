// SPDX-License-Identifier: MIT
/// Text as the Prometheus formats take it: escapes, and valid UTF-8 always.
///
/// Sources: Prometheus, "Exposition formats", Text format details: a label value escapes `\`, `"`
/// and line feed, a help text `\` and line feed; nothing else is escaped. OpenMetrics 1.0,
/// Escaping: a help text as a label value.
#pragma once

#include <zerometer/detail/text.hpp>
#include <zerometer/detail/utf8.hpp>
#include <zerometer/names.hpp>

#include <cstddef>
#include <cstring>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Appends valid UTF-8 with `\` and line feed escaped, and `"` if asked for.
constexpr void append_escaped(text_writer& out, std::string_view text, bool quotes) noexcept {
  while (true) {
    const std::size_t plain =
        plain_prefix(text, [&](char c) { return c != '\\' && c != '\n' && (c != '"' || !quotes); });
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) {
      return;
    }
    const utf8_step step = first_character(text);
    const char c = text.front();
    if (c == '\\' || (c == '"' && quotes)) {
      out.push('\\');
      out.push(c);
    } else if (c == '\n') {
      out.append("\\n");
    } else {
      out.append(step.valid ? text.substr(0, step.size) : replacement_character);
    }
    text.remove_prefix(step.size);
  }
}

/// Writes a label's value, which is valid UTF-8, in blocks: reads and writes up to a block's length
/// beyond its size. Most blocks hold nothing to escape.
inline char* write_escaped(char* out, std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t size = text.size() < block ? text.size() : block;
    std::memcpy(out, text.data(), block);
    unsigned found = 0;
    for (std::size_t i = 0; i < block; ++i) {
      const char c = text.data()[i];
      found |= static_cast<unsigned>(c == '\\') | static_cast<unsigned>(c == '"') |
               static_cast<unsigned>(c == '\n');
    }
    if (found == 0) [[likely]] {
      out += size;
    } else {
      for (const char c : text.substr(0, size)) {
        if (c == '\\' || c == '"' || c == '\n') {
          *out++ = '\\';
        }
        *out++ = c == '\n' ? 'n' : c;
      }
    }
    text.remove_prefix(size);
  }
  return out;
}

/// Appends `,key="value"`; nothing for an empty value, which is an absent label.
constexpr void append_label(text_writer& out, std::string_view prefix, std::string_view key,
                            std::string_view value) noexcept {
  if (value.empty()) {
    return;
  }
  out.push(',');
  out.append(prefix);
  append_label_name(out, key);
  out.append("=\"");
  append_escaped(out, value, true);
  out.push('"');
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
