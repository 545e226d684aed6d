// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace zm = zerometer;

enum class method { get, post };
constexpr auto label_values(method) { return zm::values("GET", "POST"); }
using status = zm::integers<200, 500>;

struct server : zm::meter<server, "server"> {
  struct plain : counter<"plain", "", "Without labels."> {};
  struct requests
      : counter<"requests", "{request}", "With every type of label.", zm::label<"m", method>,
                zm::label<"cached", bool>, zm::label<"status", status>> {};
  struct untouched : counter<"untouched", "", "Never recorded."> {};
  using metrics = zm::list<plain, requests, untouched>;
};
using app = zm::exposition<server>;
static zm::snapshot<app> before;
static zm::snapshot<app> after;

template <class Metric, class... Labels>
static std::uint64_t rise(Labels... labels) {
  return after.value<Metric>(labels...) - before.value<Metric>(labels...);
}

TEST_CASE("inc and add reach their series and no other") {
  before.take();
  server::plain::inc();
  server::plain::add(41U);
  server::requests::inc(method::post, true, status{500});
  server::requests::add(7, method::get, false, status{200});
  server::requests::add(std::uint8_t{2}, method::get, false, status{200});
  after.take();
  CHECK(rise<server::plain>() == 42);
  CHECK(rise<server::requests>(method::post, true, status{500}) == 1);
  CHECK(rise<server::requests>(method::get, false, status{200}) == 9);
  std::uint64_t all = 0;
  for (const method m : {method::get, method::post}) {
    for (const bool cached : {false, true}) {
      for (const int code : {200, 500}) {
        all += rise<server::requests>(m, cached, status{code});
      }
    }
  }
  CHECK(all == 10);
  CHECK(after.value<server::untouched>() == 0);
}

TEST_CASE("a label value that is no member is counted as invalid and nowhere else") {
  before.take();
  server::requests::inc(static_cast<method>(2), true, status{200});
  server::requests::add(3U, static_cast<method>(-1), true, status{200});
  server::requests::inc(method::get, true, status{404});
  server::requests::series(method::get, true, status{201}).inc();
  after.take();
  CHECK(rise<zm::self::invalid>(zm::invalid_reason::label) == 4);
  for (const method m : {method::get, method::post}) {
    for (const bool cached : {false, true}) {
      for (const int code : {200, 500}) {
        CHECK(rise<server::requests>(m, cached, status{code}) == 0);
      }
    }
  }
  CHECK(rise<server::plain>() == 0);
}

TEST_CASE("a handle is its series; an empty one records nothing") {
  using handle = decltype(server::plain::series());
  static_assert(std::is_trivially_copyable_v<handle> && sizeof(handle) == 8);
  static_assert(std::is_trivially_destructible_v<handle>);
  before.take();
  const auto post = server::requests::series(method::post, false, status{200});
  post.inc();
  post.add(9U);
  const handle empty;
  empty.inc();
  empty.add(5U);
  after.take();
  CHECK(rise<server::requests>(method::post, false, status{200}) == 10);
  CHECK(rise<server::plain>() == 0);
  CHECK(rise<server::untouched>() == 0);
}

TEST_CASE("counts are exact to 64 bits and wrap") {
  before.take();
  server::untouched::add(std::numeric_limits<std::uint64_t>::max());
  after.take();
  CHECK(rise<server::untouched>() == std::numeric_limits<std::uint64_t>::max());
  server::untouched::add(2U);
  after.take();
  CHECK(rise<server::untouched>() == 1);
}

TEST_CASE("every verb is noexcept") {
  static_assert(noexcept(server::plain::inc()));
  static_assert(noexcept(server::plain::add(1U)));
  static_assert(noexcept(server::requests::inc(method::get, true, status{200})));
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("the signal-safe calls count in the same series") {
  before.take();
  server::plain::inc_signal_safe();
  server::requests::add_signal_safe(4U, method::get, true, status{200});
  server::requests::inc_signal_safe(static_cast<method>(9), true, status{200});
  after.take();
  CHECK(rise<server::plain>() == 1);
  CHECK(rise<server::requests>(method::get, true, status{200}) == 4);
  CHECK(rise<zm::self::invalid>(zm::invalid_reason::label) == 1);
}
