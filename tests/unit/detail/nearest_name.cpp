// SPDX-License-Identifier: MIT
#include <zerometer/detail/nearest_name.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

namespace detail = zerometer::detail;

TEST_CASE("edits") {
  CHECK(detail::edits("", "") == 0);
  CHECK(detail::edits("abc", "abc") == 0);
  CHECK(detail::edits("abc", "") == 3);
  CHECK(detail::edits("", "abc") == 3);
  CHECK(detail::edits("kitten", "sitting") == 3);
  CHECK(detail::edits("METRIC", "METRICS") == 1);
  CHECK(detail::edits("METRICS", "METRIC") == 1);
  CHECK(detail::edits("EXPORTER", "EXPROTER") == 2);
  const std::string longest(63, 'a');
  CHECK(detail::edits(longest, longest) == 0);
  CHECK(detail::edits(longest + "a", longest + "a") == 64);
}

TEST_CASE("the nearest name, of few edits") {
  constexpr std::array<std::string_view, 3> names{"PORT", "HOST", "HEADERS"};
  const auto nearest = [&](std::string_view name) {
    return detail::nearest_name(name, names.size(), [&](std::size_t i) { return names[i]; });
  };
  CHECK(nearest("PORTS") == "PORT");
  CHECK(nearest("HEADER") == "HEADERS");
  CHECK(nearest("HOTS") == "HOST");
  CHECK(nearest("HOST") == "HOST");
  CHECK(nearest("HEADE") == "HEADERS");
  CHECK(nearest("HEAD") == "");
  CHECK(nearest("HEADERLESS") == "");
  CHECK(nearest("") == "");
}
