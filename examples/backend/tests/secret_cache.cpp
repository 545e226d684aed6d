// SPDX-License-Identifier: MIT
#include "secrets/secret_cache.hpp"

#include <doctest/doctest.h>

#include <string>

using backend::environment;
using backend::place;
using backend::secret_cache;

namespace {

const place home{"project"};
const place elsewhere{"project", environment::prod, "/"};

}  // namespace

TEST_CASE("what is put is found at its place, and is of nobody else") {
  secret_cache cache({});
  cache.put(home, "a", "sealed", cache.get(home, "a").since);
  CHECK(cache.get(home, "a").sealed == "sealed");
  CHECK_FALSE(cache.get(home, "b").sealed);
  CHECK_FALSE(cache.get(home, {}).sealed);
  CHECK_FALSE(cache.get(elsewhere, "a").sealed);
}

TEST_CASE("a write ends the secret's entry and the list's, and no other") {
  secret_cache cache({});
  for (const char* const name : {"a", "b", ""}) {
    cache.put(home, name, name, cache.get(home, name).since);
  }
  cache.end(home, "a");
  CHECK_FALSE(cache.get(home, "a").sealed);
  CHECK_FALSE(cache.get(home, {}).sealed);
  CHECK(cache.get(home, "b").sealed == "b");
}

TEST_CASE("who read before a write cannot put the old value back behind it") {
  secret_cache cache({});
  const auto before = cache.get(home, "a");
  cache.end(home, "a");
  cache.put(home, "a", "old", before.since);
  CHECK_FALSE(cache.get(home, "a").sealed);
  cache.put(home, "a", "new", cache.get(home, "a").since);
  CHECK(cache.get(home, "a").sealed == "new");
}

TEST_CASE("an entry that is too large is not kept") {
  secret_cache cache({.entries = 10, .entry_bytes = 4});
  cache.put(home, "a", "1234", cache.get(home, "a").since);
  cache.put(home, "b", "12345", cache.get(home, "b").since);
  CHECK(cache.get(home, "a").sealed == "1234");
  CHECK_FALSE(cache.get(home, "b").sealed);
}
