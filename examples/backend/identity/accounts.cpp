// SPDX-License-Identifier: MIT
#include "identity/accounts.hpp"

#include "identity/random.hpp"

#include <crypt.h>

#include <memory>
#include <stdexcept>
#include <utility>

namespace backend {

namespace {

/// Empty when the setting is not one that this system's crypt(3) knows.
std::string hash_with(std::string_view password, const std::string& setting) {
  const auto work = std::make_unique<crypt_data>();  // 32 KiB: too large for a pool thread's stack
  const char* hash = ::crypt_r(std::string(password).c_str(), setting.c_str(), work.get());
  return hash == nullptr || hash[0] == '*' ? std::string{} : std::string{hash};
}

}  // namespace

std::string accounts::hash_of(std::string_view password) {
  std::string hash = hash_with(password, "$6$" + random_text<16>());
  if (hash.empty()) {
    throw std::runtime_error("crypt(3) does not know SHA-512 hashes");
  }
  return hash;
}

bool accounts::add(std::string name, std::string_view password, const actor& who) {
  return accounts_.try_emplace(std::move(name), account{hash_of(password), &who, {}, 0}).second;
}

bool accounts::limited(account& who) {
  if (clock::now() - who.window_start > failure_window) {
    who.window_start = clock::now();
    who.failures = 0;
  }
  return who.failures >= max_failures;
}

const actor* accounts::find(std::string_view name) const {
  const auto found = accounts_.find(name);
  return found == accounts_.end() ? nullptr : found->second.who;
}

checked_login accounts::check(std::string_view name, std::string_view password) {
  const auto found = accounts_.find(name);
  const bool known = found != accounts_.end();
  account& who = known ? found->second : nobody_;
  {
    const std::lock_guard lock(mutex_);
    if (limited(who)) {
      return {login_result::limited, nullptr};
    }
  }
  if (hash_with(password, who.hash) == who.hash && known) {  // outside the lock: it is slow
    return {login_result::accepted, who.who};
  }
  const std::lock_guard lock(mutex_);
  if (limited(who)) {
    return {login_result::limited, nullptr};
  }
  ++who.failures;
  return {login_result::refused, nullptr};
}

}  // namespace backend
