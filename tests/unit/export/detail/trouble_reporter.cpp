// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/trouble_reporter.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace zm = zerometer;

TEST_CASE("of each kind of trouble one a second is told") {
  static std::vector<std::string> told;
  zm::detail::trouble_reporter reporter{
      {[](const zm::export_error& error, void*) noexcept { told.emplace_back(error.text()); },
       nullptr}};
  constexpr std::uint64_t second = 1'000'000'000;
  reporter.report_at(5 * second, zm::export_trouble::busy, 0, {"a"});
  reporter.report_at(5 * second + 1, zm::export_trouble::busy, 0, {"b"});
  reporter.report_at(5 * second + 2, zm::export_trouble::descriptors, 0, {"c"});
  reporter.report_at(6 * second - 1, zm::export_trouble::busy, 0, {"d"});
  reporter.report_at(6 * second, zm::export_trouble::busy, 0, {"e"});
  reporter.report(zm::export_trouble::internal, 0, {"f", "g"});
  CHECK(told == std::vector<std::string>{"a", "c", "e", "fg"});
}
