// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"
#include "metrics/infisical_core.hpp"

namespace backend {

namespace {

void record([[maybe_unused]] failure why, [[maybe_unused]] auth_method by) noexcept {
  infisical_core::token_renewals::inc(outcome_of(why), by, why);
}

}  // namespace

reply renew_token(services& of, call& one) {
  if (one.who != nullptr && one.who->is_person()) {
    record(failure::policy, auth_method::none);
    return refuse(status{403}, "only a machine identity renews its token: log in again");
  }
  const std::string token = of.open_sessions.renew(one.asked.token);
  if (token.empty()) {
    // Also where another renewal of the same token was quicker: whose it was is of no more use.
    one.who = nullptr;
    one.by = auth_method::none;
    record(failure::auth, one.by);
    return refuse(status{401}, "log in first");
  }
  record(failure::none, one.by);
  of.audit.record(audit_event::renew_access_token, one.who, *one.who->member_of, "{}",
                  {one.asked.address, one.asked.user_agent});
  return {status{200}, nlohmann::json{{"accessToken", token}}.dump()};
}

}  // namespace backend
