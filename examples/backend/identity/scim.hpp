// SPDX-License-Identifier: MIT
/// The users and groups that each organization's directory provisions here. In memory, and so many
/// of each organization and no more. Any thread.
#pragma once

#include "identity/actors.hpp"
#include "identity/scim_resource.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace backend {

enum class scim_result { done, invalid, not_found, taken, full };

class scim {
public:
  /// Users, and as many groups, of one organization.
  explicit scim(std::size_t capacity = 1000) : capacity_(capacity) {}

  /// The resource only where it is done, with its id in it.
  struct changed {
    scim_result how;
    nlohmann::json resource{};
  };
  /// Attributes as scim_resource() gives them. Invalid: a member that is no user.
  [[nodiscard]] changed create(const organization& of, scim_kind what, nlohmann::json resource);
  /// `next` makes the new attributes from the old ones, or nothing where it cannot (invalid);
  /// meanwhile nobody else changes them.
  using change = std::function<std::optional<nlohmann::json>(const nlohmann::json& was)>;
  [[nodiscard]] changed update(const organization& of, scim_kind what, std::string_view id,
                               const change& next);
  /// False when there was none. A user goes from its groups, too.
  [[nodiscard]] bool remove(const organization& of, scim_kind what, std::string_view id);

private:
  struct collection {
    std::map<std::string, nlohmann::json, std::less<>> resources;  // by id
    std::map<std::string, std::string> ids;                        // by name, folded
  };
  struct provisioned {
    collection users;
    collection groups;

    [[nodiscard]] collection& of_kind(scim_kind what) noexcept {
      return what == scim_kind::user ? users : groups;
    }
    [[nodiscard]] bool has_members_of(const nlohmann::json& group) const;
  };

  std::size_t capacity_;
  std::mutex mutex_;
  std::map<const organization*, provisioned> all_;
};

}  // namespace backend
