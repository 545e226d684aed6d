// SPDX-License-Identifier: MIT
/// What the backend serves: one table, read by the router and by the metrics.
///
/// The router finds a request's endpoint in it. The metrics ask it which series can exist, so that
/// there are those of the combinations of method, route and status that the code can answer, and
/// none of the thousands that could be written down.
#pragma once

#include "metrics/attributes.hpp"
#include "metrics/provisioning.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace backend {

/// One method on one route, and every status it answers.
struct endpoint {
  method how;
  route where;
  std::array<int, 12> answers{};  // an unused place holds 0

  constexpr endpoint(method by, route to, std::initializer_list<int> with) : how(by), where(to) {
    std::size_t at = 0;
    for (const int each : with) {
      answers[at++] = each;
    }
    // Whoever asks too often is told so everywhere, and what goes wrong in here is a 500.
    answers[at++] = 429;
    answers[at] = 500;
  }

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
    endpoint{method::get, route::status, {200}},
    endpoint{method::head, route::status, {200}},
    endpoint{method::post, route::login, {200, 400, 401, 413, 503}},
    endpoint{method::post, route::machine_login, {200, 400, 401, 413, 503}},
    endpoint{method::post, route::provider_login, {200, 400, 401, 413, 503}},
    endpoint{method::post, route::renewal, {200, 401, 403, 503}},
    endpoint{method::get, route::secrets, {200, 400, 401, 403, 404, 503}},
    endpoint{method::get, route::secret, {200, 304, 400, 401, 403, 404, 503}},
    endpoint{method::head, route::secret, {200, 304, 400, 401, 403, 404, 503}},
    endpoint{method::post, route::secret, {200, 201, 400, 401, 403, 404, 413, 503, 507}},
    endpoint{method::del, route::secret, {204, 400, 401, 403, 404, 503}},
    endpoint{method::post, route::rotation, {202, 400, 401, 403, 404, 413, 503}},
    endpoint{method::put, route::membership, {200, 400, 401, 403, 404, 413, 503}},
    endpoint{method::post, route::secret_sync, {202, 400, 401, 403, 404, 413, 503}},
    endpoint{method::post, route::pki_sync, {202, 400, 401, 403, 404, 413, 503}},
    endpoint{method::post, route::integration, {202, 400, 401, 403, 404, 413, 503}},
    endpoint{method::post, route::sso, {201, 400, 401, 409, 413, 503}},
    endpoint{method::patch, route::sso, {200, 400, 401, 404, 413, 503}},
    endpoint{method::post, route::audit_stream, {200, 201, 401, 404, 413, 503}},
    endpoint{method::post, route::scim_users, {201, 400, 401, 409, 413, 503, 507}},
    endpoint{method::put, route::scim_user, {200, 400, 401, 404, 409, 413, 503}},
    endpoint{method::patch, route::scim_user, {200, 400, 401, 404, 409, 413, 503}},
    endpoint{method::del, route::scim_user, {204, 401, 404, 503}},
    endpoint{method::post, route::scim_groups, {201, 400, 401, 409, 413, 503, 507}},
    endpoint{method::put, route::scim_group, {200, 400, 401, 404, 409, 413, 503}},
    endpoint{method::patch, route::scim_group, {200, 400, 401, 404, 409, 413, 503}},
    endpoint{method::del, route::scim_group, {204, 401, 404, 503}},
    endpoint{method::post, route::kmip, {200, 201, 400, 401, 403, 404, 409, 413, 503, 507}},
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
  for (const unsigned code : {400U, 401U, 403U, 404U, 405U, 409U, 413U, 429U, 500U, 503U, 507U}) {
    if (error_of(status{code}) == error && can_answer(how, where, status{code})) {
      return true;
    }
  }
  return false;
}

/// Which series of the rate limit's metric exist.
[[nodiscard]] constexpr bool can_limit(route where, method how) noexcept {
  return can_answer(how, where, status{429});
}

/// Which series of the SCIM metrics exist: those that an answer to the operation makes.
[[nodiscard]] constexpr bool can_provision(scim_operation what, outcome how, failure why) noexcept {
  if (!can_end(how, why)) {
    return false;
  }
  for (const endpoint& e : endpoints) {
    if (scim_operation_of(e.how, e.where) == what) {
      for (const int answer : e.answers) {
        if (answer != 0 && answers_scim(status{answer}) && scim_failure_of(status{answer}) == why) {
          return true;
        }
      }
    }
  }
  return false;
}

/// A path, taken apart: what stands in the open parts of the pattern, if it has any.
struct matched_path {
  route where;
  std::array<std::string_view, 2> open{};
};

struct route_pattern {
  std::string_view text;
  route where;
};

/// An open part takes one segment that is not empty. The first that fits is it.
inline constexpr std::array patterns{
    route_pattern{"/api/status", route::status},
    route_pattern{"/api/v1/auth/login", route::login},
    route_pattern{"/api/v1/auth/universal-auth/login", route::machine_login},
    route_pattern{"/api/v1/auth/{method}/login", route::provider_login},
    route_pattern{"/api/v1/auth/token/renew", route::renewal},
    route_pattern{"/api/v3/secrets", route::secrets},
    route_pattern{"/api/v3/secrets/{name}", route::secret},
    route_pattern{"/api/v2/secret-rotations/{name}", route::rotation},
    route_pattern{"/api/v1/memberships/{actor}", route::membership},
    route_pattern{"/api/v1/secret-syncs/{id}/{action}", route::secret_sync},
    route_pattern{"/api/v1/pki/syncs/{id}/{action}", route::pki_sync},
    route_pattern{"/api/v1/integrations/{id}/sync", route::integration},
    route_pattern{"/api/v1/sso/{provider}/config", route::sso},
    route_pattern{"/api/v1/audit-log-streams/{provider}", route::audit_stream},
    route_pattern{"/api/v1/scim/Users", route::scim_users},
    route_pattern{"/api/v1/scim/Users/{id}", route::scim_user},
    route_pattern{"/api/v1/scim/Groups", route::scim_groups},
    route_pattern{"/api/v1/scim/Groups/{id}", route::scim_group},
    route_pattern{"/api/v1/kmip/{operation}", route::kmip},
};

[[nodiscard]] constexpr std::optional<matched_path>
match(std::string_view pattern, std::string_view path, route where) noexcept {
  matched_path found{where};
  std::size_t open = 0;
  while (!pattern.empty()) {
    if (pattern.front() == '{') {
      const std::string_view segment = path.substr(0, path.find('/'));
      if (segment.empty()) {
        return std::nullopt;
      }
      found.open[open++] = segment;
      pattern.remove_prefix(pattern.find('}') + 1);
      path.remove_prefix(segment.size());
    } else if (!path.empty() && path.front() == pattern.front()) {
      pattern.remove_prefix(1);
      path.remove_prefix(1);
    } else {
      return std::nullopt;
    }
  }
  return path.empty() ? std::optional{found} : std::nullopt;
}

[[nodiscard]] constexpr matched_path match_path(std::string_view path) noexcept {
  for (const route_pattern& each : patterns) {
    if (const auto found = match(each.text, path, each.where)) {
      return *found;
    }
  }
  return {route::unmatched};
}

}  // namespace backend
