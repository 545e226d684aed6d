// SPDX-License-Identifier: MIT
#include <zerometer/detail/series_text.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace zm = zerometer;

enum class method { get, post, put };
constexpr auto label_values(method) { return zm::values("GET", "POST", "PUT"); }

struct server : zm::meter<server, "my.server"> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"hit", bool>, zm::label<"method", method>,
                         zm::label<"n", zm::integers<1, 2>>> {};
  struct plain : counter<"plain", "", "Plain."> {};
  using metrics = zm::list<calls, plain>;
};

template <class Metric>
static std::string series_text(std::size_t series) {
  std::array<char, 100> text;
  zm::detail::text_writer out{text.data(), text.size()};
  zm::detail::append_series<Metric>(out, series);
  return std::string{out.view()};
}
template <class Number>
static std::string number_text(Number value) {
  std::array<char, 100> text;
  zm::detail::text_writer out{text.data(), text.size()};
  zm::detail::append_number(out, value);
  return std::string{out.view()};
}

TEST_CASE("a series is its meter, its metric and its labels in their order") {
  CHECK(series_text<server::plain>(0) == "my.server: plain");
  CHECK(series_text<server::calls>(0) == "my.server: calls hit=false method=GET n=1");
  CHECK(series_text<server::calls>(4) == "my.server: calls hit=false method=PUT n=1");
  CHECK(series_text<server::calls>(9) == "my.server: calls hit=true method=POST n=2");
}

TEST_CASE("numbers of every kind") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  CHECK(number_text(std::int64_t{0}) == "0");
  CHECK(number_text(std::int64_t{-5}) == "-5");
  CHECK(number_text(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(number_text(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
  CHECK(number_text(-0.125) == "-0.125");
  CHECK(number_text(inf) == "+Inf");
  CHECK(number_text(-inf) == "-Inf");
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "NaN");
}
