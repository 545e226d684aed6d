// SPDX-License-Identifier: MIT
#include "secrets/cipher.hpp"

#include "trouble.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using backend::cipher;
using backend::etag_of;
using backend::trouble;

TEST_CASE("what is sealed opens with its key at its place, and is new each time") {
  const cipher one("");
  for (const std::string& text : {std::string{}, std::string{"s3cret"}, std::string(70'000, 'x')}) {
    const std::string sealed = one.seal(text, "here");
    CHECK(sealed.size() == text.size() + cipher::nonce_bytes + cipher::tag_bytes);
    CHECK(one.open(sealed, "here") == text);
    CHECK(one.seal(text, "here") != sealed);
    CHECK_THROWS_AS(static_cast<void>(one.open(sealed, "there")), trouble);
    CHECK_THROWS_AS(static_cast<void>(cipher("").open(sealed, "here")), trouble);
  }
  CHECK_THROWS_AS(static_cast<void>(one.open("short", "here")), trouble);
}

TEST_CASE("no byte of a sealed text can be changed") {
  const cipher one("");
  const std::string sealed = one.seal("value", "here");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string other = sealed;
    other[i] = static_cast<char>(other[i] ^ 1);
    CHECK_THROWS_AS(static_cast<void>(one.open(other, "here")), trouble);
  }
}

// Source: The Galois/Counter Mode of Operation (McGrew and Viega), appendix B, test case 14: a key
// and a nonce of zeros, and 16 zeros.
TEST_CASE("it is AES-256-GCM as others know it") {
  const cipher zeros(std::string(64, '0'));
  const std::string sealed = std::string(12, '\0') +
                             "\xce\xa7\x40\x3d\x4d\x60\x6b\x6e\x07\x4e\xc5\xd3\xba\xf3\x9d\x18" +
                             "\xd0\xd1\xc8\xa7\x99\x99\x6b\xf0\x26\x5b\x98\xb5\xd4\x8a\xb9\x19";
  CHECK(zeros.open(sealed, "") == std::string(16, '\0'));
}

TEST_CASE("a key is 64 hexadecimal digits, or made up") {
  CHECK_NOTHROW(cipher(std::string(64, 'a')));
  CHECK_THROWS_AS(cipher(std::string(63, 'a')), std::runtime_error);
  CHECK_THROWS_AS(cipher(std::string(64, 'g')), std::runtime_error);
}

TEST_CASE("an ETag is in quotation marks, and another for each sealing") {
  const cipher one("");
  const std::string tag = etag_of(one.seal("value", "here"));
  CHECK(tag.size() == 26);
  CHECK(tag.front() == '"');
  CHECK(tag.back() == '"');
  CHECK(tag != etag_of(one.seal("value", "here")));
}
