// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/json_reader.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace detail = zerometer::detail;

namespace {

/// Every member in a line, or "invalid".
std::string read(std::string_view text) {
  std::string all;
  // A copy of its exact size: a sanitizer sees a byte too far.
  const std::string copy{text};
  const bool valid = detail::read_json(copy, [&](const detail::json_member& one) noexcept {
    all += std::to_string(one.depth) + ' ' + std::string{one.parent} + '.' + std::string{one.key} +
           (one.is_text ? "='" : "=") + std::string{one.value} + '\n';
  });
  return valid ? all : "invalid";
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("members are shown with what is around them") {
  CHECK(read(R"({"a":1,"b":{"c":"x","d":[-2.5e+3,{"e":"y"}]}})") ==
        "1 .a=1\n2 b.c='x\n3 d.=-2.5e+3\n4 .e='y\n");
  CHECK(read(R"( { "a" : "q\"\\\/\b\f\n\r\tÀ" } )") == "1 .a='q\\\"\\\\\\/\\b\\f\\n\\r\\tÀ\n");
  CHECK(read("7") == "0 .=7\n");
  CHECK(read("{}").empty());
  CHECK(read("[]").empty());
  CHECK(read("[true,false,null]").empty());
  CHECK(read("\t\r\n {} \t\r\n").empty());
}

TEST_CASE("what is no JSON is none") {
  for (const char* const text :
       {"",      " ",      "{",         "}",    "[",        "]",       "{]",        "[}",
        "{}x",   "{} {}",  "[1,]",      "[,1]", "[1 2]",    "{\"a\"}", "{\"a\":}",  "{\"a\":1,}",
        "{a:1}", "{1:2}",  "{\"a\" 1}", "\"",   "\"\\\"",   "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"",
        "\"\\u", "\"\n\"", "\"\x01\"",  "tru",  "truex",    "nul",     "-",         "01",
        "-01",   ".5",     "1.",        "1e",   "1e+",      "1.e3",    "+1",        "0x10",
        "NaN",   "1e1.5",  "'a'",       "[1",   "{\"a\":1", "{\"a",    "{\"a\""}) {
    CAPTURE(text);
    CHECK(read(text) == "invalid");
  }
}

TEST_CASE("nesting has an end") {
  CHECK(read(nested(32)).empty());
  CHECK(read(nested(33)) == "invalid");
  CHECK(read(std::string(1'000'000, '[')) == "invalid");
  std::string objects;
  for (int i = 0; i < 1'000'000; ++i) {
    objects += "{\"a\":";
  }
  CHECK(read(objects) == "invalid");
}
