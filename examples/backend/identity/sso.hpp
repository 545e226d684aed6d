// SPDX-License-Identifier: MIT
/// How organizations let their people in by a provider of theirs: one configuration for each kind
/// of provider. Any thread; in memory.
#pragma once

#include "identity/actors.hpp"
#include "metrics/provisioning.hpp"

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace backend {

class sso {
public:
  /// False when there is one already.
  [[nodiscard]] bool create(const organization& of, sso_provider by, std::string_view url);
  /// False when there is none yet.
  [[nodiscard]] bool update(const organization& of, sso_provider by, std::string_view url);

private:
  std::mutex mutex_;
  std::map<std::pair<const organization*, sso_provider>, std::string> urls_;
};

}  // namespace backend
