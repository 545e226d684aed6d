// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace zm = zerometer;

enum class result { success, failure };
constexpr auto label_values(result) { return zm::values("success", "failure"); }
enum class error { none, timeout };
constexpr auto label_values(error) { return zm::values(zm::absent, "timeout"); }
constexpr bool error_only_on_failure(result r, error e) {
  return (r == result::failure) == (e != error::none);
}

struct app_meter : zm::meter<app_meter, "app"> {
  struct calls
      : counter<"calls", "", "Calls.", zm::label<"user", zm::text<8>>, zm::label<"result", result>,
                zm::label<"path", zm::text<16>>, zm::label<"error.type", error>,
                zm::only_if<error_only_on_failure>, zm::cardinality_limit<6>> {};
  struct plain : counter<"plain", "", "Of default size.", zm::label<"x", zm::text<>>> {};
  using metrics = zm::list<calls, plain>;
};
using labels = app_meter::calls::labels;
using app = zm::exposition<app_meter>;
static zm::snapshot<app> now;

static std::uint64_t invalid(zm::invalid_reason reason) {
  now.take();
  return now.value<zm::self::invalid>(reason);
}

TEST_CASE("defaults are OpenTelemetry's limit and 128 bytes a value") {
  static_assert(app_meter::plain::labels::capacity == 2000);
  static_assert(zm::text<>::limit == 128);
  static_assert(labels::capacity == 6);
  static_assert(labels::series == 7);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("a series is known by all its values, texts and closed ones mixed") {
  const std::size_t first = labels::locate("ann", result::success, "/a", error::none);
  CHECK(first == 0);
  CHECK(labels::locate("ann", result::failure, "/a", error::timeout) == 1);
  CHECK(labels::locate("/a", result::success, "ann", error::none) == 2);
  CHECK(labels::locate("ann", result::success, "/a", error::none) == 0);
  CHECK(labels::find("ann", result::failure, "/a", error::timeout) == 1);
  CHECK(labels::find("bob", result::success, "/a", error::none) == labels::series);
  CHECK(labels::text<0>(1) == "ann");
  CHECK(labels::text<1>(1) == "failure");
  CHECK(labels::text<2>(1) == "/a");
  CHECK(labels::text<3>(1) == "timeout");
  CHECK(labels::text<3>(0).empty());
  CHECK(labels::text<4>(0).empty());
  CHECK(labels::value_index<1>(1) == 1);
  CHECK(labels::value_index<3>(1) == 1);
}

TEST_CASE("a value that is no member of its closed label makes no series") {
  const std::size_t size = labels::size();
  const std::uint64_t before = invalid(zm::invalid_reason::label);
  app_meter::calls::inc("ann", static_cast<result>(9), "/a", error::none);
  CHECK(invalid(zm::invalid_reason::label) == before + 1);
  CHECK(labels::size() == size);
  CHECK(labels::find("ann", static_cast<result>(9), "/a", error::none) == labels::series);
}

TEST_CASE("a combination that cannot exist makes no series, and is counted at once") {
  const std::size_t size = labels::size();
  const std::uint64_t before = invalid(zm::invalid_reason::combination);
  app_meter::calls::inc("ann", result::success, "/a", error::timeout);
  CHECK(invalid(zm::invalid_reason::combination) == before + 1);
  CHECK(labels::size() == size);
}

TEST_CASE("the identity is what is kept: cut, and made UTF-8") {
  const std::uint64_t cut = invalid(zm::invalid_reason::length);
  const std::uint64_t replaced = invalid(zm::invalid_reason::encoding);
  const std::size_t series = labels::locate("eightlet", result::success, "", error::none);
  CHECK(labels::locate("eightletters", result::success, {}, error::none) == series);
  CHECK(labels::find("eightlettres", result::success, "", error::none) == series);
  CHECK(invalid(zm::invalid_reason::length) == cut + 1);  // find counts nothing
  const std::size_t odd = labels::locate("\xFF", result::success, "", error::none);
  CHECK(labels::locate("\xFE", result::success, "", error::none) == odd);
  CHECK(labels::locate("\xEF\xBF\xBD", result::success, "", error::none) == odd);
  CHECK(labels::text<0>(odd) == "\xEF\xBF\xBD");
  CHECK(invalid(zm::invalid_reason::encoding) == replaced + 2);
  CHECK(invalid(zm::invalid_reason::length) == cut + 1);
}

TEST_CASE("a null pointer is an empty text, which is an absent label") {
  const char* const none = nullptr;
  const std::size_t series = labels::locate("eightlet", result::success, none, error::none);
  CHECK(series == labels::locate("eightlet", result::success, std::string{}, error::none));
  CHECK(labels::text<2>(series).empty());
}

TEST_CASE("[G-06] a full table has one series more, which has no value and the mark") {
  while (labels::size() < labels::capacity) {
    app_meter::calls::inc(std::to_string(labels::size()), result::success, "", error::none);
  }
  now.take();
  const std::uint64_t before = now.value<zm::self::overflow>("app", "calls");
  CHECK(labels::locate("late", result::success, "", error::none) == labels::capacity);
  CHECK(labels::locate("later", result::failure, "", error::timeout) == labels::capacity);
  CHECK(labels::locate("ann", result::success, "/a", error::none) == 0);
  CHECK(labels::text<0>(labels::capacity).empty());
  CHECK(labels::text<1>(labels::capacity).empty());
  CHECK(labels::value_index<1>(labels::capacity) == 2);
  CHECK(labels::text<4>(labels::capacity) == "true");
  now.take();
  CHECK(now.value<zm::self::overflow>("app", "calls") == before + 2);
}

struct rare_meter : zm::meter<rare_meter, "rare"> {
  using code = zm::integers<200, 404, 500>;
  struct calls : counter<"rare.calls", "", "Calls.", zm::label<"result", result>,
                         zm::label<"code", code>, zm::label<"error.type", error>,
                         zm::only_if<error_only_on_failure>, zm::cardinality_limit<3>> {};
  struct dense : counter<"dense.calls", "", "Calls.", zm::label<"code", code>> {};
  struct time : histogram<"rare.time", "s", "Time.", zm::bounds{1}, zm::label<"code", code>,
                          zm::cardinality_limit<2>, zm::per_thread> {};
  using metrics = zm::list<calls, dense, time>;
};

TEST_CASE("a limit puts closed labels alone into a table, with a cell for each series in it") {
  using calls = rare_meter::calls;
  using code = rare_meter::code;
  static zm::snapshot<zm::exposition<rare_meter>> all;
  static_assert(calls::labels::is_open && calls::labels::series == 4);
  static_assert(!rare_meter::dense::labels::is_open);
  const auto refused = [] {
    all.take();
    return all.value<zm::self::invalid>(zm::invalid_reason::combination);
  };
  all.take();
  CHECK_FALSE(all.has<calls>(result::success, code{200}, error::none));
  const std::uint64_t before = refused();

  calls::add(2, result::success, code{200}, error::none);
  calls::inc(result::failure, code{500}, error::timeout);
  calls::inc(result::success, code{200}, error::timeout);  // cannot exist
  calls::inc(result::success, code{404}, error::none);
  calls::inc(result::success, code{200}, error::none);
  calls::inc(result::success, code{500}, error::none);  // no room
  CHECK(refused() == before + 1);
  CHECK(all.value<calls>(result::success, code{200}, error::none) == 3);
  CHECK(all.value<calls>(result::failure, code{500}, error::timeout) == 1);
  CHECK(all.value<calls>(result::success, code{404}, error::none) == 1);
  CHECK_FALSE(all.has<calls>(result::success, code{500}, error::none));
  CHECK(all.overflow<calls>() == 1);
  CHECK(calls::labels::text<1>(1) == "500");

  for (const int status : {200, 404, 500}) {
    rare_meter::time::observe(0.5, code{status});
  }
  all.take();
  CHECK(all.value<rare_meter::time>(code{404}).count() == 1);
  CHECK(all.overflow<rare_meter::time>().count() == 1);
}
