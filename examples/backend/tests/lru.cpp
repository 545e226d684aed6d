// SPDX-License-Identifier: MIT
#include "lru.hpp"

#include <doctest/doctest.h>

#include <string>

using backend::lru;

TEST_CASE("the least recently used entry goes, and a look makes an entry young again") {
  lru<std::string, int> kept(2);
  kept.put("a", 1);
  kept.put("b", 2);
  REQUIRE(kept.get("a") != nullptr);
  kept.put("c", 3);
  CHECK(kept.size() == 2);
  CHECK(kept.get("b") == nullptr);
  REQUIRE(kept.get("a") != nullptr);
  CHECK(*kept.get("a") == 1);
  REQUIRE(kept.get("c") != nullptr);
  CHECK(*kept.get("c") == 3);
}

TEST_CASE("a second value takes the place of the first, and no other's") {
  lru<std::string, int> kept(2);
  kept.put("a", 1);
  kept.put("b", 2);
  kept.put("a", 3);
  CHECK(kept.size() == 2);
  CHECK(*kept.get("a") == 3);
  CHECK(*kept.get("b") == 2);
  kept.erase("a");
  kept.erase("a");
  CHECK(kept.size() == 1);
  CHECK(kept.get("a") == nullptr);
}
