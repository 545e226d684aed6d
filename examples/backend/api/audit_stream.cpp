// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"

#include <cstddef>
#include <optional>

namespace backend {

namespace {

std::optional<stream_provider> provider_of(std::string_view name) {
  constexpr auto names = label_values(stream_provider{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) {
      return static_cast<stream_provider>(i);
    }
  }
  return std::nullopt;
}

}  // namespace

reply open_stream(services& of, call& one) {
  const auto to = provider_of(one.at.open[0]);
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
