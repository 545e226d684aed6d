// SPDX-License-Identifier: MIT
#include <zerometer/detail/environment_values.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace detail = zerometer::detail;
using namespace std::string_view_literals;

TEST_CASE("numbers are digits") {
  CHECK(detail::whole_number("0", 0, 10) == 0U);
  CHECK(detail::whole_number("007", 0, 10) == 7U);
  CHECK(detail::whole_number("10", 0, 10) == 10U);
  CHECK(detail::whole_number("2147483647", 0, 2147483647) == 2147483647U);
  CHECK(detail::whole_number("4294967295", 0, 4294967295) == 4294967295U);
  for (const std::string_view text :
       {"", "11", "-1", "+1", " ", " 1", "1 ", "1e3", "10s", "0x1", "1.0", "4294967297",
        "18446744073709551617", "99999999999999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(detail::whole_number(text, 0, 10));
  }
  CHECK_FALSE(detail::whole_number("0", 1, 10));
  CHECK_FALSE(detail::whole_number("4294967296", 0, 4294967295));
}

TEST_CASE("[L-29] two digits behind each percent sign, and a plus sign stays one") {
  CHECK(detail::percent_decoded("") == "");
  CHECK(detail::percent_decoded("Basic%20aW5mOmluZg%3D%3D") == "Basic aW5mOmluZg==");
  CHECK(detail::percent_decoded("a+b%2Bc") == "a+b+c");
  CHECK(detail::percent_decoded("%25%e2%82%AC") == "%\xE2\x82\xAC");
  CHECK(detail::percent_decoded("%2541") == "%41");
  CHECK(detail::percent_decoded("%00") == "\0"sv);
  for (const std::string_view text : {"%", "%a", "%zz", "%2", "a%", "%0g", "%g0", "%%41", "%-1"}) {
    CAPTURE(text);
    CHECK_FALSE(detail::percent_decoded(text));
  }
}

static std::string members(std::string_view list) {
  std::string all;
  detail::visit_members(list, [&](std::size_t at, std::string_view name, std::string_view value) {
    all += std::to_string(at) + "<" + std::string{name} + ">";
    all += value.data() == nullptr ? "none;" : "<" + std::string{value} + ">;";
  });
  return all;
}

TEST_CASE("members of a list") {
  CHECK(members("") == "");
  CHECK(members("a=1,b=2") == "1<a><1>;2<b><2>;");
  CHECK(members(" a = 1 ,\tb =2 ") == "1<a><1>;2<b><2>;");
  CHECK(members("a=b=c==") == "1<a><b=c==>;");
  CHECK(members("a") == "1<a>none;");
  CHECK(members("a=") == "1<a><>;");
  CHECK(members("=a") == "1<><a>;");
  CHECK(members("=") == "1<><>;");
  CHECK(members(",,a=1, ,b=2,") == "3<a><1>;5<b><2>;");
  CHECK(members(",") == "");
}

TEST_CASE("a value is shown on one line of ASCII") {
  CHECK(detail::in_quotes("10s") == R"("10s")");
  CHECK(detail::in_quotes("") == R"("")");
  CHECK(detail::in_quotes("a\"b\\c") == R"("a\"b\\c")");
  CHECK(detail::in_quotes("a\n\x1B\x7F\xC3\xA9\0"sv) == R"("a\x0a\x1b\x7f\xc3\xa9\x00")");
  CHECK(detail::in_quotes(std::string(80, 'a')) == '"' + std::string(80, 'a') + '"');
  CHECK(detail::in_quotes(std::string(81, 'a')) == '"' + std::string(80, 'a') + "\"...");
}
