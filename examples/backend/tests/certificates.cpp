// SPDX-License-Identifier: MIT
#include "syncs/certificates.hpp"

#include "database/schema.hpp"
#include "database/state_directory.hpp"
#include "trouble.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace backend {

namespace {

using namespace std::chrono_literals;
using texts = std::vector<std::string>;

struct fixture {
  state_directory in{""};
  pool rows{{.file = in.file("test.sqlite"), .schema = secrets_schema, .busy = 20ms}};
  certificates tested{rows};
};

texts numbered(std::size_t size) {
  texts made;
  for (std::size_t i = 0; i < size; ++i) {
    made.push_back(std::to_string(i));
  }
  return made;
}

}  // namespace

TEST_CASE("a certificate is once in its project, and in no other") {
  fixture all;
  CHECK(all.tested.all("one").empty());
  CHECK(all.tested.add("one", {"b", "a", "b"}));
  CHECK(all.tested.add("one", {"a"}));
  CHECK(all.tested.add("two", {"c"}));
  CHECK(all.tested.all("one") == texts{"a", "b"});
  CHECK(all.tested.all("two") == texts{"c"});
}

TEST_CASE("certificates beyond the room of a project are not added, none of them") {
  fixture all;
  CHECK(all.tested.add("one", numbered(certificates::capacity - 1)));
  CHECK_FALSE(all.tested.add("one", {"x", "y"}));
  CHECK(all.tested.all("one").size() == certificates::capacity - 1);
  CHECK(all.tested.add("one", {"x"}));
  CHECK_FALSE(all.tested.add("one", {"y"}));
  CHECK(all.tested.add("two", {"y"}));
}

TEST_CASE("certificates that a lock keeps out leave nothing behind, and can come again") {
  fixture all;
  pool other{{.file = all.in.file("test.sqlite"), .schema = secrets_schema}};
  {
    const pool::lease holder(other);
    sqlite3_exec(holder.get(), "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    CHECK_THROWS_AS(static_cast<void>(all.tested.add("one", {"a"})), trouble);
    sqlite3_exec(holder.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  CHECK(all.tested.all("one").empty());
  CHECK(all.tested.add("one", {"a"}));
}

TEST_CASE("threads that add at once never pass the room of a project") {
  fixture all;
  CHECK(all.tested.add("one", numbered(certificates::capacity - 5)));
  std::vector<std::thread> adders;
  for (char name = 'a'; name < 'e'; ++name) {
    adders.emplace_back([&all, name] {
      for (int i = 0; i < 4; ++i) {
        static_cast<void>(all.tested.add("one", {name + std::to_string(i)}));
      }
    });
  }
  std::for_each(adders.begin(), adders.end(), [](std::thread& one) { one.join(); });
  CHECK(all.tested.all("one").size() == certificates::capacity);
}

}  // namespace backend
