// SPDX-License-Identifier: MIT
/// Text that nobody can guess: session tokens, salts, a first password, ids.
#pragma once

#include <fmt/format.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

namespace backend {

/// Characters of the alphabet of crypt(3) salts, 6 bits each, from the system's generator.
template <std::size_t Size>
[[nodiscard]] std::string random_text() {
  static_assert(Size <= 256, "getrandom() gives up to 256 bytes whole: ask for fewer characters");
  constexpr std::string_view alphabet =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::array<unsigned char, Size> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  std::string text;
  for (const unsigned char byte : bytes) {
    text += alphabet[byte % alphabet.size()];
  }
  return text;
}

/// A UUID that nobody else has. Source: RFC 9562, 5.4 (version 4).
[[nodiscard]] inline std::string random_uuid() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "";
    text += fmt::format("{:02x}", bytes[i]);
  }
  return text;
}

}  // namespace backend
