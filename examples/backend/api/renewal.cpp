// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"
#include "metrics/infisical_core.hpp"

namespace backend {

reply renew_token(services& of, call& one) {
  const bool known = one.who != nullptr;
  const failure why = !known                 ? failure::auth
                      : one.who->is_person() ? failure::policy
                                             : failure::none;
  infisical_core::token_renewals::inc(outcome_of(why),
                                      why == failure::none ? one.by : auth_method::none, why);
  if (why == failure::auth) {
    return refuse(status{401}, "log in first");
  }
  if (why == failure::policy) {
    return refuse(status{403}, "only a machine identity renews its token: log in again");
  }
  of.open_sessions.close(one.asked.token);
  const std::string token = of.open_sessions.open(*one.who);
  of.audit.record(audit_event::renew_access_token, one.who, *one.who->member_of, "{}",
                  {one.asked.address, one.asked.user_agent});
  return {status{200}, nlohmann::json{{"accessToken", token}}.dump()};
}

}  // namespace backend
