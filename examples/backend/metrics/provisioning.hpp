// SPDX-License-Identifier: MIT
/// The attributes of the metrics about what is provisioned from outside: how people come in, who
/// they are, and keys.
#pragma once

#include "metrics/attributes.hpp"

#include <zerometer/zerometer.hpp>

namespace backend {

enum class sso_provider { saml, oidc, ldap };

constexpr auto label_values(sso_provider) { return zm::values("saml", "oidc", "ldap"); }

enum class sso_action { create, update };

constexpr auto label_values(sso_action) { return zm::values("create", "update"); }

enum class scim_operation {
  create_user,
  update_user,
  replace_user,
  delete_user,
  create_group,
  update_group,
  replace_group,
  delete_group,
};

constexpr auto label_values(scim_operation) {
  return zm::values("create_user", "update_user", "replace_user", "delete_user", "create_group",
                    "update_group", "replace_group", "delete_group");
}

/// infisical.kmip.operation.type. `register` is a word of the language.
enum class kmip_operation {
  create,
  get,
  get_attributes,
  activate,
  revoke,
  destroy,
  locate,
  register_object,
};

constexpr auto label_values(kmip_operation) {
  return zm::values("create", "get", "get_attributes", "activate", "revoke", "destroy", "locate",
                    "register");
}

}  // namespace backend
