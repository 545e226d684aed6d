// SPDX-License-Identifier: MIT
/// The attributes of the metrics about what is provisioned from outside: how people come in, who
/// they are, and keys.
#pragma once

#include "metrics/attributes.hpp"

#include <zerometer/zerometer.hpp>

#include <optional>

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

/// Nothing for a method and a route that are no operation.
[[nodiscard]] constexpr std::optional<scim_operation> scim_operation_of(method how,
                                                                        route where) noexcept {
  using op = scim_operation;
  switch (where) {
  case route::scim_users:
    return how == method::post ? std::optional(op::create_user) : std::nullopt;
  case route::scim_groups:
    return how == method::post ? std::optional(op::create_group) : std::nullopt;
  case route::scim_user:
    return how == method::patch ? std::optional(op::update_user)
           : how == method::put ? std::optional(op::replace_user)
           : how == method::del ? std::optional(op::delete_user)
                                : std::nullopt;
  case route::scim_group:
    return how == method::patch ? std::optional(op::update_group)
           : how == method::put ? std::optional(op::replace_group)
           : how == method::del ? std::optional(op::delete_group)
                                : std::nullopt;
  default:
    return std::nullopt;
  }
}

/// Whether this answer is one to an operation. The others are given before anything was tried: too
/// many requests, no session, too large a body, full queues.
[[nodiscard]] constexpr bool answers_scim(status code) noexcept {
  return code.value() != 401 && code.value() != 413 && code.value() != 429 && code.value() != 503;
}

/// What the answer to an operation says of it. Of scim's own kind is a name that is taken; a policy
/// is how much fits.
[[nodiscard]] constexpr failure scim_failure_of(status code) noexcept {
  switch (code.value()) {
  case 400:
    return failure::validation;
  case 404:
    return failure::not_found;
  case 409:
    return failure::scim;
  case 507:
    return failure::policy;
  default:
    return code.value() < 400 ? failure::none : failure::internal;
  }
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
