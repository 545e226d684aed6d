// SPDX-License-Identifier: MIT
#include "secrets/secrets.hpp"

#include <mutex>
#include <utility>

namespace backend {

bool secrets::valid_name(std::string_view name) noexcept {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
  return !name.empty() && name.size() <= 128 &&
         name.find_first_not_of(allowed) == std::string_view::npos;
}

write_result secrets::write(std::string_view key, std::string value) {
  const std::lock_guard lock(mutex_);
  if (const auto found = values_.find(key); found != values_.end()) {
    found->second = std::move(value);
    return write_result::replaced;
  }
  if (values_.size() >= capacity_) {
    return write_result::full;
  }
  values_.emplace(key, std::move(value));
  return write_result::created;
}

std::optional<std::string> secrets::read(std::string_view key) const {
  const std::shared_lock lock(mutex_);
  const auto found = values_.find(key);
  return found == values_.end() ? std::nullopt : std::optional(found->second);
}

bool secrets::remove(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = values_.find(key);
  if (found == values_.end()) {
    return false;
  }
  values_.erase(found);
  return true;
}

std::size_t secrets::size() const {
  const std::shared_lock lock(mutex_);
  return values_.size();
}

}  // namespace backend
