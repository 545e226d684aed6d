// SPDX-License-Identifier: MIT
/// How a test is written with it in doctest; testing_gtest.cpp is the same in GoogleTest.
#include <zerometer/testing.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <thread>

namespace zm = zerometer;

enum class method { get, post };
constexpr auto label_values(method) { return zm::values("GET", "POST"); }

struct server : zm::meter<server, "my.server"> {
  struct requests
      : counter<"requests", "", "Requests.", zm::label<"method", method>, zm::label<"hit", bool>> {
  };
  struct bytes : double_counter<"bytes", "By", "Bytes."> {};
  struct active : up_down_counter<"active", "", "Active."> {};
  struct level : gauge<"level", "", "Level."> {};
  struct latency
      : histogram<"latency", "s", "Time.", zm::bounds{1, 2}, zm::label<"method", method>> {};
  struct nano : histogram<"nano", "s", "Time.", zm::nanosecond_bounds(5), zm::min_max> {};
  struct build : info<"build", "Build.", zm::constant<"version", "1">> {};
  using metrics = zm::list<requests, bytes, active, level, latency, nano, build>;
};
struct off : zm::meter<off, "off", zm::enabled<false>> {
  struct calls : counter<"calls", "", "Calls."> {};
  struct latency : histogram<"latency", "s", "Time.", zm::bounds{1}> {};
  using metrics = zm::list<calls, latency>;
};
using app = zm::exposition<server, off>;
static zm::testing::difference<app> seen;

TEST_CASE("a rise is what was recorded between the two snapshots, whatever was before") {
  server::requests::add(1000U, method::get, true);
  server::latency::observe(1.5, method::post);
  seen.begin();
  server::requests::add(2U, method::get, true);
  server::bytes::add(0.5);
  server::active::inc();
  server::active::add(-3);
  server::level::add(-2.5);
  server::latency::observe(0.5, method::post);
  server::latency::observe(4, method::post);
  server::nano::observe(7);
  seen.take();
  CHECK(seen.rise<server::requests>(method::get, true) == 2);
  CHECK(seen.rise<server::requests>(method::get, false) == 0);
  CHECK(seen.rise<server::bytes>() == 0.5);
  CHECK(seen.rise<server::active>() == -2);
  CHECK(seen.rise<server::level>() == -2.5);
  CHECK(seen.rise<server::nano>().sum() == 7);
  const auto latency = seen.rise<server::latency>(method::post);
  CHECK(latency.count() == 2);
  CHECK(latency.sum() == 4.5);
  CHECK(latency.bucket(0) == 1);
  CHECK(latency.bucket(1) == 0);
  CHECK(latency.bucket(2) == 1);
  CHECK(seen.unasked() == "");
}

TEST_CASE("nothing recorded is no rise, and nothing unasked") {
  seen.begin();
  CHECK(seen.rise<server::requests>(method::get, true) == 0);
  CHECK(seen.unasked() == "");
  seen.take();
  CHECK(seen.unasked() == "");
}

TEST_CASE("what moved and was not asked for is named, with its labels") {
  seen.begin();
  server::requests::inc(method::post, false);
  seen.take();
  CHECK(seen.unasked() == "my.server: requests method=POST hit=false rose by 1");
  CHECK(seen.rise<server::requests>(method::post, true) == 0);
  CHECK(seen.unasked() == "my.server: requests method=POST hit=false rose by 1");
  CHECK(seen.rise<server::requests>(method::post, false) == 1);
  CHECK(seen.unasked() == "");

  seen.begin();
  server::bytes::add(0.25);
  seen.take();
  CHECK(seen.unasked() == "my.server: bytes rose by 0.25");

  seen.begin();
  server::active::dec();
  seen.take();
  CHECK(seen.unasked() == "my.server: active rose by -1");

  seen.begin();
  server::latency::observe(3, method::get);
  server::latency::observe(3, method::get);
  seen.take();
  CHECK(seen.unasked() == "my.server: latency method=GET rose by 2 observations");

  seen.begin();
  server::level::set(std::numeric_limits<double>::quiet_NaN());
  seen.take();
  CHECK(seen.unasked() == "my.server: level rose by NaN");
  server::level::set(0);
}

TEST_CASE("a series that was asked for speaks for no other metric's") {
  seen.begin();
  server::bytes::add(0.25);
  seen.take();
  CHECK(seen.rise<server::requests>(method::get, false) == 0);
  CHECK(seen.rise<server::level>() == 0.0);
  CHECK(seen.unasked() == "my.server: bytes rose by 0.25");
}

TEST_CASE("what was asked before the second snapshot is asked again") {
  seen.begin();
  CHECK(seen.rise<server::active>() == 0);
  server::active::inc();
  seen.take();
  CHECK(seen.unasked() == "my.server: active rose by 1");
}

TEST_CASE("an up-down counter that is where it was has not moved") {
  seen.begin();
  server::active::inc();
  server::active::dec();
  seen.take();
  CHECK(seen.unasked() == "");
}

TEST_CASE("a refused value is seen, on the library's own meter") {
  seen.begin();
  server::latency::observe(-1, method::get);
  seen.take();
  CHECK(seen.unasked() == "zerometer: zerometer.invalid reason=negative rose by 1");
  CHECK(seen.rise<zm::self::invalid>(zm::invalid_reason::negative) == 1);
  CHECK(seen.unasked() == "");
}

TEST_CASE("a label value that is no member did not rise") {
  seen.begin();
  server::requests::inc(static_cast<method>(9), true);
  seen.take();
  CHECK(seen.rise<server::requests>(static_cast<method>(9), true) == 0);
  CHECK(seen.rise<server::latency>(static_cast<method>(9)).count() == 0);
}

TEST_CASE("a meter that is off does not rise") {
  seen.begin();
  off::calls::inc();
  off::latency::observe(1);
  seen.take();
  CHECK(seen.rise<off::calls>() == 0);
  CHECK(seen.rise<off::latency>().count() == 0);
  CHECK(seen.rise<off::latency>().sum() == 0.0);
  CHECK(seen.unasked() == "");
}

TEST_CASE("what another thread recorded is there once it was joined") {
  seen.begin();
  std::thread{[] { server::requests::inc(method::get, false); }}.join();
  seen.take();
  CHECK(seen.rise<server::requests>(method::get, false) == 1);
}

// Meters that the application forgot.
struct forgotten : zm::meter<forgotten, "forgotten"> {
  struct calls : counter<"calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
namespace hidden {
namespace {
struct levels : zm::meter<levels, "levels"> {
  struct level : gauge<"level", "", "Level."> {};
  using metrics = zm::list<level>;
};
}  // namespace
}  // namespace hidden
struct shared_only : zm::meter<shared_only, "shared.only", zm::shared_atomic> {
  struct calls : counter<"calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
struct texts_only : zm::meter<texts_only, "texts.only"> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"path", zm::text<8>>> {};
  using metrics = zm::list<calls>;
};
struct observed_only : zm::meter<observed_only, "observed.only"> {
  struct level : observable_gauge<"level", "", "Level."> {};
  using metrics = zm::list<level>;
};

#if defined(__linux__)
TEST_CASE("a meter in no exposition is found once it has recorded, of whatever kind it is") {
  std::array<char, 200> name;
  CHECK(zm::testing::unexposed<app>(name) == "");

  // The library's own meter is left out on purpose, if it is.
  server::latency::observe(-1, method::get);
  CHECK(zm::testing::unexposed<zm::exposition<server, zm::without_self_metrics>>(name) == "");

  forgotten::calls::inc();
  CHECK(zm::testing::unexposed<app>(name) == "forgotten");
  using with_forgotten = zm::exposition<forgotten>;
  CHECK(zm::testing::unexposed<app, with_forgotten>(name) == "");

  // Read, so that the compiler keeps what nobody outside of this file could read.
  static zm::snapshot<zm::exposition<hidden::levels>> levels;
  hidden::levels::level::set(1);
  levels.take();
  CHECK(levels.value<hidden::levels::level>() == 1);
  const std::string_view found = zm::testing::unexposed<app, with_forgotten>(name);
  CHECK(found.starts_with("hidden::(anonymous namespace)::levels"));
  using with_levels = zm::exposition<forgotten, hidden::levels>;
  CHECK(zm::testing::unexposed<app, with_levels>(name) == "");

  shared_only::calls::inc();
  CHECK(zm::testing::unexposed<app, with_levels>(name) == "shared_only");
  using with_shared = zm::exposition<shared_only>;
  CHECK(zm::testing::unexposed<app, with_levels, with_shared>(name) == "");

  texts_only::calls::inc("/");
  CHECK(zm::testing::unexposed<app, with_levels, with_shared>(name) == "texts_only");
  using with_texts = zm::exposition<texts_only>;
  CHECK(zm::testing::unexposed<app, with_levels, with_shared, with_texts>(name) == "");

  const zm::binding<observed_only::level> bound{
      [](zm::observer<observed_only::level>& out) noexcept { out.observe(1); }};
  CHECK(zm::testing::unexposed<app, with_levels, with_shared, with_texts>(name) ==
        "observed_only::level");
  using with_observed = zm::exposition<observed_only>;
  CHECK(zm::testing::unexposed<app, with_levels, with_shared, with_texts, with_observed>(name) ==
        "");

  std::array<char, 4> small;
  CHECK(zm::testing::unexposed<app>(small).size() == 4);
}
#endif
