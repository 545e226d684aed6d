// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/c_text.hpp>

#include <doctest/doctest.h>

#include <string_view>

using text = zerometer::detail::c_text<4>;
using namespace std::string_view_literals;

TEST_CASE("pieces become one text with a zero behind it") {
  CHECK(text{{}}.get() == ""sv);
  CHECK(text{{}}.fits());
  CHECK(text{{"ab", "", "cd"}}.get() == "abcd"sv);
  CHECK(text{{"ab", "", "cd"}}.fits());
}

TEST_CASE("what does not fit, or has a zero inside, is said") {
  CHECK_FALSE(text{{"abcde"}}.fits());
  CHECK(text{{"abcde"}}.get() == ""sv);
  CHECK_FALSE(text{{"ab", "cde", "f"}}.fits());
  CHECK(text{{"ab", "cde", "f"}}.get() == "ab"sv);
  CHECK_FALSE(text{{"a\0b"sv}}.fits());
}
