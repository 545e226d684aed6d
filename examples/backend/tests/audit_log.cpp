// SPDX-License-Identifier: MIT
#include "audit/audit_log.hpp"

#include "database/schema.hpp"
#include "database/state_directory.hpp"
#include "database/statement.hpp"
#include "observed.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>

namespace backend {

namespace {

using namespace std::chrono_literals;

const organization example{"audited", "Example"};
const actor machine{"machine", "Example's", &example, auth_method::universal_auth};

struct patience {
  std::chrono::milliseconds lock{2000};
  std::chrono::milliseconds busy{10};
};

struct fixture {
  fixture() : fixture(patience{}) {}
  explicit fixture(const patience& given)
      : set{.file = in.file("audit.sqlite"),
            .schema = audit_schema,
            .connections = 2,
            .busy = given.busy},
        by{{.workers = 2, .lock = given.lock, .attempts = 3, .backoff = 1ms}} {}
  state_directory in{""};
  pool::options set;
  pool into{set};
  queues by;
  streams onward{"http://127.0.0.1:1", 1s, by};
  audit_log tested{into, by, onward};
  ~fixture() { by.stop(); }
};

std::uint64_t dropped(audit_event what) {
  return value_now<infisical_core::audit_dropped>(what, drop_reason::max_retries,
                                                  std::string_view{example.id});
}
std::uint64_t persisted(audit_event what) {
  return value_now<infisical_core::audit_duration>(audit_backend::sqlite, what,
                                                   std::string_view{example.id})
      .count();
}

}  // namespace

TEST_CASE("an event is a row, with who did it and from where") {
  fixture with;
  constexpr auto what = audit_event::scim_operation;
  with.tested.record(what, &machine, example, R"({"a":1})", {"192.0.2.7", "curl"});
  CHECK(value_now<infisical_core::audit_enqueued>(what, audit_actor::identity,
                                                  std::string_view{example.id}) == 1);
  REQUIRE(eventually([] { return persisted(what) == 1; }));
  const pool::lease connection(with.into);
  statement row(connection.get(), "SELECT event || ' ' || actorType || ' ' || actorId || ' ' || "
                                  "organization || ' ' || ip || ' ' || userAgent || ' ' || detail "
                                  "FROM audit_log");
  REQUIRE(row.step());
  CHECK(row.text(0) == R"(SCIM_OPERATION identity machine audited 192.0.2.7 curl {"a":1})");
  CHECK(dropped(what) == 0);
}

TEST_CASE("an event that finds the log locked each time is dropped, once") {
  fixture with;
  constexpr auto what = audit_event::kmip_operation;
  pool other(with.set);
  const pool::lease locking(other);
  REQUIRE(sqlite3_exec(locking.get(), "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  with.tested.record(what, nullptr, example, "{}");
  REQUIRE(eventually([] { return dropped(what) == 1; }));
  REQUIRE(sqlite3_exec(locking.get(), "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
  with.by.stop();
  CHECK(dropped(what) == 1);
  CHECK(persisted(what) == 0);
  CHECK(value_now<infisical_core::audit_enqueued>(what, audit_actor::service,
                                                  std::string_view{example.id}) == 1);
}

TEST_CASE("an event whose job stalls is in the log or dropped, and told once") {
  // What holds the log, and how long its job's lock and who waits for the log hold out.
  const auto after = [](std::chrono::milliseconds held, audit_event what) {
    fixture with({.lock = 100ms, .busy = 2000ms});
    pool other(with.set);
    const pool::lease locking(other);
    REQUIRE(sqlite3_exec(locking.get(), "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
    with.tested.record(what, nullptr, example, "{}");
    std::this_thread::sleep_for(held);
    REQUIRE(sqlite3_exec(locking.get(), "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
    with.by.stop();
    statement rows(locking.get(), "SELECT count(*) FROM audit_log");
    REQUIRE(rows.step());
    return std::string{rows.text(0)};
  };
  // The second worker's turn: both wait for the log, and both get it.
  constexpr auto once = audit_event::kmip_operation;
  const auto before = persisted(once) + dropped(once);
  CHECK(after(150ms, once) == "1");
  CHECK(persisted(once) + dropped(once) == before + 1);
  // Given up, while both wait: what they write in the end is not there.
  constexpr auto lost = audit_event::create_sso_config;
  const auto was_persisted = persisted(lost);
  const auto was_dropped = dropped(lost);
  CHECK(after(600ms, lost) == "0");
  CHECK(persisted(lost) == was_persisted);
  CHECK(dropped(lost) == was_dropped + 1);
}

TEST_CASE("a delivery that nobody takes is tried as often as any job, and each time told") {
  fixture with;
  constexpr auto what = audit_event::create_sso_config;
  CHECK(with.onward.open(example, stream_provider::splunk));
  CHECK_FALSE(with.onward.open(example, stream_provider::splunk));
  with.tested.record(what, nullptr, example, "{}");
  REQUIRE(eventually([] {
    return value_now<infisical_core::stream_deliveries>(stream_provider::splunk,
                                                        std::string_view{example.id},
                                                        outcome::failure, failure::network) == 3;
  }));
  CHECK(persisted(what) == 1);
}

}  // namespace backend
