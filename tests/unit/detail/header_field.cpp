// SPDX-License-Identifier: MIT
#include <zerometer/detail/header_field.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace detail = zerometer::detail;
using namespace std::string_view_literals;

TEST_CASE("[F-09] names are tokens") {
  for (const std::string_view name : {"a", "X-Api-Key", "!#$%&'*+-.^_`|~", "0"}) {
    CAPTURE(name);
    CHECK(detail::is_field_name(name));
  }
  for (const std::string_view name :
       {""sv, "bad header"sv, "a:"sv, "a\r\n"sv, "a\0"sv, "(a)"sv, "\xC3\xA4"sv, "a,b"sv, "@"sv}) {
    CAPTURE(name);
    CHECK_FALSE(detail::is_field_name(name));
  }
}

TEST_CASE("[F-09] values end no line") {
  for (const std::string_view value : {"", "a b", "a\tb", "caf\xC3\xA9", "\xFF", "Basic dTo="}) {
    CAPTURE(value);
    CHECK(detail::is_field_value(value));
  }
  for (const std::string_view value : {"a\nb"sv, "a\r"sv, "\0"sv, "\x1B[2J"sv, "\x7F"sv}) {
    CHECK_FALSE(detail::is_field_value(value));
  }
}

TEST_CASE("[F-09] headers that the request has by itself") {
  for (const std::string_view name :
       {"Host", "content-type", "Content-LENGTH", "Content-Encoding", "Transfer-Encoding"}) {
    CAPTURE(name);
    CHECK(detail::is_own_field(name));
  }
  CHECK_FALSE(detail::is_own_field("Content-Language"));
  CHECK_FALSE(detail::is_own_field("Authorization"));
  CHECK(detail::is_same_field("X-Key", "x-KEY"));
  CHECK_FALSE(detail::is_same_field("X-Key", "X-Ke"));
  CHECK_FALSE(detail::is_same_field("X-Key", "X_Key"));
}

TEST_CASE("[F-08] a user without colons, a password of any characters on one line") {
  CHECK(detail::is_basic_user("Aladdin"));
  CHECK_FALSE(detail::is_basic_user("a:b"));
  CHECK_FALSE(detail::is_basic_user("a\n"));
  CHECK_FALSE(detail::is_basic_user("a\tb"));
  CHECK(detail::has_no_control("1:2 \xC2\xA3"));
  CHECK_FALSE(detail::has_no_control("password\r"));
}
