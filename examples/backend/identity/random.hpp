// SPDX-License-Identifier: MIT
/// Text that nobody can guess: session tokens, salts, a first password.
#pragma once

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

}  // namespace backend
