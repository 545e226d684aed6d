// SPDX-License-Identifier: MIT
#include "identity/sso.hpp"

#include "metrics/infisical_core.hpp"

namespace backend {

bool sso::create(const organization& of, sso_provider by, std::string_view url) {
  {
    const std::lock_guard lock(mutex_);
    if (!urls_.try_emplace({&of, by}, url).second) {
      return false;
    }
  }
  infisical_core::sso_changes::inc(by, sso_action::create, of.id);
  return true;
}

bool sso::update(const organization& of, sso_provider by, std::string_view url) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = urls_.find({&of, by});
    if (found == urls_.end()) {
      return false;
    }
    found->second = url;
  }
  infisical_core::sso_changes::inc(by, sso_action::update, of.id);
  return true;
}

}  // namespace backend
