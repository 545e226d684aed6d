// SPDX-License-Identifier: MIT
#include "kmip/managed_objects.hpp"

#include "identity/random.hpp"
#include "trouble.hpp"

#include <openssl/rand.h>

namespace backend {

namespace {

std::string place_of(const project& in, std::string_view id) {
  return fmt::format("{}/kmip/{}", in.id, id);
}

}  // namespace

std::string managed_objects::new_key(std::size_t bits) {
  std::string key(bits / 8, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), static_cast<int>(key.size())) != 1) {
    throw trouble(failure::cryptography, "there are no random bytes");
  }
  return key;
}

bool managed_objects::make_room(objects& mine) const {
  if (mine.by_id.size() < capacity_) {
    return true;
  }
  if (mine.destroyed.empty()) {
    return false;
  }
  const auto oldest = mine.by_id.find(mine.destroyed.front());
  mine.ids.erase(oldest->second.told.name);  // no name is an empty one
  mine.by_id.erase(oldest);
  mine.destroyed.pop_front();
  return true;
}

managed_objects::found managed_objects::add(const project& to, std::string_view key,
                                            std::string_view name) {
  managed_object one{random_uuid(), std::string{name}, kmip_state::pre_active, key.size() * 8};
  std::string sealed = cipher_.seal(key, place_of(to, one.id));
  const std::lock_guard lock(mutex_);
  objects& mine = all_[&to];
  if (mine.ids.contains(name)) {
    return {kmip_result::taken};
  }
  if (!make_room(mine)) {
    return {kmip_result::full};
  }
  mine.by_id.emplace(one.id, kept{one, std::move(sealed)});
  if (!name.empty()) {
    mine.ids.emplace(name, one.id);
  }
  return {kmip_result::done, std::move(one)};
}

managed_objects::found managed_objects::get(const project& in, std::string_view id) {
  const std::lock_guard lock(mutex_);
  const objects& mine = all_[&in];
  const auto at = mine.by_id.find(id);
  if (at == mine.by_id.end()) {
    return {kmip_result::not_found};
  }
  const kept& one = at->second;
  if (is_destroyed(one.told.state)) {
    return {kmip_result::wrong_state};
  }
  return {kmip_result::done, one.told, cipher_.open(one.sealed, place_of(in, id))};
}

managed_objects::found managed_objects::describe(const project& in, std::string_view id) {
  const std::lock_guard lock(mutex_);
  const objects& mine = all_[&in];
  const auto at = mine.by_id.find(id);
  return at == mine.by_id.end() ? found{kmip_result::not_found}
                                : found{kmip_result::done, at->second.told};
}

managed_objects::found managed_objects::change(const project& in, std::string_view id,
                                               const transition& next) {
  const std::lock_guard lock(mutex_);
  objects& mine = all_[&in];
  const auto at = mine.by_id.find(id);
  if (at == mine.by_id.end()) {
    return {kmip_result::not_found};
  }
  kept& one = at->second;
  const auto becomes = next(one.told.state);
  if (!becomes) {
    return {kmip_result::wrong_state};
  }
  if (is_destroyed(*becomes) && !is_destroyed(one.told.state)) {
    mine.destroyed.emplace_back(id);
    one.sealed.clear();
  }
  one.told.state = *becomes;
  return {kmip_result::done, one.told};
}

std::vector<std::string> managed_objects::locate(const project& in, std::string_view name,
                                                 std::optional<kmip_state> state) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> ids;
  for (const auto& [id, one] : all_[&in].by_id) {
    if ((name.empty() || one.told.name == name) && (!state || one.told.state == *state)) {
      ids.push_back(id);
    }
  }
  return ids;
}

}  // namespace backend
