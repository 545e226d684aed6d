// SPDX-License-Identifier: MIT
#include "secrets/secrets.hpp"

#include "database/schema.hpp"
#include "database/state_directory.hpp"
#include "observed.hpp"
#include "trouble.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace backend {

namespace {

using namespace std::chrono_literals;

const place home{"project"};
const std::string key(64, '7');

struct fixture {
  state_directory in{""};
  pool rows{{.file = in.file("test.sqlite"), .schema = secrets_schema, .busy = 20ms}};
  secrets tested{rows, cipher(key), 3, {}};
};

cache_result how(const std::optional<secrets::reading>& one) {
  REQUIRE(one.has_value());
  return one->how;
}

}  // namespace

TEST_CASE("a secret is written, read by the database and by the cache, replaced and removed") {
  fixture all;
  CHECK_FALSE(all.tested.read(home, "a", {}).has_value());
  CHECK(all.tested.write(home, "a", "1") == write_result::created);
  const auto first = all.tested.read(home, "a", {});
  CHECK(how(first) == cache_result::miss);
  CHECK(first->text == "1");
  CHECK(how(all.tested.read(home, "a", {})) == cache_result::hit);
  CHECK(how(all.tested.read(home, "a", "\"0\", W/" + first->etag)) == cache_result::not_modified);
  CHECK(how(all.tested.read(home, "a", "*")) == cache_result::not_modified);
  CHECK(how(all.tested.read(home, "a", "\"0\"")) == cache_result::hit);
  CHECK(all.tested.write(home, "a", "2") == write_result::replaced);
  const auto second = all.tested.read(home, "a", first->etag);
  CHECK(how(second) == cache_result::miss);
  CHECK(second->text == "2");
  CHECK(all.tested.replace(home, "a", "3"));
  CHECK(all.tested.read(home, "a", {})->text == "3");
  CHECK(all.tested.remove(home, "a"));
  CHECK_FALSE(all.tested.remove(home, "a"));
  CHECK_FALSE(all.tested.replace(home, "a", "4"));
  CHECK_FALSE(all.tested.read(home, "a", {}).has_value());
}

TEST_CASE("the list of a place has its secrets by name, and none of another place") {
  fixture all;
  CHECK(all.tested.read_all(home).text == "[]");
  CHECK(all.tested.write(home, "b", "2") == write_result::created);
  CHECK(all.tested.write(home, "a", "1") == write_result::created);
  CHECK(all.tested.write({"project", environment::prod, "/"}, "c", "3") == write_result::created);
  const std::string both = R"([{"secretKey":"a","secretValue":"1"},)"
                           R"({"secretKey":"b","secretValue":"2"}])";
  const auto first = all.tested.read_all(home);
  CHECK(first.how == cache_result::miss);
  CHECK(first.text == both);
  const auto second = all.tested.read_all(home);
  CHECK(second.how == cache_result::hit);
  CHECK(second.text == both);
  CHECK(all.tested.all(home) == secrets::values{{"a", "1"}, {"b", "2"}});
}

TEST_CASE("it is full when it is full, and has room again when one is removed") {
  fixture all;
  for (const char* const name : {"a", "b", "c"}) {
    CHECK(all.tested.write(home, name, "1") == write_result::created);
  }
  CHECK(all.tested.write(home, "d", "1") == write_result::full);
  CHECK(all.tested.write(home, "a", "2") == write_result::replaced);
  CHECK(all.tested.remove(home, "a"));
  CHECK(all.tested.write(home, "d", "1") == write_result::created);
  CHECK(all.tested.size() == 3);
}

TEST_CASE("what is on the disk shows no value, and opens with its key alone") {
  fixture all;
  CHECK(all.tested.write(home, "a", "a value to look for") == write_result::created);
  for (const char* const name : {"test.sqlite", "test.sqlite-wal"}) {
    std::ifstream file(all.in.file(name), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    CHECK(bytes.find("a value to look for") == std::string::npos);
  }
  secrets same(all.rows, cipher(key), 3, {});
  CHECK(same.size() == 1);
  CHECK(same.read(home, "a", {})->text == "a value to look for");
  CHECK_THROWS_AS(secrets(all.rows, cipher(""), 3, {}), trouble);
}

TEST_CASE("nobody reads an older value behind a write that is done") {
  fixture all;
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        static_cast<void>(all.tested.read(home, "a", {}));
        static_cast<void>(all.tested.read_all(home));
      }
    });
  }
  for (int i = 0; i < 200; ++i) {
    const std::string value = std::to_string(i);
    static_cast<void>(all.tested.write(home, "a", value));
    CHECK(all.tested.read(home, "a", {})->text == value);
    CHECK(all.tested.read(home, "a", {})->text == value);
    CHECK(all.tested.read_all(home).text.find('"' + value + '"') != std::string::npos);
  }
  done = true;
  for (std::thread& each : readers) {
    each.join();
  }
}

}  // namespace backend
