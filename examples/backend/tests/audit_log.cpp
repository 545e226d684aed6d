// SPDX-License-Identifier: MIT
#include "audit/audit_log.hpp"

#include "database/schema.hpp"
#include "database/state_directory.hpp"
#include "database/statement.hpp"
#include "observed.hpp"

#include <doctest/doctest.h>

#include <string>

namespace backend {

namespace {

using namespace std::chrono_literals;

const organization example{"audited", "Example"};
const actor machine{"machine", "Example's", &example, auth_method::universal_auth};

struct fixture {
  state_directory in{""};
  pool::options set{
      .file = in.file("audit.sqlite"), .schema = audit_schema, .connections = 1, .busy = 10ms};
  pool into{set};
  queues by{{.workers = 2, .attempts = 3, .backoff = 1ms}};
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
