// SPDX-License-Identifier: MIT
#include <zerometer/fixed_string.hpp>

#include <doctest/doctest.h>

namespace zm = zerometer;

template <zm::fixed_string Text>
struct named {
  static constexpr std::string_view text = Text.view();
};

TEST_CASE("a literal is a template argument") {
  CHECK(named<"a.b">::text == "a.b");
  CHECK(named<"">::text.empty());
  static_assert(std::is_same_v<named<"a">, named<"a">>);
  static_assert(!std::is_same_v<named<"a">, named<"b">>);
}

TEST_CASE("no help on purpose is not an empty help") {
  CHECK(zm::no_help.view() != std::string_view{});
}
