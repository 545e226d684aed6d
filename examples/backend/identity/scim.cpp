// SPDX-License-Identifier: MIT
#include "identity/scim.hpp"

#include "identity/random.hpp"

#include <utility>

namespace backend {

namespace {

using json = nlohmann::json;

std::string folded_name(scim_kind what, const json& resource) {
  return scim_folded(resource.at(std::string{scim_name_attribute(what)}).get<std::string>());
}

json with_id(json resource, std::string_view id) {
  resource["id"] = id;
  return resource;
}

}  // namespace

bool scim::provisioned::has_members_of(const json& group) const {
  const auto members = group.find("members");
  if (members != group.end()) {
    for (const json& each : *members) {
      if (!users.resources.contains(each.at("value").get<std::string>())) {
        return false;
      }
    }
  }
  return true;
}

scim::changed scim::create(const organization& of, scim_kind what, json resource) {
  const std::string name = folded_name(what, resource);
  const std::lock_guard lock(mutex_);
  provisioned& mine = all_[&of];
  collection& kept = mine.of_kind(what);
  if (!mine.has_members_of(resource)) {
    return {scim_result::invalid};
  }
  if (kept.ids.contains(name)) {
    return {scim_result::taken};
  }
  if (kept.resources.size() >= capacity_) {
    return {scim_result::full};
  }
  const std::string id = random_uuid();
  const json& added = kept.resources.emplace(id, std::move(resource)).first->second;
  kept.ids.emplace(name, id);
  return {scim_result::done, with_id(added, id)};
}

scim::changed scim::update(const organization& of, scim_kind what, std::string_view id,
                           const change& next) {
  const std::lock_guard lock(mutex_);
  provisioned& mine = all_[&of];
  collection& kept = mine.of_kind(what);
  const auto found = kept.resources.find(id);
  if (found == kept.resources.end()) {
    return {scim_result::not_found};
  }
  auto resource = next(found->second);
  if (!resource || !mine.has_members_of(*resource)) {
    return {scim_result::invalid};
  }
  const std::string name = folded_name(what, *resource);
  const auto [named, is_new] = kept.ids.try_emplace(name, id);
  if (named->second != id) {
    return {scim_result::taken};
  }
  if (is_new) {
    kept.ids.erase(folded_name(what, found->second));
  }
  found->second = *std::move(resource);
  return {scim_result::done, with_id(found->second, id)};
}

bool scim::remove(const organization& of, scim_kind what, std::string_view id) {
  const std::lock_guard lock(mutex_);
  provisioned& mine = all_[&of];
  collection& kept = mine.of_kind(what);
  const auto found = kept.resources.find(id);
  if (found == kept.resources.end()) {
    return false;
  }
  if (what == scim_kind::user) {
    for (auto& [group_id, group] : mine.groups.resources) {
      scim_take_out(group, id);
    }
  }
  kept.ids.erase(folded_name(what, found->second));
  kept.resources.erase(found);
  return true;
}

}  // namespace backend
