// SPDX-License-Identifier: MIT
/// Who is logged in: tokens, each good for an hour.
///
/// At most `capacity` sessions are held: one more ends the oldest, so memory does not grow with
/// log-ins.
#pragma once

#include "identity/actors.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace backend {

class sessions {
public:
  static constexpr std::size_t capacity = 10'000;
  static constexpr std::chrono::hours lifetime{1};

  /// The token of a new session. `who` must live as long as the sessions.
  [[nodiscard]] std::string open(const actor& who);
  /// Whose session it is; a null pointer when there is none, or no longer.
  [[nodiscard]] const actor* find(std::string_view token);
  /// Ends it; nothing where there is none.
  void close(std::string_view token);
  [[nodiscard]] std::size_t size();

private:
  using clock = std::chrono::steady_clock;

  struct session {
    clock::time_point end;
    const actor* who;
  };

  void end_expired();

  std::mutex mutex_;
  std::unordered_map<std::string, session> open_;
  std::deque<std::string> by_age_;  // all live equally long: the oldest is the next to expire
};

}  // namespace backend
