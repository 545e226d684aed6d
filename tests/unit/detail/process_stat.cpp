// SPDX-License-Identifier: MIT
#include <zerometer/detail/process_stat.hpp>

#include <doctest/doctest.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace detail = zerometer::detail;

namespace {

constexpr std::string_view fields =
    " R 4 5 6 -7 8 9 10 11 12 13 1414 1515 -16 -17 18 -19 20 21 2222 232323 2424 "
    "18446744073709551615 26\n";

/// The same in another way: all fields apart first, then the numbers.
detail::process_stat parse_plainly(const std::string& text) {
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) {
    return {};
  }
  std::vector<std::string> parts;
  std::size_t begin = name_end + 1;
  for (std::size_t end = 0; (end = text.find(' ', begin)) != std::string::npos; begin = end + 1) {
    parts.push_back(text.substr(begin, end - begin));
  }
  detail::process_stat all{.known = parts.size() >= 23};
  const auto number = [&](std::size_t field) {
    std::uint64_t value = 0;
    if (all.known) {
      const std::string& part = parts[field - 2];
      const auto done = std::from_chars(part.data(), part.data() + part.size(), value);
      all.known = done.ec == std::errc{} && done.ptr == part.data() + part.size();
    }
    return value;
  };
  all.user_ticks = number(14);
  all.system_ticks = number(15);
  all.threads = number(20);
  all.start_ticks = number(22);
  all.virtual_bytes = number(23);
  all.resident_pages = number(24);
  return all.known ? all : detail::process_stat{};
}

bool same(const detail::process_stat& a, const detail::process_stat& b) {
  return a.known == b.known && a.user_ticks == b.user_ticks && a.system_ticks == b.system_ticks &&
         a.threads == b.threads && a.start_ticks == b.start_ticks &&
         a.virtual_bytes == b.virtual_bytes && a.resident_pages == b.resident_pages;
}

}  // namespace

TEST_CASE("[L-35] the fields of a process stand behind the last parenthesis of its name") {
  for (const std::string_view name :
       {"head", "a b", "a) S 1 (c) (d", "\n)", "", ")", "1 2 3 4 5"}) {
    CAPTURE(name);
    const auto stat =
        detail::parse_process_stat("17 (" + std::string{name} + ")" + std::string{fields});
    CHECK(stat.known);
    CHECK(stat.user_ticks == 1414);
    CHECK(stat.system_ticks == 1515);
    CHECK(stat.threads == 20);
    CHECK(stat.start_ticks == 2222);
    CHECK(stat.virtual_bytes == 232323);
    CHECK(stat.resident_pages == 2424);
  }
}

TEST_CASE("a text that ends too early says nothing, since what is cut may be a number") {
  const std::string whole = "17 (a) b)" + std::string{fields};
  const std::size_t enough = whole.find(" 2424 ") + 6;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const auto stat = detail::parse_process_stat(std::string_view{whole}.substr(0, size));
    CHECK(stat.known == (size >= enough));
    CHECK(stat.resident_pages == (size >= enough ? 2424 : 0));
    CHECK(stat.user_ticks == (size >= enough ? 1414 : 0));
  }
}

TEST_CASE("numbers are of 64 bits, and nothing else is one") {
  const auto with = [](std::string_view number) {
    std::string text = "17 (a)" + std::string{fields};
    text.replace(text.find("232323"), 6, number);
    return detail::parse_process_stat(text);
  };
  CHECK(with("18446744073709551615").virtual_bytes == std::numeric_limits<std::uint64_t>::max());
  CHECK(with("00000000000000000000000000007").virtual_bytes == 7);
  for (const std::string_view bad : {"18446744073709551616", "99999999999999999999", "-1", "+1",
                                     "1e3", "0x10", "", "7\n", "7\t"}) {
    CAPTURE(bad);
    CHECK_FALSE(with(bad).known);
  }
}

TEST_CASE("whatever the text, it is what a plainer parser makes of it") {
  std::mt19937 random{7};
  std::size_t known = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = "17 (a b)" + std::string{fields};
    for (auto n = random() % 4; n > 0; --n) {
      const std::size_t at = random() % text.size();
      constexpr std::string_view alphabet = "0123456789 )(-\n\0x";
      switch (random() % 4) {
      case 0:
        text[at] = alphabet[random() % alphabet.size()];
        break;
      case 1:
        text.insert(at, 1, alphabet[random() % alphabet.size()]);
        break;
      case 2:
        text.erase(at, 1 + random() % 3);
        break;
      default:
        text.insert(at, std::string{text.substr(0, random() % 30)});
        break;
      }
      if (text.empty()) {
        break;
      }
    }
    if (random() % 8 == 0) {
      text.resize(random() % (text.size() + 1));
    }
    const std::vector<char> exact{text.begin(), text.end()};  // its end is watched
    const auto stat = detail::parse_process_stat({exact.data(), exact.size()});
    REQUIRE_MESSAGE(same(stat, parse_plainly(text)), text);
    known += stat.known ? 1U : 0U;
  }
  CHECK(known > 10'000);
  CHECK(known < 90'000);
}
