// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/http_date.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <ctime>
#include <string>

namespace detail = zerometer::detail;

namespace {

constexpr std::int64_t then = 784'111'777;  // RFC 9110's example

std::string formatted(std::int64_t seconds, const char* format) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm fields{};
  ::gmtime_r(&time, &fields);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &fields)};
}

}  // namespace

TEST_CASE("[F-20] a date in HTTP's three forms") {
  CHECK(detail::http_date("Sun, 06 Nov 1994 08:49:37 GMT", then) == then);
  CHECK(detail::http_date("Sunday, 06-Nov-94 08:49:37 GMT", then) == then);
  CHECK(detail::http_date("Sun Nov  6 08:49:37 1994", then) == then);
  CHECK(detail::http_date("Sat Nov 26 08:49:37 1994", then) == then + 20 * 86400);
  CHECK(detail::http_date("Thu, 01 Jan 1970 00:00:00 GMT", then) == 0);
}

TEST_CASE("the C library writes the same dates") {
  for (std::int64_t time = -80'000'000; time < 8'000'000'000; time += 12'345'679) {
    CHECK(detail::http_date(formatted(time, "%a, %d %b %Y %H:%M:%S GMT"), 0) == time);
    CHECK(detail::http_date(formatted(time, "%a %b %e %H:%M:%S %Y"), 0) == time);
    CHECK(detail::http_date(formatted(time, "%A, %d-%b-%y %H:%M:%S GMT"), time) == time);
  }
}

TEST_CASE("two digits of a year are of the century that is nearest") {
  constexpr std::int64_t now = 1'764'000'000;  // 2025
  CHECK(detail::http_date("Monday, 01-Jan-74 00:00:00 GMT", now) == 3'281'990'400);
  CHECK(detail::http_date("Thursday, 01-Jan-76 00:00:00 GMT", now) == 189'302'400);
  CHECK(detail::http_date("Friday, 01-Jan-99 00:00:00 GMT", now) == 915'148'800);
}

TEST_CASE("what is no date is none") {
  for (const char* const text :
       {"", ",", "x", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 anF 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 hh:mm:ss GMT", "Sun, DD Nov YYYY 08:49:37 GMT", "Sun Nov 06 08:49 1994",
        "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT "}) {
    CAPTURE(text);
    CHECK_FALSE(detail::http_date(text, then).has_value());
  }
}
