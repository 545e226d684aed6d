// SPDX-License-Identifier: MIT
#include "identity/sessions.hpp"

#include "identity/random.hpp"

namespace backend {

std::string sessions::open(const actor& who, auth_method by, moment now) {
  const std::lock_guard lock(mutex_);
  return add({&who, by}, now);
}

sessions::owner sessions::find(std::string_view token, moment now) {
  if (token.empty()) {
    return {};
  }
  const std::lock_guard lock(mutex_);
  const auto found = find_live(token, now);
  return found != open_.end() ? found->second.whose : owner{};
}

std::string sessions::renew(std::string_view token, moment now) {
  const std::lock_guard lock(mutex_);
  const auto found = find_live(token, now);
  if (found == open_.end()) {
    return {};
  }
  const owner whose = found->second.whose;
  close(found);
  return add(whose, now);
}

std::size_t sessions::size(moment now) {
  const std::lock_guard lock(mutex_);
  end_expired(now);
  return open_.size();
}

sessions::table::iterator sessions::find_live(std::string_view token, moment now) {
  end_expired(now);
  return open_.find(std::string(token));
}

std::string sessions::add(const owner& whose, moment now) {
  end_expired(now);
  if (open_.size() == capacity) {
    close(open_.find(by_age_.front()));
  }
  tokens youngest{random_text<32>()};
  const auto age = youngest.begin();
  open_.emplace(*age, session{now + lifetime, whose, age});
  by_age_.splice(by_age_.end(), youngest);  // cannot fail: the two never disagree
  return *age;
}

void sessions::close(table::iterator one) {
  by_age_.erase(one->second.age);
  open_.erase(one);
}

void sessions::end_expired(moment now) {
  while (!by_age_.empty()) {
    const auto oldest = open_.find(by_age_.front());
    if (now < oldest->second.end) {
      return;
    }
    close(oldest);
  }
}

}  // namespace backend
