// SPDX-License-Identifier: MIT
#include "sessions.hpp"

#include "random.hpp"

namespace backend {

std::string sessions::open() {
  std::string token = random_text<32>();
  const std::lock_guard lock(mutex_);
  end_expired();
  if (by_age_.size() == capacity) {
    ends_.erase(by_age_.front());
    by_age_.pop_front();
  }
  ends_.emplace(token, clock::now() + lifetime);
  by_age_.push_back(token);
  return token;
}

bool sessions::valid(std::string_view token) {
  const std::lock_guard lock(mutex_);
  const auto found = ends_.find(std::string(token));
  return found != ends_.end() && clock::now() < found->second;
}

std::size_t sessions::size() {
  const std::lock_guard lock(mutex_);
  end_expired();
  return ends_.size();
}

void sessions::end_expired() {
  while (!by_age_.empty() && ends_.at(by_age_.front()) <= clock::now()) {
    ends_.erase(by_age_.front());
    by_age_.pop_front();
  }
}

}  // namespace backend
