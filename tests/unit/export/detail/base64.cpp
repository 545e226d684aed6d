// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/base64.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace detail = zerometer::detail;

namespace {

std::string encode(std::string_view bytes) {
  std::string out(detail::base64_size(bytes.size()), '#');
  return std::string{detail::base64(bytes, out)};
}

}  // namespace

TEST_CASE("the vectors of RFC 4648") {
  CHECK(encode("").empty());
  CHECK(encode("f") == "Zg==");
  CHECK(encode("fo") == "Zm8=");
  CHECK(encode("foo") == "Zm9v");
  CHECK(encode("foob") == "Zm9vYg==");
  CHECK(encode("fooba") == "Zm9vYmE=");
  CHECK(encode("foobar") == "Zm9vYmFy");
}

TEST_CASE("every byte, and the last two letters of the alphabet") {
  CHECK(encode(std::string("\0\0\0", 3)) == "AAAA");
  CHECK(encode("\xFF\xFF\xFF") == "////");
  CHECK(encode("\xFB\xEF\xBE") == "++++");
  CHECK(encode("\xFF") == "/w==");
  CHECK(encode(std::string(1, '\0')) == "AA==");
}
