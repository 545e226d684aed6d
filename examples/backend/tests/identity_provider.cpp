// SPDX-License-Identifier: MIT
#include "identity/identity_provider.hpp"

#include "http/listener.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

namespace backend {

namespace {

using namespace std::chrono_literals;

struct meaning {
  fetched answer;
  login_error told;
  failure kind;
};

void check_meaning(auth_method by, const meaning& wanted) {
  CAPTURE(wanted.answer.status);
  CAPTURE(wanted.answer.body);
  const verification got = verification_of(by, wanted.answer);
  CHECK(got.told == wanted.told);
  CHECK(got.kind == wanted.kind);
  CHECK(got.subject.empty());
  // What is answered has a series to be counted in.
  CHECK(can_attempt(by, outcome::failure, got.told));
  CHECK(can_take(by, outcome::failure, got.kind));
}

}  // namespace

TEST_CASE("a provider that names a subject vouches for it") {
  const verification got = verification_of(auth_method::saml, {200, R"({"subject":"jane@x"})"});
  CHECK(got.told == login_error::none);
  CHECK(got.kind == failure::none);
  CHECK(got.subject == "jane@x");
}

TEST_CASE("any other answer of a provider has its reason") {
  using e = login_error;
  const auto away = e::provider_unavailable;
  for (const meaning& one : {
           meaning{{401, R"({"error":"expired_token"})"}, e::expired_token, failure::auth},
           meaning{{401, R"({"error":"invalid_token"})"}, e::invalid_token, failure::auth},
           meaning{{401, R"({"error":"wrong"})"}, e::invalid_credentials, failure::auth},
           // Nothing that a provider may say for us.
           meaning{
               {401, R"({"error":"too_many_attempts"})"}, e::invalid_credentials, failure::auth},
           meaning{{401, ""}, e::invalid_credentials, failure::auth},
           meaning{{403, "{}"}, e::invalid_credentials, failure::permission},
           meaning{{400, "{}"}, away, failure::validation},
           meaning{{404, "{}"}, away, failure::not_found},
           meaning{{429, "{}"}, away, failure::rate_limit},
           meaning{{500, "{}"}, away, failure::internal},
           meaning{{504, "{}"}, away, failure::timeout},
           meaning{{302, "{}"}, away, failure::unknown},
           meaning{{204, ""}, away, failure::unknown},
           meaning{{200, R"({"subject":""})"}, away, failure::unknown},
           meaning{{200, R"({"subject":7})"}, away, failure::unknown},
           meaning{{200, R"(["subject"])"}, away, failure::unknown},
           meaning{{200, "<html>"}, away, failure::unknown},
       }) {
    check_meaning(auth_method::kubernetes_auth, one);
  }
  for (const auth_method by : {auth_method::oidc, auth_method::oidc_auth}) {
    check_meaning(by, {{200, "{}"}, away, failure::oidc});
    check_meaning(by, {{202, "{}"}, away, failure::oidc});
  }
}

TEST_CASE("a provider that is away, or too slow, is told apart") {
  const auto verify = [](const std::string& url) {
    return identity_provider(url, 50ms).verify(auth_method::saml, "an assertion");
  };
  CHECK(verify("http://127.0.0.1:1").kind == failure::network);
  CHECK(verify("http://127.0.0.1:1").told == login_error::provider_unavailable);
  const listener silent = listen_on("127.0.0.1", "0");  // takes connections, and never answers
  CHECK(verify("http://" + silent.address).kind == failure::timeout);
  CHECK(verify("http://" + silent.address).told == login_error::provider_unavailable);
  ::close(silent.socket);
}

TEST_CASE("who asks no provider has no trouble with one") {
  CHECK(asks_provider(auth_method::saml));
  CHECK(asks_provider(auth_method::spiffe_auth));
  for (const auth_method by : {auth_method::email, auth_method::universal_auth}) {
    CHECK_FALSE(asks_provider(by));
    CHECK_FALSE(can_attempt(by, outcome::failure, login_error::provider_unavailable));
    CHECK(can_attempt(by, outcome::failure, login_error::too_many_attempts));
    CHECK_FALSE(can_take(by, outcome::failure, failure::network));
  }
  CHECK_FALSE(can_attempt(auth_method::saml, outcome::failure, login_error::too_many_attempts));
  CHECK_FALSE(can_take(auth_method::saml, outcome::failure, failure::oidc));
  CHECK_FALSE(can_take(auth_method::none, outcome::success, failure::none));
  CHECK(is_for_people(auth_method::ldap));
  CHECK_FALSE(is_for_people(auth_method::ldap_auth));
}

}  // namespace backend
