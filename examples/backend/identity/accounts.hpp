// SPDX-License-Identifier: MIT
/// Who may log in: names and salted password hashes, and a limit on guessing.
///
/// Checking a password costs milliseconds on purpose (SHA-512 crypt), which makes the log-in the
/// one slow request of the backend. Wrong passwords are counted for each account: after ten of them
/// in a minute the account answers nothing until the minute is over, the right password included.
#pragma once

#include "identity/actors.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace backend {

enum class login_result { accepted, refused, limited };

/// `who` is known only of a log-in that was accepted.
struct checked_login {
  login_result result;
  const actor* who;
};

class accounts {
public:
  static constexpr int max_failures = 10;
  static constexpr std::chrono::seconds failure_window{60};

  /// False when the name is taken. `who` must live as long as the accounts.
  [[nodiscard]] bool add(std::string name, std::string_view password, const actor& who);
  /// Whose account it is; a null pointer for nobody's. For whom someone else vouches: no password.
  [[nodiscard]] const actor* find(std::string_view name) const;
  [[nodiscard]] checked_login check(std::string_view name, std::string_view password);

private:
  using clock = std::chrono::steady_clock;

  struct account {
    std::string hash;
    const actor* who;
    clock::time_point window_start{};
    int failures = 0;
  };

  [[nodiscard]] static bool limited(account& who);

  std::mutex mutex_;  // the failures; hashes do not change once the service runs
  std::map<std::string, account, std::less<>> accounts_;
  // Every unknown name is this account: it costs the same time to refuse, so a name cannot be
  // probed, and the table does not grow with the names that are tried.
  account nobody_{hash_of({}), nullptr, {}, 0};

  [[nodiscard]] static std::string hash_of(std::string_view password);
};

}  // namespace backend
