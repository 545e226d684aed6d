// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"
#include "api/stopwatch.hpp"
#include "metrics/infisical.hpp"
#include "metrics/infisical_core.hpp"
#include "metrics/wire_names.hpp"

#include <fmt/format.h>

namespace backend {

namespace {

/// How a log-in ended, for those who ask why people cannot get in.
struct attempt {
  login_error told;
  failure kind;
};

attempt attempt_of(login_result result) noexcept {
  switch (result) {
  case login_result::accepted:
    return {login_error::none, failure::none};
  case login_result::limited:
    return {login_error::too_many_attempts, failure::rate_limit};
  case login_result::refused:
    break;
  }
  return {login_error::invalid_credentials, failure::auth};
}

/// `who` is known only of a log-in that was accepted: a name alone proves nothing.
void record(const attempt& how, auth_method by, const actor* who,
            [[maybe_unused]] std::string_view username, [[maybe_unused]] double seconds,
            [[maybe_unused]] const request& asked) noexcept {
  const actor_labels known(who);
  infisical::auth_attempts::inc(known.organization_id, known.organization_name, known.user_id,
                                known.user_email, known.identity_id, known.identity_name, by,
                                outcome_of(how.kind), how.told, asked.address, asked.user_agent,
                                username);
  infisical_core::auth_duration::observe(seconds, by, outcome_of(how.kind), how.kind,
                                         known.organization_id);
}

/// Opens the session of a log-in that was accepted.
reply let_in(services& of, call& one, const actor& who, auth_method by) {
  one.who = &who;
  one.by = by;
  const std::string token = of.open_sessions.open(who, by);
  of.audit.record(who.is_person() ? audit_event::login_user : audit_event::login_identity, &who,
                  *who.member_of, nlohmann::json{{"authMethod", name_of(by)}}.dump(),
                  {one.asked.address, one.asked.user_agent});
  return {status{200}, nlohmann::json{{"accessToken", token}}.dump()};
}

}  // namespace

reply log_in(services& of, call& one) {
  const bool machine = one.at.where == route::machine_login;
  const std::string_view name_field = machine ? "clientId" : "email";
  const std::string_view secret_field = machine ? "clientSecret" : "password";
  const nlohmann::json fields = object_of(one.asked);
  const std::string* name = text_of(fields, name_field);
  const std::string* secret = text_of(fields, secret_field);
  if (name == nullptr || secret == nullptr) {
    return refuse(status{400},
                  fmt::format("wanted: an object with {} and {}", name_field, secret_field));
  }
  const auth_method by = machine ? auth_method::universal_auth : auth_method::email;
  const stopwatch since;
  const checked_login login = (machine ? of.machines : of.people).check(*name, *secret);
  record(attempt_of(login.result), by, login.who, *name, since.seconds(), one.asked);
  switch (login.result) {
  case login_result::accepted:
    return let_in(of, one, *login.who, by);
  case login_result::limited:
    return refuse(status{429}, "too many wrong passwords: wait a minute");
  case login_result::refused:
    break;
  }
  return refuse(status{401}, "wrong name or password");
}

reply log_in_by_provider(services& of, call& one) {
  const auto by = value_named<auth_method>(one.at.open[0]);
  const nlohmann::json fields = object_of(one.asked);
  const std::string* assertion = text_of(fields, "assertion");
  if (!by || !asks_provider(*by) || assertion == nullptr) {
    return refuse(status{400}, "wanted: a method of a provider (saml, oidc, kubernetes-auth, …) "
                               "in the path, and an object with assertion");
  }
  const stopwatch since;
  verification said = of.vouching.verify(*by, *assertion);
  const double seconds = since.seconds();
  const actor* who = nullptr;
  if (said.kind == failure::none) {
    who = (is_for_people(*by) ? of.people : of.machines).find(said.subject);
    if (who == nullptr) {  // the provider knows them, and nobody here does
      said.told = login_error::invalid_credentials;
      said.kind = failure::not_found;
    }
  }
  record({said.told, said.kind}, *by, who, said.subject, seconds, one.asked);
  if (who != nullptr) {
    return let_in(of, one, *who, *by);
  }
  switch (said.told) {
  case login_error::provider_unavailable:
    return refuse(status{503}, "the identity provider does not say now who you are: try again");
  case login_error::internal_error:
    return {status{500}};
  default:
    return refuse(status{401}, "the identity provider does not vouch for you");
  }
}

}  // namespace backend
