// SPDX-License-Identifier: MIT
#include "identity/permissions.hpp"

#include "database/schema.hpp"
#include "database/state_directory.hpp"
#include "database/statement.hpp"
#include "observed.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace backend {

namespace {

using namespace std::chrono_literals;

const organization mine{"org", "Mine"};
const project shared{"project", "Shared", &mine};
const actor anna{"anna", "anna@example.org", &mine, auth_method::email};
const actor bert{"bert", "bert@example.org", &mine, auth_method::email};

struct fixture {
  state_directory in{""};
  pool rows{{.file = in.file("test.sqlite"), .schema = secrets_schema, .busy = 20ms}};

  /// As another process does it, which no marker here knows of.
  void run(const char* sql) {
    const pool::lease connection(rows);
    REQUIRE(sqlite3_exec(connection.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  }
};

void check(const permissions::lookup& found, permission_result how, std::optional<role> may) {
  CHECK(static_cast<int>(found.how) == static_cast<int>(how));
  CHECK(found.may == may);
}

}  // namespace

TEST_CASE("a permission is read in full once, then by its marker, and again where it is changed") {
  fixture all;
  permissions tested(all.rows, 1h);
  check(tested.look_up(anna, shared), permission_result::full_refetch, role::admin);
  check(tested.look_up(anna, shared), permission_result::marker_hit, role::admin);
  tested.change(anna, shared, role::viewer);
  check(tested.look_up(anna, shared), permission_result::full_refetch, role::viewer);
  check(tested.look_up(anna, shared), permission_result::marker_hit, role::viewer);
  check(tested.look_up(bert, shared), permission_result::full_refetch, role::admin);
}

TEST_CASE("behind the marker the fingerprint says whether what is known still holds") {
  fixture all;
  permissions tested(all.rows, 0ms);
  const std::uint64_t before = value_now<infisical_core::fingerprint_duration>().count();
  tested.change(anna, shared, role::viewer);
  check(tested.look_up(anna, shared), permission_result::full_refetch, role::viewer);
  check(tested.look_up(anna, shared), permission_result::fingerprint_match, role::viewer);
  all.run("UPDATE memberships SET role = 'none', version = version + 1");
  check(tested.look_up(anna, shared), permission_result::full_refetch, role::none);
  check(tested.look_up(anna, shared), permission_result::fingerprint_match, role::none);
  CHECK(value_now<infisical_core::fingerprint_duration>().count() == before + 4);
}

TEST_CASE("without a fingerprint all is read and nothing is kept; without that, nothing is known") {
  fixture all;
  permissions tested(all.rows, 0ms);
  tested.change(anna, shared, role::viewer);
  check(tested.look_up(anna, shared), permission_result::full_refetch, role::viewer);
  all.run("ALTER TABLE memberships RENAME COLUMN version TO gone");
  check(tested.look_up(anna, shared), permission_result::fingerprint_error, role::viewer);
  all.run("ALTER TABLE memberships RENAME TO elsewhere");
  check(tested.look_up(anna, shared), permission_result::fingerprint_error, std::nullopt);
  all.run("ALTER TABLE elsewhere RENAME TO memberships");
  all.run("ALTER TABLE memberships RENAME COLUMN gone TO version");
  check(tested.look_up(anna, shared), permission_result::fingerprint_match, role::viewer);
}

TEST_CASE("nobody sees an older role behind a change that is done") {
  fixture all;
  permissions tested(all.rows, 1ms);  // over again and again: somebody is always reading
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        static_cast<void>(tested.look_up(anna, shared));
      }
    });
  }
  for (int i = 0; i < 2000; ++i) {
    const role to = i % 2 == 0 ? role::viewer : role::none;
    tested.change(anna, shared, to);
    CHECK(tested.look_up(anna, shared).may == to);
    CHECK(tested.look_up(anna, shared).may == to);
  }
  done = true;
  for (std::thread& each : readers) {
    each.join();
  }
}

TEST_CASE("roles have their names, and no other") {
  CHECK(role_of("admin") == role::admin);
  CHECK(role_of("viewer") == role::viewer);
  CHECK(role_of("none") == role::none);
  CHECK_FALSE(role_of("").has_value());
  CHECK_FALSE(role_of("Admin").has_value());
}

}  // namespace backend
