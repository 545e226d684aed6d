// SPDX-License-Identifier: MIT
/// Who is logged in, and how they came in: tokens, each good for an hour. Any thread.
///
/// At most `capacity` sessions are held: one more ends the oldest, so memory does not grow with
/// log-ins.
#pragma once

#include "identity/actors.hpp"

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace backend {

class sessions {
public:
  using clock = std::chrono::steady_clock;
  using moment = clock::time_point;

  static constexpr std::size_t capacity = 10'000;
  static constexpr std::chrono::hours lifetime{1};

  /// A null pointer and no method: nobody has this token, or no longer.
  struct owner {
    const actor* who = nullptr;
    auth_method by = auth_method::none;
  };

  /// The token of a new session. `who` must live as long as the sessions.
  [[nodiscard]] std::string open(const actor& who, auth_method by, moment now = clock::now());
  [[nodiscard]] owner find(std::string_view token, moment now = clock::now());
  /// Ends the session and opens one of the same owner; its token is empty where there was none. Of
  /// several renewals of one token, one succeeds.
  [[nodiscard]] std::string renew(std::string_view token, moment now = clock::now());
  [[nodiscard]] std::size_t size(moment now = clock::now());

private:
  using tokens = std::list<std::string>;

  struct session {
    moment end;
    owner whose;
    tokens::iterator age;
  };
  using table = std::unordered_map<std::string, session>;

  [[nodiscard]] table::iterator find_live(std::string_view token, moment now);
  [[nodiscard]] std::string add(const owner& whose, moment now);
  void close(table::iterator one);
  void end_expired(moment now);

  std::mutex mutex_;  // what is private is called with it held
  table open_;
  tokens by_age_;  // all live equally long: the oldest is the next to expire
};

}  // namespace backend
