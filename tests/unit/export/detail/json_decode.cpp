// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/json_decode.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

namespace {

std::string decode(std::string_view text, std::size_t room = 64) {
  std::array<char, 64> out{};
  return std::string{zerometer::detail::json_decode(text, std::span{out}.first(room))};
}

}  // namespace

TEST_CASE("escapes are what they stand for") {
  CHECK(decode(R"(a\"\\\/\b\f\n\r\t)") == "a\"\\/\b\f\n\r\t");
  CHECK(decode(R"(\u0000\u0041\u007f)") == std::string("\0A\x7f", 3));
  CHECK(decode(R"(\u0080\u07ff\u0800\uFFFF)") == "\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF");
  CHECK(decode(R"(\uD83D\uDE00\ud800\udc00\uDBFF\uDFFF)") ==
        "\xF0\x9F\x98\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
  CHECK(decode("é€😀") == "é€😀");
}

TEST_CASE("half of a pair is a character all the same") {
  CHECK(decode(R"(\uD83Dx)") == "\xEF\xBF\xBDx");
  CHECK(decode(R"(\uDE00)") == "\xEF\xBF\xBD");
  CHECK(decode(R"(\uD83D\u0041)") == "\xEF\xBF\xBD"
                                     "A");
  CHECK(decode(R"(\uD83D\uD83D\uDE00)") == "\xEF\xBF\xBD\xF0\x9F\x98\x80");
  CHECK(decode(R"(\uD83D\n)") == "\xEF\xBF\xBD\n");
}

TEST_CASE("what does not fit is left away") {
  CHECK(decode(R"(abc\u20AC)", 5) == "abc");
  CHECK(decode(R"(abc\u20AC)", 6) == "abc\xE2\x82\xAC");
  CHECK(decode("abc", 0).empty());
  CHECK(decode("").empty());
}

TEST_CASE("a text that read_json() would not show does no harm") {
  CHECK(decode("\\").size() == 1);
  CHECK(decode("\\u").size() == 1);
  CHECK(decode("\\u12").size() == 1);
  CHECK(decode("\\uD83D\\u").size() == 4);
}
