// SPDX-License-Identifier: MIT
/// Valid UTF-8 out of any bytes: what is no character becomes U+FFFD.
///
/// Source: The Unicode Standard, table 3-7 (well-formed byte sequences) and its practice of
/// replacing each maximal part of an ill-formed sequence.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// What stands at the begin of a text that is not empty.
struct utf8_step {
  std::size_t size;  // bytes to take
  bool valid;        // a character, or a part of none
};

[[nodiscard]] constexpr utf8_step first_character(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) {
    return {1, true};
  }
  if (lead < 0xC2 || lead > 0xF4) {
    return {1, false};
  }
  // The second byte's range excludes overlong forms, surrogates and what is past U+10FFFF.
  const unsigned low = lead == 0xE0 ? 0xA0 : (lead == 0xF0 ? 0x90 : 0x80);
  const unsigned high = lead == 0xED ? 0x9F : (lead == 0xF4 ? 0x8F : 0xBF);
  const std::size_t size = lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4);
  for (std::size_t i = 1; i < size; ++i) {
    if (i == text.size() || byte(i) < (i == 1 ? low : 0x80) || byte(i) > (i == 1 ? high : 0xBF)) {
      return {i, false};
    }
  }
  return {size, true};
}

/// How many ASCII characters a text begins with that are `plain`: none of them needs a step.
template <class IsPlain>
[[nodiscard]] constexpr std::size_t plain_prefix(std::string_view text, IsPlain plain) noexcept {
  std::size_t size = 0;
  while (size < text.size() && static_cast<unsigned char>(text[size]) < 0x80 && plain(text[size])) {
    ++size;
  }
  return size;
}

/// Whether two texts are the same once what is not UTF-8 in them is shown as U+FFFD.
[[nodiscard]] constexpr bool shown_alike(std::string_view a, std::string_view b) noexcept {
  const auto take = [](std::string_view& from) {
    const utf8_step step = first_character(from);
    const std::string_view shown = step.valid ? from.substr(0, step.size) : replacement_character;
    from.remove_prefix(step.size);
    return shown;
  };
  while (!a.empty() && !b.empty()) {
    if (take(a) != take(b)) {
      return false;
    }
  }
  return a.empty() && b.empty();
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
