// SPDX-License-Identifier: MIT
/// A listening socket, made here so that a port that is taken gives a clear error, and port 0 (any
/// that is free) can be told afterwards.
#pragma once

#include <string>

namespace backend {

struct listener {
  int socket;
  std::string address;  // host:port as bound, for a URL
};

/// Throws std::runtime_error with the address and the reason.
[[nodiscard]] listener listen_on(const std::string& host, const std::string& port);

}  // namespace backend
