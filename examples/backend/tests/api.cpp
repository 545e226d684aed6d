// SPDX-License-Identifier: MIT
#include "api/api.hpp"

#include "observed.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace backend {

namespace {

struct fixture {
  settings set{.max_jobs = "1"};
  services all{set, small_directory("anna@example.org", "password")};
  api tested{all};
  std::string token{};
  const actor* who = nullptr;

  answer ask(method how, std::string_view path, std::string_view body = {}) {
    return tested.handle({.how = how,
                          .path = path,
                          .token = token,
                          .project = small_project,
                          .environment = "dev",
                          .secret_path = "/",
                          .if_none_match = {},
                          .user_agent = {},
                          .address = "192.0.2.7",
                          .body = body,
                          .body_too_large = false});
  }
  unsigned status_of(method how, std::string_view path, std::string_view body = {}) {
    return static_cast<unsigned>(ask(how, path, body).said.code.value());
  }
  bool log_in() {
    const answer said = ask(method::post, "/api/v1/auth/login",
                            R"({"email":"anna@example.org","password":"password"})");
    if (said.said.code.value() != 200) {
      return false;
    }
    who = said.who;
    token = nlohmann::json::parse(said.said.body)["accessToken"];
    return true;
  }
};

std::uint64_t enqueued(audit_event what, const organization& of) {
  return value_now<infisical_core::audit_enqueued>(what, audit_actor::user,
                                                   std::string_view{of.id});
}
std::uint64_t dropped(audit_event what, const organization& of) {
  return value_now<infisical_core::audit_dropped>(what, drop_reason::max_retries,
                                                  std::string_view{of.id});
}

/// Users that were to be created by SCIM, whoever wanted it.
std::uint64_t scim_users(const organization& of, failure why) {
  const auto of_id = [&](std::string_view id) {
    return value_now<infisical_core::scim_operations>(scim_operation::create_user, outcome_of(why),
                                                      id, why);
  };
  return of_id(of.id) + of_id({});
}

}  // namespace

TEST_CASE("what would add jobs to full queues is refused before it changes anything") {
  fixture with;
  constexpr std::string_view path = "/api/v3/secrets/KEY";
  REQUIRE(with.log_in());
  REQUIRE(eventually([&] { return with.all.jobs.admits(); }));
  CHECK(with.status_of(method::post, path, R"({"secretValue":"before"})") == 201);
  REQUIRE(eventually([&] { return with.all.jobs.admits(); }));
  // A delayed one waits for the whole test.
  with.all.jobs.add(job_name::rotate_secret, [](const queues::attempt&) {}, std::chrono::hours{1});

  CHECK(with.status_of(method::post, path, R"({"secretValue":"after"})") == 503);
  CHECK(with.status_of(method::del, path) == 503);
  CHECK(with.status_of(method::get, path) == 503);
  CHECK(with.status_of(method::get, "/api/v3/secrets") == 503);
  CHECK(with.status_of(method::post, "/api/v2/secret-rotations/KEY", R"({"delayMs":0})") == 503);
  CHECK(with.status_of(method::post, "/api/v1/secret-syncs/one/sync",
                       R"({"name":"One","destination":"there"})") == 503);
  CHECK(with.status_of(method::post, "/api/v1/sso/oidc/config", R"({"metadataUrl":"u"})") == 503);
  CHECK(with.status_of(method::post, "/api/v1/audit-log-streams/splunk") == 503);
  CHECK(with.status_of(method::get, "/api/status") == 200);
  const answer refused = with.ask(method::post, "/api/v1/auth/login", "{}");
  CHECK(refused.said.code.value() == 503);
  CHECK(refused.said.body.find("try again") != std::string::npos);

  const organization& mine = *with.who->member_of;
  CHECK(with.all.values.all({std::string{small_project}}) == secrets::values{{"KEY", "before"}});
  CHECK(enqueued(audit_event::create_secret, mine) == 1);
  for (const auto what : {audit_event::update_secret, audit_event::delete_secret,
                          audit_event::get_secret, audit_event::sync_secrets,
                          audit_event::create_sso_config, audit_event::create_log_stream}) {
    CHECK(enqueued(what, mine) == 0);
    CHECK(dropped(what, mine) == 0);
  }
  CHECK(with.all.providers.create(mine, sso_provider::oidc, "u"));  // there is none yet
  CHECK(with.all.onward.open(mine, stream_provider::splunk));
}

TEST_CASE("a request that was refused before SCIM is reached is no operation of it") {
  fixture with{.set = {.rate_limit = "2"}};
  const auto create = [&] {
    return with.status_of(method::post, "/api/v1/scim/Users", R"({"userName":"jane"})");
  };
  CHECK(create() == 401);
  REQUIRE(with.log_in());
  const organization& mine = *with.who->member_of;
  std::uint64_t taken = 0;
  CHECK(create() == 201);
  for (unsigned code = create(); code != 429; code = create()) {
    REQUIRE(code == 409);
    ++taken;
  }
  CHECK(scim_users(mine, failure::none) == 1);
  CHECK(scim_users(mine, failure::scim) == taken);
  for (const auto why : {failure::validation, failure::policy, failure::internal}) {
    CHECK(scim_users(mine, why) == 0);
  }
}

}  // namespace backend
