// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"

namespace backend {

reply change_membership(services& of, call& one) {
  // Who may write in the project is an admin of it: check_permission().
  const actor* const whose = of.known_actors.find_actor(one.at.open[0], *one.in->owner);
  if (whose == nullptr) {
    return refuse(status{404}, "no such actor");
  }
  const nlohmann::json fields = object_of(one.asked);
  const std::string* const name = text_of(fields, "role");
  const auto to = name != nullptr ? role_of(*name) : std::nullopt;
  if (!to) {
    return refuse(status{400}, "wanted: an object with role, which is admin, viewer or none");
  }
  of.allowed.change(*whose, *one.in, *to);
  return {status{200}};
}

}  // namespace backend
