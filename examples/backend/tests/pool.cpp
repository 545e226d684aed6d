// SPDX-License-Identifier: MIT
#include "database/pool.hpp"

#include "database/state_directory.hpp"
#include "database/statement.hpp"
#include "observed.hpp"
#include "trouble.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <optional>
#include <vector>

namespace backend {

namespace {

using namespace std::chrono_literals;

pool::options small(const state_directory& in, std::chrono::milliseconds patience) {
  return {.file = in.file("test.sqlite"),
          .schema = "CREATE TABLE IF NOT EXISTS numbers (number INTEGER)",
          .connections = 2,
          .patience = patience,
          .busy = 20ms,
          .observed = true};
}

int observed_as(pool_state in) {
  return static_cast<int>(value_now<infisical_core::pool_connections>(in));
}

std::optional<failure> failure_when(auto&& done) {
  try {
    done();
  } catch (const trouble& what) {
    return what.kind;
  }
  return std::nullopt;
}

void put(pool& into, std::int64_t number) {
  const pool::lease connection(into);
  statement row(connection.get(), "INSERT INTO numbers VALUES (?)");
  row.bind(number).step();
}

}  // namespace

TEST_CASE("who asks a dry pool waits, is seen to, and has what another gives back") {
  const state_directory in("");
  pool tested(small(in, std::chrono::minutes{1}));
  CHECK(observed_as(pool_state::free) == 2);
  std::optional<pool::lease> first(std::in_place, tested);
  const pool::lease second(tested);
  CHECK(observed_as(pool_state::used) == 2);
  CHECK(observed_as(pool_state::free) == 0);
  std::thread third([&] { const pool::lease waited(tested); });
  CHECK(eventually([] { return observed_as(pool_state::pending) == 1; }));
  first.reset();
  third.join();
  CHECK(observed_as(pool_state::pending) == 0);
  CHECK(observed_as(pool_state::used) == 1);
  CHECK(observed_as(pool_state::free) == 1);
}

TEST_CASE("a pool that stays dry is a timeout") {
  const state_directory in("");
  pool tested(small(in, 10ms));
  const pool::lease first(tested);
  const pool::lease second(tested);
  CHECK(failure_when([&] { const pool::lease third(tested); }) == failure::timeout);
  CHECK(observed_as(pool_state::pending) == 0);
  CHECK(observed_as(pool_state::used) == 2);
}

TEST_CASE("another process's lock is a failure of the database, and passes") {
  const state_directory in("");
  pool tested(small(in, 1s));
  pool other(small(in, 1s));
  const pool::lease locking(other);
  REQUIRE(sqlite3_exec(locking.get(), "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(failure_when([&] { put(tested, 1); }) == failure::db);
  REQUIRE(sqlite3_exec(locking.get(), "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
  put(tested, 2);
  const pool::lease connection(tested);
  statement rows(connection.get(), "SELECT number FROM numbers");
  REQUIRE(rows.step());
  CHECK(rows.number(0) == 2);
  CHECK_FALSE(rows.step());
}

TEST_CASE("no more have a connection than there are") {
  const state_directory in("");
  pool tested(small(in, std::chrono::minutes{1}));
  std::atomic<int> having = 0;
  std::atomic<int> most = 0;
  std::vector<std::thread> askers;
  for (int i = 0; i < 8; ++i) {
    askers.emplace_back([&] {
      for (int turn = 0; turn < 200; ++turn) {
        const pool::lease connection(tested);
        const int now = ++having;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        --having;
      }
    });
  }
  for (std::thread& one : askers) {
    one.join();
  }
  CHECK(most <= 2);
  CHECK(observed_as(pool_state::free) == 2);
}

TEST_CASE("a pool that is not observed is not seen") {
  const state_directory in("");
  pool::options set = small(in, 1s);
  set.observed = false;
  const pool tested(set);
  observed.take();
  CHECK_FALSE(observed.has<infisical_core::pool_connections>(pool_state::free));
}

TEST_CASE("a file that cannot be is told when it is opened") {
  pool::options set{.file = "/nowhere/at/all.sqlite", .schema = ""};
  CHECK(failure_when([&] { const pool tested(set); }) == failure::db);
}

}  // namespace backend
