// SPDX-License-Identifier: MIT
/// The three forms of a date in HTTP: RFC 9110, 5.6.7.
///
///     Sun, 06 Nov 1994 08:49:37 GMT    IMF-fixdate
///     Sunday, 06-Nov-94 08:49:37 GMT   RFC 850
///     Sun Nov  6 08:49:37 1994         asctime
///
/// The name of the day is not looked at: the date says it.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

struct http_time {
  std::int64_t year, month, day, hour, minute, second;
};

/// Follows a pattern: Y, M, D, h, m and s are digits of the fields, N is a month's name, _ is a
/// digit of the day or a space, and all else is itself.
[[nodiscard]] constexpr std::optional<http_time> http_fields(std::string_view text,
                                                             std::string_view pattern) noexcept {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != pattern.size()) {
    return std::nullopt;
  }
  http_time read{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::string_view letters = "YDhms";
    const std::array fields{&read.year, &read.day, &read.hour, &read.minute, &read.second};
    const std::size_t field = pattern[i] == '_' ? 1 : letters.find(pattern[i]);
    if (pattern[i] == 'N') {
      const std::size_t month = months.find(text.substr(i, 3));
      if (month == std::string_view::npos || month % 3 != 0) {
        return std::nullopt;
      }
      read.month = static_cast<std::int64_t>(month / 3) + 1;
      i += 2;
    } else if (field == std::string_view::npos || (pattern[i] == '_' && text[i] == ' ')) {
      if (pattern[i] != '_' && text[i] != pattern[i]) {
        return std::nullopt;
      }
    } else if (text[i] < '0' || text[i] > '9') {
      return std::nullopt;
    } else {
      *fields[field] = *fields[field] * 10 + (text[i] - '0');
    }
  }
  return read;
}

/// Days from 1970-01-01 on, by Howard Hinnant's days_from_civil ("chrono-Compatible Low-Level Date
/// Algorithms").
[[nodiscard]] constexpr std::int64_t days_since_1970(std::int64_t year, std::int64_t month,
                                                     std::int64_t day) noexcept {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = year / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

/// Seconds since 1970. `now` decides the century of the two digits of RFC 850: what would be more
/// than fifty years ahead is in the past.
[[nodiscard]] constexpr std::optional<std::int64_t> http_date(std::string_view text,
                                                              std::int64_t now) noexcept {
  const std::size_t comma = text.find(',');
  std::optional<http_time> read;
  bool short_year = false;
  if (comma == std::string_view::npos) {
    // "Sun " of asctime
    read = text.size() < 4 ? std::nullopt : http_fields(text.substr(4), "NNN _D hh:mm:ss YYYY");
  } else {
    read = http_fields(text.substr(comma + 1), " DD NNN YYYY hh:mm:ss GMT");
    if (!read) {
      read = http_fields(text.substr(comma + 1), " DD-NNN-YY hh:mm:ss GMT");
      short_year = true;
    }
  }
  if (!read || read->day < 1 || read->day > 31 || read->hour > 23 || read->minute > 59 ||
      read->second > 60) {
    return std::nullopt;
  }
  const auto seconds = [&] {
    return days_since_1970(read->year, read->month, read->day) * 86400 + read->hour * 3600 +
           read->minute * 60 + read->second;
  };
  if (short_year) {
    constexpr std::int64_t year = 31'556'952;
    read->year += (1970 + now / year) / 100 * 100 + 100;
    while (seconds() > now + 50 * year) {
      read->year -= 100;
    }
  }
  return seconds();
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
