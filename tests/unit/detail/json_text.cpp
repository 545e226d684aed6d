// SPDX-License-Identifier: MIT
#include <zerometer/detail/json_text.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace detail = zerometer::detail;

template <class Value>
static std::string json(Value value) {
  std::array<char, 128> text{};
  detail::text_writer out{text.data(), text.size()};
  detail::append_json(out, value);
  return std::string{out.view()};
}

TEST_CASE("[E-08] strings are escaped and valid UTF-8") {
  CHECK(json(std::string_view{""}) == "\"\"");
  CHECK(json(std::string_view{"a/b'é\x7F"}) == "\"a/b'é\x7F\"");
  CHECK(json(std::string_view{"\"\\"}) == "\"\\\"\\\\\"");
  CHECK(json(std::string_view{"\0\t\n\x1F", 4}) == "\"\\u0000\\u0009\\u000a\\u001f\"");
  CHECK(json(std::string_view{"x\xC0y\xE2\x82"}) == "\"x\uFFFDy\uFFFD\"");
}

TEST_CASE("[E-08] texts of labels are escaped as other strings are") {
  std::string all = "é\x7F😱";
  for (int c = 0; c < 128; ++c) {
    all += static_cast<char>(c);
  }
  std::vector<char> out(all.size() * detail::json_escape_size + detail::json_escape_size);
  const char* const end = detail::write_json_text(out.data(), all);
  std::vector<char> wanted(out.size());
  detail::text_writer writer{wanted.data(), wanted.size()};
  detail::append_json(writer, std::string_view{all});
  CHECK('"' + std::string{static_cast<const char*>(out.data()), end} + '"' == writer.view());
}

TEST_CASE("[E-05] integers of 64 bits are strings") {
  CHECK(json(std::uint64_t{0}) == "\"0\"");
  CHECK(json(~std::uint64_t{0}) == "\"18446744073709551615\"");
  CHECK(json(std::numeric_limits<std::int64_t>::min()) == "\"-9223372036854775808\"");
  CHECK(json(std::numeric_limits<std::int64_t>::max()) == "\"9223372036854775807\"");
  std::array<char, detail::integer_size + detail::block> text{};
  CHECK(std::string_view{text.data(), detail::write_json_integer(text.data(), -9007199254740993)} ==
        "-9007199254740993");
}

TEST_CASE("[E-05] [E-06] [E-07] [L-2] doubles are numbers, and strings where JSON has none") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  CHECK(json(0.1) == "0.1");
  CHECK(json(-1e-5) == "-1e-05");
  CHECK(json(1.5e300) == "1.5e+300");
  CHECK(json(-0.0) == "0");
  CHECK(json(std::numeric_limits<double>::quiet_NaN()) == "\"NaN\"");
  CHECK(json(inf) == "\"Infinity\"");
  CHECK(json(-inf) == "\"-Infinity\"");
}

static_assert([] {
  std::array<char, 8> text{};
  detail::text_writer out{text.data(), text.size()};
  detail::append_json(out, std::int64_t{-12});
  return out.view() == "\"-12\"";
}());
