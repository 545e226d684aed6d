// SPDX-License-Identifier: MIT
#include <zerometer/detail/header_list.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace detail = zerometer::detail;

namespace {

std::vector<std::string> parts(std::string_view rest, char separator) {
  std::vector<std::string> all;
  while (!rest.empty()) {
    const std::size_t before = rest.size();
    all.emplace_back(detail::take_until(rest, separator));
    REQUIRE(rest.size() < before);  // it always gets on
  }
  return all;
}

}  // namespace

TEST_CASE("parts end at separators that are not quoted, and are trimmed") {
  using strings = std::vector<std::string>;
  CHECK(parts("a, b\t,c", ',') == strings{"a", "b", "c"});
  CHECK(parts("a,\"b,c\",d", ',') == strings{"a", "\"b,c\"", "d"});
  CHECK(parts("\"a\\\",b\",c", ',') == strings{"\"a\\\",b\"", "c"});
  CHECK(parts("\"a,b", ',') == strings{"\"a,b"});
  CHECK(parts("\"a\\", ',') == strings{"\"a\\"});
  CHECK(parts("a\\,b", ',') == strings{"a\\", "b"});
  CHECK(parts(",,", ',') == strings{"", ""});
  CHECK(parts("", ',').empty());
}

TEST_CASE("values are compared as they are, with quotes or without") {
  CHECK(detail::is_value("a", "a"));
  CHECK(detail::is_value("\"a\"", "a"));
  CHECK(detail::is_value("\"\\a\"rest", "a"));
  CHECK(detail::is_value("\"a", "a"));
  CHECK(detail::is_value("\"a\\", "a\\"));
  CHECK(detail::is_value("", ""));
  CHECK_FALSE(detail::is_value("A", "a"));
  CHECK_FALSE(detail::is_value("ab", "a"));
  CHECK_FALSE(detail::is_value("a", "ab"));
  CHECK_FALSE(detail::is_value("\\a", "a"));
}

TEST_CASE("an element has a name, parameters and a weight") {
  std::string_view list = "a/b ; C = d;e=\"f;g\";h;c=i;q=0.5, b";
  const detail::header_element first = detail::next_element(list);
  CHECK(first.name == "a/b");
  CHECK(first.parameter("c") == "d");
  CHECK(first.parameter("e") == "\"f;g\"");
  CHECK(first.parameter("h").data() != nullptr);
  CHECK(first.parameter("h").empty());
  CHECK(first.parameter("i").data() == nullptr);
  CHECK(first.weight() == 500);
  const detail::header_element second = detail::next_element(list);
  CHECK(second.name == "b");
  CHECK(second.weight() == 1000);
  CHECK(list.empty());
}
