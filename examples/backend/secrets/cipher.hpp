// SPDX-License-Identifier: MIT
/// AES-256-GCM of OpenSSL: how the values of secrets are kept, on disk and in memory.
///
/// A sealed text is a random nonce (12 bytes), the encrypted text, and its tag (16 bytes). Nothing
/// opens it at any other place than the one it was sealed for: a row that is copied to another name
/// is no secret of that name. Any thread.
/// Source: NIST SP 800-38D, 5.2.1.1 and 8.2.2 (random nonces: fewer than 2^32 for one key).
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace backend {

class cipher {
public:
  static constexpr std::size_t nonce_bytes = 12;
  static constexpr std::size_t tag_bytes = 16;

  /// 64 hexadecimal digits; empty: a key is made up, which ends with the program. Throws
  /// std::runtime_error where it is neither.
  explicit cipher(std::string_view key);

  /// Both throw trouble of the kind cryptography.
  [[nodiscard]] std::string seal(std::string_view text, std::string_view place) const;
  [[nodiscard]] std::string open(std::string_view sealed, std::string_view place) const;

private:
  std::array<unsigned char, 32> key_{};
};

/// The ETag of a sealed text, with its quotation marks: its nonce, which is new at every write and
/// says nothing of the value.
[[nodiscard]] std::string etag_of(std::string_view sealed);

}  // namespace backend
