// SPDX-License-Identifier: MIT
/// The closed attributes of the backend's metrics: every value that each of them can have.
///
/// An enumerator is what the code passes, label_values() is what goes on the wire. Attributes whose
/// values are known only at run time (who asked, from where) are not here.
#pragma once

#include <zerometer/zerometer.hpp>

#include <optional>

namespace backend {

namespace zm = zerometer;

/// http.request.method. Any other method is `other`, so that a client cannot invent series.
enum class method { get, post, put, del, patch, head, options, other };

constexpr auto label_values(method) {
  return zm::values("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "_OTHER");
}

/// http.route: the pattern, never the path. A request that no pattern takes has none.
enum class route { unmatched, status, login, secret };

constexpr auto label_values(route) {
  return zm::values(zm::absent, "/api/status", "/api/v1/auth/login", "/api/v3/secrets/{name}");
}

/// http.response.status_code: the codes that the backend answers.
using status = zm::integers<200, 201, 204, 400, 401, 404, 405, 413, 429, 500, 507>;

/// error.type: what kind of failure a request was, if it was one.
enum class error_type { client_error, server_error, auth_error, rate_limit_error };

constexpr auto label_values(error_type) {
  return zm::values("client_error", "server_error", "auth_error", "rate_limit_error");
}

/// Nothing for a success.
[[nodiscard]] constexpr std::optional<error_type> error_of(status code) noexcept {
  if (code.value() < 400) {
    return std::nullopt;
  }
  switch (code.value()) {
  case 401:
    return error_type::auth_error;
  case 429:
    return error_type::rate_limit_error;
  default:
    return code.value() < 500 ? error_type::client_error : error_type::server_error;
  }
}

}  // namespace backend
