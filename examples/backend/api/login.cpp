// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"
#include "metrics/infisical.hpp"
#include "metrics/infisical_core.hpp"

#include <fmt/format.h>

#include <chrono>

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
  const auto begin = std::chrono::steady_clock::now();
  const checked_login login = (machine ? of.machines : of.people).check(*name, *secret);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  record(attempt_of(login.result), machine ? auth_method::universal_auth : auth_method::email,
         login.who, *name, taken.count(), one.asked);
  switch (login.result) {
  case login_result::accepted: {
    one.who = login.who;
    one.by = login.who->how;
    const std::string token = of.open_sessions.open(*login.who, one.by);
    of.audit.record(machine ? audit_event::login_identity : audit_event::login_user, one.who,
                    *one.who->member_of, "{}", {one.asked.address, one.asked.user_agent});
    return {status{200}, nlohmann::json{{"accessToken", token}}.dump()};
  }
  case login_result::limited:
    return refuse(status{429}, "too many wrong passwords: wait a minute");
  case login_result::refused:
    break;
  }
  return refuse(status{401}, "wrong name or password");
}

}  // namespace backend
