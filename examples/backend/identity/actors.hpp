// SPDX-License-Identifier: MIT
/// Who can ask, and for what: organizations, their projects, and their people and machines.
///
/// All are made before the service serves and stay as they are until it ends, so whoever has a
/// pointer to one may keep it.
#pragma once

#include "metrics/attributes.hpp"

#include <string>
#include <string_view>

namespace backend {

struct organization {
  std::string id;
  std::string name;
};

struct project {
  std::string id;
  std::string name;
  const organization* owner;
};

/// A person, who logs in by e-mail address and password, or a machine identity, which does by
/// client id and client secret; or an identity provider vouches for either (a session knows how it
/// began).
struct actor {
  std::string id;
  std::string name;  // a person's e-mail address
  const organization* member_of;
  auth_method how;

  [[nodiscard]] bool is_person() const noexcept { return how == auth_method::email; }
};

/// An actor as the labels of a metric have it; empty texts where there is none, and for what it is
/// not: a person, or a machine identity.
struct actor_labels {
  explicit actor_labels(const actor* who) noexcept {
    if (who == nullptr) {
      return;
    }
    organization_id = who->member_of->id;
    organization_name = who->member_of->name;
    (who->is_person() ? user_id : identity_id) = who->id;
    (who->is_person() ? user_email : identity_name) = who->name;
  }

  std::string_view organization_id{};
  std::string_view organization_name{};
  std::string_view user_id{};
  std::string_view user_email{};
  std::string_view identity_id{};
  std::string_view identity_name{};
};

}  // namespace backend
