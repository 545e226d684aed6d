// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"

namespace backend {

reply open_stream(services& of, call& one) {
  const auto to = value_named<stream_provider>(one.at.open[0]);
  if (!to) {
    return refuse(status{404}, "no such provider");
  }
  const organization& mine = *one.who->member_of;
  if (!of.onward.open(mine, *to)) {
    return {status{200}};
  }
  of.audit.record(audit_event::create_log_stream, one.who, mine,
                  nlohmann::json{{"provider", one.at.open[0]}}.dump(),
                  {one.asked.address, one.asked.user_agent});
  return {status{201}};
}

}  // namespace backend
