// SPDX-License-Identifier: MIT
#include "secrets/secret_cache.hpp"

#include "metrics/infisical_core.hpp"

#include <functional>
#include <utility>

namespace backend {

std::uint64_t& secret_cache::ends_of(const place& in) {
  return ends_[std::hash<std::string>{}(in.key()) % ends_.size()];
}

secret_cache::found secret_cache::get(const place& in, std::string_view name) {
  const std::string key = in.key(name);
  const std::lock_guard lock(mutex_);
  const std::string* const entry = entries_.get(key);
  return {entry == nullptr ? std::nullopt : std::optional(*entry), ends_of(in)};
}

void secret_cache::put(const place& in, std::string_view name, std::string sealed,
                       std::uint64_t since) {
  infisical_core::cache_entry_bytes::observe(static_cast<double>(sealed.size()));
  if (sealed.size() > limits_.entry_bytes) {
    infisical_core::cache_oversize::inc();
    return;
  }
  std::string key = in.key(name);
  const std::lock_guard lock(mutex_);
  if (ends_of(in) == since) {
    entries_.put(std::move(key), std::move(sealed));
  }
}

void secret_cache::end(const place& in, std::string_view name) {
  const std::string of_secret = in.key(name);
  const std::string of_list = in.key();
  const std::lock_guard lock(mutex_);
  ++ends_of(in);
  entries_.erase(of_secret);
  entries_.erase(of_list);
}

}  // namespace backend
