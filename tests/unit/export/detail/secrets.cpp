// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/secrets.hpp>

#include <doctest/doctest.h>

#include <string>

using zerometer::detail::secrets;

TEST_CASE("a secret is found wherever it stands") {
  secrets hidden;
  CHECK_FALSE(hidden.appear_in("anything"));
  hidden.add("swordfish");
  hidden.add("t0ken");
  CHECK(hidden.appear_in("no swordfish here"));
  CHECK(hidden.appear_in("swordfish"));
  CHECK(hidden.appear_in("xt0kenx"));
  CHECK_FALSE(hidden.appear_in("swordfis t0ke"));
  CHECK_FALSE(hidden.appear_in(""));
}

TEST_CASE("one that is too short is none, and of a long one the begin is enough") {
  secrets hidden;
  hidden.add("");
  hidden.add("abc");
  CHECK_FALSE(hidden.appear_in("abc"));
  hidden.add(std::string(100, 'x') + "y");
  CHECK(hidden.appear_in(std::string(64, 'x')));
  CHECK_FALSE(hidden.appear_in(std::string(63, 'x')));
}

TEST_CASE("there is room for some, and the first ones are kept") {
  secrets hidden;
  for (int i = 0; i < 100; ++i) {
    hidden.add("secret " + std::to_string(1000 + i));
  }
  CHECK(hidden.appear_in("secret 1000"));
  CHECK(hidden.appear_in("secret 1015"));
}
