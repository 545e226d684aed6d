// SPDX-License-Identifier: MIT
#include <zerometer/semconv/http_labels.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>

namespace zm = zerometer;

template <class Label>
using domain = zm::detail::label_domain<Label>;

TEST_CASE("[H-10] a method is known by its exact name, and every other is _OTHER") {
  constexpr auto names = label_values(zm::http_method{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    CAPTURE(names[i]);
    CHECK(zm::http_method_of(names[i]) == static_cast<zm::http_method>(i));
  }
  static_assert(zm::http_method_of("DELETE") == zm::http_method::del);
  static_assert(zm::http_method_of("PATCH") == zm::http_method::patch);
  CHECK(domain<zm::http_method>::text(9) == "_OTHER");
  for (const std::string_view other :
       {"", "get", "GET ", "GETS", "GE", "PROPFIND", "_other", "_OTHER"}) {
    CAPTURE(other);
    CHECK(zm::http_method_of(other) == zm::http_method::other);
  }
  CHECK(zm::http_method_of({"GET\0", 4}) == zm::http_method::other);
}

TEST_CASE("every code has a place with its own text, or that of its class, and others are none") {
  std::set<std::string> texts;
  for (int code = 100; code < 600; ++code) {
    CAPTURE(code);
    const zm::http_status status{code};
    CHECK((status.value() == code || status.value() == code / 100 * 100));
    CHECK(status.code_class() == code / 100);
    const std::size_t index = domain<zm::http_status>::index(status);
    REQUIRE(index < domain<zm::http_status>::count);
    CHECK(domain<zm::http_status>::at(index) == status);
    CHECK(domain<zm::http_status>::text(index) == std::to_string(status.value()));
    texts.emplace(domain<zm::http_status>::text(index));
  }
  CHECK(texts.size() == domain<zm::http_status>::count - 1);
  static_assert(zm::http_status{418}.value() == 418);
  static_assert(zm::http_status{299}.value() == 200);
  static_assert(zm::http_status{599U}.value() == 500);
  CHECK(zm::http_status{499}.value() == 499);
  for (const auto code : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-200},
                          std::int64_t{0}, std::int64_t{99}, std::int64_t{600}, std::int64_t{999},
                          std::int64_t{65736}, std::numeric_limits<std::int64_t>::max()}) {
    CAPTURE(code);
    CHECK(zm::http_status{code} == zm::http_status{});
  }
  CHECK(zm::http_status{std::numeric_limits<std::uint64_t>::max()}.value() == 0);
  CHECK(zm::http_status{static_cast<signed char>(-56)}.value() == 0);
  CHECK(domain<zm::http_status>::text(0).empty());
  CHECK(zm::http_status{}.code_class() == 0);
}

TEST_CASE("[H-10] an error follows from the code: 5xx, to clients 4xx, and to both none at all") {
  const auto text = [](zm::http_error error) {
    const std::size_t index = domain<zm::http_error>::index(error);
    REQUIRE(index < domain<zm::http_error>::count);
    CHECK(domain<zm::http_error>::at(index) == error);
    return std::string{domain<zm::http_error>::text(index)};
  };
  for (int code = 100; code < 600; ++code) {
    CAPTURE(code);
    const zm::http_status status{code};
    const std::string own = std::to_string(status.value());
    CHECK(text(zm::http_error::of_server(status)) == (code >= 500 ? own : ""));
    CHECK(text(zm::http_error::of_client(status)) == (code >= 400 ? own : ""));
  }
  CHECK(text(zm::http_error::of_server({})) == "_OTHER");
  CHECK(text(zm::http_error::of_client({})) == "_OTHER");
  CHECK(text(zm::http_error{zm::http_failure::none}).empty());
  CHECK(text(zm::http_error{zm::http_failure::timeout}) == "timeout");
  CHECK(text(zm::http_error{zm::http_failure::other}) == "_OTHER");
}

TEST_CASE("a failure that is no enumerator is no member, and not a status code") {
  for (int i = 7; i < 256; ++i) {
    const zm::http_error error{static_cast<zm::http_failure>(i)};
    CHECK(domain<zm::http_error>::index(error) >= domain<zm::http_error>::count);
  }
}
