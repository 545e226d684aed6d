// SPDX-License-Identifier: MIT
/// What the backend serves: one table, read by the router and by the metrics.
///
/// The router finds a request's endpoint in it. The metrics ask it which series can exist, so that
/// there are those of the 55 combinations of method, route and status that the code can answer, and
/// none of the 440 that could be written down.
#pragma once

#include "attributes.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace backend {

/// One method on one route, and every status it answers. An unused place holds 0.
struct endpoint {
  method how;
  route where;
  std::array<int, 8> answers;

  [[nodiscard]] constexpr bool can_answer(status code) const noexcept {
    for (const int answer : answers) {
      if (answer == static_cast<int>(code.value())) {
        return true;
      }
    }
    return false;
  }
};

inline constexpr std::array endpoints{
    endpoint{method::get, route::status, {200, 500}},
    endpoint{method::head, route::status, {200, 500}},
    endpoint{method::post, route::login, {200, 400, 401, 413, 429, 500}},
    endpoint{method::post, route::machine_login, {200, 400, 401, 413, 429, 500}},
    endpoint{method::get, route::secret, {200, 400, 401, 404, 500}},
    endpoint{method::head, route::secret, {200, 400, 401, 404, 500}},
    endpoint{method::post, route::secret, {200, 201, 400, 401, 404, 413, 500, 507}},
    endpoint{method::del, route::secret, {204, 400, 401, 404, 500}},
};

/// Nothing when the route, if it is one, does not take the method. By value: a null pointer here is
/// no constant expression to gcc 12 with -fsanitize=undefined.
[[nodiscard]] constexpr std::optional<endpoint> find_endpoint(method how, route where) noexcept {
  for (const endpoint& e : endpoints) {
    if (e.how == how && e.where == where) {
      return e;
    }
  }
  return std::nullopt;
}

/// Which series of the request metrics exist. What no endpoint takes has no route: its path is
/// unknown (404), or is known and not for this method (405).
[[nodiscard]] constexpr bool can_answer(method how, route where, status code) noexcept {
  if (where == route::unmatched) {
    return code.value() == 404 || code.value() == 405;
  }
  const auto e = find_endpoint(how, where);
  return e && e->can_answer(code);
}

/// Which series of the error metrics exist: those with a status that is such an error.
[[nodiscard]] constexpr bool can_fail(method how, route where, error_type error) noexcept {
  for (const unsigned code : {400U, 401U, 404U, 405U, 413U, 429U, 500U, 507U}) {
    if (error_of(status{code}) == error && can_answer(how, where, status{code})) {
      return true;
    }
  }
  return false;
}

/// A path, taken apart. `name` is the part that the pattern leaves open.
struct matched_path {
  route where;
  std::string_view name;
};

[[nodiscard]] constexpr matched_path match_path(std::string_view path) noexcept {
  constexpr std::string_view secrets = "/api/v3/secrets/";
  if (path == "/api/status") {
    return {route::status, {}};
  }
  if (path == "/api/v1/auth/login") {
    return {route::login, {}};
  }
  if (path == "/api/v1/auth/universal-auth/login") {
    return {route::machine_login, {}};
  }
  if (path.starts_with(secrets)) {
    const std::string_view name = path.substr(secrets.size());
    if (!name.empty() && name.find('/') == std::string_view::npos) {
      return {route::secret, name};
    }
  }
  return {route::unmatched, {}};
}

}  // namespace backend
