// SPDX-License-Identifier: MIT
#include <zerometer/integers.hpp>
#include <zerometer/label_set.hpp>

#include <doctest/doctest.h>

namespace zm = zerometer;

enum class method { get, post };
constexpr auto label_values(method) { return zm::values("GET", "POST"); }
enum class error_type { none, client, server };
constexpr auto label_values(error_type) { return zm::values(zm::absent, "client", "server"); }
using status = zm::integers<200, 404, 500>;

constexpr bool error_only_on_failure(status code, error_type error) noexcept {
  return (code.value() >= 400) == (error != error_type::none);
}
constexpr auto never_post = [](const method& m) { return m != method::post; };

using plain = zm::detail::closed_labels<zm::label<"m", method>, zm::label<"s", status>>;
using ruled = zm::detail::closed_labels<zm::label<"m", method>, zm::label<"s", status>,
                                        zm::constant<"c", "x">, zm::label<"e", error_type>,
                                        zm::only_if<error_only_on_failure>>;
using twice_ruled =
    zm::detail::closed_labels<zm::label<"m", method>, zm::label<"s", status>,
                              zm::label<"e", error_type>, zm::only_if<error_only_on_failure>,
                              zm::only_if<never_post>>;

TEST_CASE("the last label varies fastest") {
  static_assert(plain::series == 6);
  CHECK(plain::index(method::get, status{200}) == 0);
  CHECK(plain::index(method::get, status{500}) == 2);
  CHECK(plain::index(method::post, status{200}) == 3);
  CHECK(plain::value_index<0>(4) == 1);
  CHECK(plain::value_index<1>(4) == 1);
  static_assert(zm::detail::closed_labels<>::series == 1);
  CHECK(zm::detail::closed_labels<>::index() == 0);
}

TEST_CASE("one value that is no member makes the combination invalid") {
  CHECK(plain::valid(method::post, status{500}));
  CHECK_FALSE(plain::valid(static_cast<method>(2), status{500}));
  CHECK_FALSE(plain::valid(method::post, status{501}));
}

TEST_CASE("a predicate says which combinations exist, its parameters matched by type") {
  static_assert(ruled::series == 18);
  std::size_t count = 0;
  for (std::size_t i = 0; i < ruled::series; ++i) {
    const status code{status::members[ruled::value_index<1>(i)]};
    const auto error = static_cast<error_type>(ruled::value_index<2>(i));
    CHECK(ruled::exists(i) == error_only_on_failure(code, error));
    CHECK(ruled::exists(i) == ruled::possible(i));
    count += ruled::exists(i) ? 1U : 0U;
  }
  CHECK(count == 10);
  static_assert(ruled::existing() == 10);
  static_assert(twice_ruled::existing() == 5);
  static_assert(plain::existing() == 6);
}

enum class wide {
  a00,
  a01,
  a02,
  a03,
  a04,
  a05,
  a06,
  a07,
  a08,
  a09,
  a10,
  a11,
  a12,
  a13,
  a14,
  a15,
  a16,
  a17,
  a18,
  a19,
};
constexpr auto label_values(wide) {
  return zm::values("a00", "a01", "a02", "a03", "a04", "a05", "a06", "a07", "a08", "a09", "a10",
                    "a11", "a12", "a13", "a14", "a15", "a16", "a17", "a18", "a19");
}
constexpr bool few(wide value) noexcept { return value < wide::a05; }

TEST_CASE("thousands of combinations are judged within the compilers' limits") {
  using big = zm::detail::closed_labels<zm::label<"w", wide>, zm::label<"m", method>,
                                        zm::label<"s", status>, zm::label<"e", error_type>,
                                        zm::label<"b", bool>,
                                        zm::label<"o", zm::integers<0, 1, 2, 3, 4, 5, 6, 7, 8, 9>>,
                                        zm::only_if<few>, zm::only_if<error_only_on_failure>>;
  static_assert(big::series == 7200);
  static_assert(big::existing() == 5 * 10 * 2 * 10);
  CHECK(big::exists(0));
}

TEST_CASE("[D-L4] keys that Prometheus spells alike are not distinct") {
  using zm::detail::distinct_label_names;
  static_assert(distinct_label_names(zm::list<zm::label<"a.b", bool>, zm::label<"a.c", bool>>{}));
  static_assert(!distinct_label_names(zm::list<zm::label<"a.b", bool>, zm::label<"a_b", bool>>{}));
  static_assert(!distinct_label_names(zm::list<zm::label<"a", bool>, zm::constant<"a", "x">>{}));
  CHECK(true);  // the static_asserts above are the test
}
