// SPDX-License-Identifier: MIT
/// So many requests a second for each client: a fixed window, the same second for all.
///
/// As many as `capacity` clients are told apart within a second; all others are one client
/// together, so memory does not grow with made-up addresses. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace backend {

class rate_limiter {
public:
  using clock = std::chrono::steady_clock;
  static constexpr std::size_t capacity = 10'000;

  explicit rate_limiter(unsigned limit) : limit_(limit) {}

  /// Whether one more request of this client is served. `now` never goes back by a whole second.
  [[nodiscard]] bool allows(std::string_view client, clock::time_point now = clock::now());

private:
  unsigned limit_;
  std::mutex mutex_;
  std::chrono::seconds window_{};
  std::unordered_map<std::string, unsigned> served_;
};

}  // namespace backend
