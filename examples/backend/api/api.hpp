// SPDX-License-Identifier: MIT
/// From a request to an answer: finds the endpoint, the session and the project, and calls the
/// handler. Knows no sockets.
#pragma once

#include "api/call.hpp"
#include "api/services.hpp"

#include <optional>
#include <string_view>

namespace backend {

/// What is answered, and what became known of the request.
struct answer {
  route where;
  reply said;
  const actor* who;  // a null pointer for no session
  auth_method by;
  const project* in;  // a null pointer for no such project
};

class api {
public:
  explicit api(services& of) : services_(of) {}

  /// Any thread. Never throws: what goes wrong in here is a 500, or a 503 where it may go right
  /// another time.
  [[nodiscard]] answer handle(const request& asked) noexcept;

private:
  [[nodiscard]] bool may_ask(const call& one);
  /// The refusal, where there is one.
  [[nodiscard]] std::optional<reply> check_permission(const endpoint& to, call& one);
  [[nodiscard]] reply dispatch(const endpoint& to, call& one);

  services& services_;
};

}  // namespace backend
