// SPDX-License-Identifier: MIT
#include <zerometer/detail/prometheus_escape.hpp>
#include <zerometer/detail/utf8.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

using namespace zerometer::detail;

static std::string sanitised(std::string_view text) {
  std::array<char, 256> buffer{};
  text_writer out{buffer.data(), buffer.size()};
  append_escaped(out, text, true);
  return std::string{out.view()};
}

constexpr std::string_view bad = "\xEF\xBF\xBD";

TEST_CASE("[A-05] valid text of every length passes") {
  for (const char* text : {"a", "é", "€", "😱", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF",
                           "\xC2\x80", "\xE0\xA0\x80", "\xF0\x90\x80\x80"}) {
    CAPTURE(text);
    CHECK(sanitised(text) == text);
  }
  CHECK(sanitised(std::string_view{"\0x", 2}) == std::string("\0x", 2));
}

TEST_CASE("[A-05] every class of what is not UTF-8 is replaced") {
  const auto one = [](std::string_view text) { return sanitised(text) == bad; };
  CHECK(one("\x80"));  // a continuation alone
  CHECK(one("\xBF"));
  CHECK(one("\xC3"));  // cut short
  CHECK(one("\xE2\x82"));
  CHECK(one("\xF0\x9F\x98"));
  CHECK(one("\xFF"));
  CHECK(sanitised("\xC0\x80") == std::string{bad} + std::string{bad});  // overlong
  CHECK(sanitised("\xE0\x80\x80").size() == 9);
  CHECK(sanitised("\xED\xA0\x80").size() == 9);       // a surrogate
  CHECK(sanitised("\xF4\x90\x80\x80").size() == 12);  // past U+10FFFF
  CHECK(sanitised("\xF5\x80\x80\x80").size() == 12);
  CHECK(sanitised("a\xE2\x82z") == "a" + std::string{bad} + "z");
  CHECK(sanitised("\xC3\"") == std::string{bad} + "\\\"");  // what follows is not eaten
}

TEST_CASE("a plain prefix is ASCII, and no longer than its text") {
  const auto all = [](char) { return true; };
  CHECK(zerometer::detail::plain_prefix("", all) == 0);
  CHECK(zerometer::detail::plain_prefix("abc\x7F", all) == 4);
  CHECK(zerometer::detail::plain_prefix("ab\x80", all) == 2);
  CHECK(zerometer::detail::plain_prefix("\xFF", all) == 0);
  CHECK(zerometer::detail::plain_prefix("ab\"c", [](char c) { return c != '"'; }) == 2);
}

TEST_CASE("[A-05] texts are alike that are shown alike") {
  CHECK(shown_alike("", ""));
  CHECK(shown_alike("aé", "aé"));
  CHECK(shown_alike("a\xFF", "a\xFE"));
  CHECK(shown_alike("a\xE2\x82", "a\xFE"));  // what was cut short is one, too
  CHECK(shown_alike("\xFFz", "\uFFFDz"));
  CHECK_FALSE(shown_alike("a\xFF", "a"));
  CHECK_FALSE(shown_alike("a\xFF", "a\xFF\xFF"));
  CHECK_FALSE(shown_alike("é", "è"));
  CHECK_FALSE(shown_alike("\xFF", "?"));
}
