// SPDX-License-Identifier: MIT
#include "identity/sessions.hpp"

#include "identity/random.hpp"

#include <algorithm>

namespace backend {

std::string sessions::open(const actor& who) {
  std::string token = random_text<32>();
  const std::lock_guard lock(mutex_);
  end_expired();
  if (by_age_.size() == capacity) {
    open_.erase(by_age_.front());
    by_age_.pop_front();
  }
  open_.emplace(token, session{clock::now() + lifetime, &who});
  by_age_.push_back(token);
  return token;
}

const actor* sessions::find(std::string_view token) {
  if (token.empty()) {
    return nullptr;
  }
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(std::string(token));
  return found != open_.end() && clock::now() < found->second.end ? found->second.who : nullptr;
}

void sessions::close(std::string_view token) {
  const std::lock_guard lock(mutex_);
  if (open_.erase(std::string(token)) != 0) {
    by_age_.erase(std::find(by_age_.begin(), by_age_.end(), token));
  }
}

std::size_t sessions::size() {
  const std::lock_guard lock(mutex_);
  end_expired();
  return open_.size();
}

void sessions::end_expired() {
  while (!by_age_.empty() && open_.at(by_age_.front()).end <= clock::now()) {
    open_.erase(by_age_.front());
    by_age_.pop_front();
  }
}

}  // namespace backend
