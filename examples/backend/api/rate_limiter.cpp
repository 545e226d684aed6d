// SPDX-License-Identifier: MIT
#include "api/rate_limiter.hpp"

namespace backend {

bool rate_limiter::allows(std::string_view client, clock::time_point now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  const std::lock_guard lock(mutex_);
  if (second > window_) {  // a thread that read the clock just before the others is of their window
    window_ = second;
    served_.clear();
  }
  auto found = served_.find(std::string(client));
  if (found == served_.end()) {
    // No client has an empty name: that is all the others together.
    found = served_.try_emplace(std::string(served_.size() < capacity ? client : ""), 0).first;
  }
  if (found->second == limit_) {
    return false;
  }
  ++found->second;
  return true;
}

}  // namespace backend
