// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"

namespace backend {

reply configure_sso(services& of, call& one) {
  const auto by = value_named<sso_provider>(one.at.open[0]);
  const nlohmann::json fields = object_of(one.asked);
  const std::string* url = text_of(fields, "metadataUrl");
  if (!by || url == nullptr) {
    return refuse(status{400}, "wanted: saml, oidc or ldap, and an object with metadataUrl");
  }
  const bool creates = one.asked.how == method::post;
  const organization& mine = *one.who->member_of;
  if (creates && !of.providers.create(mine, *by, *url)) {
    return refuse(status{409}, "there is one already: PATCH changes it");
  }
  if (!creates && !of.providers.update(mine, *by, *url)) {
    return refuse(status{404}, "there is none yet: POST makes it");
  }
  of.audit.record(creates ? audit_event::create_sso_config : audit_event::update_sso_config,
                  one.who, mine, nlohmann::json{{"provider", one.at.open[0]}}.dump(),
                  {one.asked.address, one.asked.user_agent});
  return {creates ? status{201} : status{200}};
}

}  // namespace backend
