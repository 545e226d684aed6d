// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

namespace zm = zerometer;

enum class result { success, failure };
constexpr auto label_values(result) { return zm::values("success", "failure"); }
constexpr bool only_success(result value) noexcept { return value == result::success; }

struct server : zm::meter<server, "server", zm::shared_atomic> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"r", result>, zm::only_if<only_success>> {
  };
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 2}, zm::label<"r", result>,
                          zm::only_if<only_success>> {};
  using metrics = zm::list<calls, time>;
};
using app = zm::exposition<server>;
static zm::snapshot<app> now;

TEST_CASE("a combination that cannot exist shows at the snapshot") {
  server::calls::inc(result::success);
  server::calls::add(3U, result::failure);
  server::time::observe(0.5, result::failure);
  server::time::observe(3.5, result::failure);
  now.take();
  CHECK(now.value<zm::self::invalid>(zm::invalid_reason::combination) == 5);
  now.take();
  CHECK(now.value<zm::self::invalid>(zm::invalid_reason::combination) == 5);
  CHECK(now.value<server::calls>(result::success) == 1);
}

TEST_CASE("a meter without shards is written atomically, and that is no alarm") {
  now.take();
  CHECK(now.value<zm::self::shared_recordings>() == 0);
}

TEST_CASE("the library's version is one") {
  constexpr const char* version = TEXT(ZEROMETER_VERSION_MAJOR) "." TEXT(
      ZEROMETER_VERSION_MINOR) "." TEXT(ZEROMETER_VERSION_PATCH);
  CHECK(zm::self::options::version_text == version);
  CHECK(std::string{MESON_VERSION} == version);
}
