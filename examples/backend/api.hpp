// SPDX-License-Identifier: MIT
/// What the endpoints do: a request in, an answer out. Knows no sockets and no metrics.
#pragma once

#include "accounts.hpp"
#include "routes.hpp"
#include "secrets.hpp"
#include "sessions.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace backend {

struct request {
  method how;
  std::string_view path;
  std::string_view token;  // of `Authorization: Bearer`; empty when there is none
  std::string_view body;
  bool body_too_large;  // then `body` is only its beginning
};

struct answer {
  route where;
  status code;
  std::string body;  // JSON, or empty
};

class api {
public:
  explicit api(std::size_t max_secrets) : secrets_(max_secrets) {}

  void add_account(std::string name, std::string_view password) {
    accounts_.add(std::move(name), password);
  }

  /// Any thread. Never throws: what goes wrong in here is a 500.
  [[nodiscard]] answer handle(const request& asked) noexcept;

private:
  struct reply {
    status code;
    std::string body;
  };

  [[nodiscard]] reply dispatch(const endpoint& to, std::string_view name, const request& asked);
  [[nodiscard]] reply log_in(const request& asked);
  [[nodiscard]] reply read_secret(std::string_view name) const;
  [[nodiscard]] reply write_secret(std::string_view name, const request& asked);
  [[nodiscard]] reply delete_secret(std::string_view name);
  [[nodiscard]] reply report_status();

  accounts accounts_;
  sessions sessions_;
  secrets secrets_;
};

}  // namespace backend
