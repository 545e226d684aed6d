// SPDX-License-Identifier: MIT
#include "identity/sessions.hpp"

#include "identity/random.hpp"

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
