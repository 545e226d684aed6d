// SPDX-License-Identifier: MIT
/// Who can ask, and for what: organizations, their projects, and their people and machines.
///
/// All are made before the service serves and stay as they are until it ends, so whoever has a
/// pointer to one may keep it.
#pragma once

#include "metrics/attributes.hpp"

#include <string>

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
/// client id and client secret.
struct actor {
  std::string id;
  std::string name;  // a person's e-mail address
  const organization* member_of;
  auth_method how;

  [[nodiscard]] bool is_person() const noexcept { return how == auth_method::email; }
};

}  // namespace backend
