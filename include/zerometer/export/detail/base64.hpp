// SPDX-License-Identifier: MIT
/// Base64 with the standard alphabet and padding, in one line: RFC 4648, 4.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

[[nodiscard]] constexpr std::size_t base64_size(std::size_t bytes) noexcept {
  return (bytes + 2) / 3 * 4;
}

/// `out` has room for base64_size() characters.
[[nodiscard]] constexpr std::string_view base64(std::string_view bytes,
                                                std::span<char> out) noexcept {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::size_t size = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = i; j < i + 3; ++j) {
      group = group << 8 | (j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out[size++] = i + j > bytes.size() ? '=' : alphabet[group >> (18 - 6 * j) & 0x3F];
    }
  }
  return {out.data(), size};
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
