// SPDX-License-Identifier: MIT
/// Numbers in settings.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace backend {

/// Throws std::runtime_error where the text is no number from `least` to `most`.
[[nodiscard]] inline unsigned number(std::string_view name, std::string_view text, unsigned least,
                                     unsigned most) {
  unsigned value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end || value < least || value > most) {
    throw std::runtime_error(
        fmt::format("{} is {}: want a number from {} to {}", name, text, least, most));
  }
  return value;
}

}  // namespace backend
