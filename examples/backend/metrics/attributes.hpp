// SPDX-License-Identifier: MIT
/// The attributes of the backend's metrics: the closed ones, with every value that each of them can
/// have, and how much is kept of those whose values are known only at run time.
///
/// An enumerator is what the code passes, label_values() is what goes on the wire.
#pragma once

#include "metrics/wire_names.hpp"

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
enum class route {
  unmatched,
  status,
  login,
  machine_login,
  provider_login,
  renewal,
  secrets,
  secret,
  rotation,
  membership,
  secret_sync,
  pki_sync,
  integration,
  sso,
  audit_stream,
  scim_users,
  scim_user,
  scim_groups,
  scim_group,
  kmip,
};

constexpr auto label_values(route) {
  return zm::values(
      zm::absent, "/api/status", "/api/v1/auth/login", "/api/v1/auth/universal-auth/login",
      "/api/v1/auth/{method}/login", "/api/v1/auth/token/renew", "/api/v3/secrets",
      "/api/v3/secrets/{name}", "/api/v2/secret-rotations/{name}", "/api/v1/memberships/{actor}",
      "/api/v1/secret-syncs/{id}/{action}", "/api/v1/pki/syncs/{id}/{action}",
      "/api/v1/integrations/{id}/sync", "/api/v1/sso/{provider}/config",
      "/api/v1/audit-log-streams/{provider}", "/api/v1/scim/Users", "/api/v1/scim/Users/{id}",
      "/api/v1/scim/Groups", "/api/v1/scim/Groups/{id}", "/api/v1/kmip/{operation}");
}

/// http.response.status_code: the codes that the backend answers.
using status =
    zm::integers<200, 201, 202, 204, 304, 400, 401, 403, 404, 405, 409, 413, 429, 500, 503, 507>;

/// error.type of a request: what kind of failure it was, if it was one.
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

/// error.type of everything else: the closed list of the documentation, and none for a success.
enum class failure {
  none,
  validation,
  auth,
  permission,
  not_found,
  rate_limit,
  db,
  timeout,
  network,
  cryptography,
  policy,
  scim,
  oidc,
  internal,
  unknown,
};

constexpr auto label_values(failure) {
  return zm::values(zm::absent, "validation", "auth", "permission", "not_found", "rate_limit", "db",
                    "timeout", "network", "cryptography", "policy", "scim", "oidc", "internal",
                    "unknown");
}

/// `outcome`, and infisical.auth.result.
enum class outcome { success, failure };

constexpr auto label_values(outcome) { return zm::values("success", "failure"); }

[[nodiscard]] constexpr outcome outcome_of(failure what) noexcept {
  return what == failure::none ? outcome::success : outcome::failure;
}

/// A failure has its type, a success has none.
[[nodiscard]] constexpr bool can_end(outcome how, failure what) noexcept {
  return how == outcome_of(what);
}

/// infisical.auth.method: how a session began; of a request, none where it has no session.
enum class auth_method {
  none,
  email,
  saml,
  oidc,
  google,
  github,
  gitlab,
  ldap,
  universal_auth,
  kubernetes_auth,
  aws_auth,
  gcp_auth,
  azure_auth,
  oci_auth,
  alicloud_auth,
  tls_cert_auth,
  oidc_auth,
  jwt_auth,
  ldap_auth,
  spiffe_auth,
};

constexpr auto label_values(auth_method) {
  return zm::values(zm::absent, "email", "saml", "oidc", "google", "github", "gitlab", "ldap",
                    "universal-auth", "kubernetes-auth", "aws-auth", "gcp-auth", "azure-auth",
                    "oci-auth", "alicloud-auth", "tls-cert-auth", "oidc-auth", "jwt-auth",
                    "ldap-auth", "spiffe-auth");
}

/// People come in by the first ones, machine identities by the others.
[[nodiscard]] constexpr bool is_for_people(auth_method by) noexcept {
  return by != auth_method::none && by < auth_method::universal_auth;
}
[[nodiscard]] constexpr bool is_for_machines(auth_method by) noexcept {
  return by >= auth_method::universal_auth;
}

/// Whether someone else vouches for who logs in so, and not a password here.
[[nodiscard]] constexpr bool asks_provider(auth_method by) noexcept {
  return by != auth_method::none && by != auth_method::email && by != auth_method::universal_auth;
}

/// error.type of a log-in: what the person at the door is told, where `failure` is of the system.
enum class login_error {
  none,
  invalid_credentials,
  expired_token,
  invalid_token,
  too_many_attempts,
  provider_unavailable,
  internal_error,
};

constexpr auto label_values(login_error) {
  return zm::values(zm::absent, "invalid_credentials", "expired_token", "invalid_token",
                    "too_many_attempts", "provider_unavailable", "internal_error");
}

/// Every log-in is by some method, which decides what can go wrong: only passwords are guessed too
/// often, and only providers can be away.
[[nodiscard]] constexpr bool can_attempt(auth_method by, outcome how, login_error why) noexcept {
  if (by == auth_method::none || (how == outcome::success) != (why == login_error::none)) {
    return false;
  }
  switch (why) {
  case login_error::none:
  case login_error::invalid_credentials:
    return true;
  case login_error::too_many_attempts:
    return !asks_provider(by);
  default:
    return asks_provider(by);
  }
}
[[nodiscard]] constexpr bool can_take(auth_method by, outcome how, failure what) noexcept {
  if (by == auth_method::none || !can_end(how, what)) {
    return false;
  }
  switch (what) {
  case failure::none:
  case failure::auth:
  case failure::rate_limit:
    return true;
  case failure::oidc:
    return by == auth_method::oidc || by == auth_method::oidc_auth;
  case failure::db:
  case failure::cryptography:
  case failure::policy:
  case failure::scim:
    return false;
  default:
    return asks_provider(by);
  }
}

/// Which renewals of a token there are: of a machine identity's session; of no session, and of a
/// person's, which is not renewed.
[[nodiscard]] constexpr bool can_renew(outcome how, auth_method by, failure what) noexcept {
  return can_end(how, what) &&
         (how == outcome::success
              ? is_for_machines(by)
              : by == auth_method::none && (what == failure::auth || what == failure::policy));
}

/// infisical.environment.
enum class environment { dev, staging, prod };

constexpr auto label_values(environment) { return zm::values("dev", "staging", "prod"); }

enum class pool_state { used, free, pending };

constexpr auto label_values(pool_state) { return zm::values("used", "free", "pending"); }

enum class cache_result { not_modified, hit, miss };

constexpr auto label_values(cache_result) { return zm::values("not_modified", "hit", "miss"); }

enum class permission_result { marker_hit, fingerprint_match, full_refetch, fingerprint_error };

constexpr auto label_values(permission_result) {
  return zm::values("marker_hit", "fingerprint_match", "full_refetch", "fingerprint_error");
}

/// `type` of a synchronization that failed: what it was to move.
enum class sync_type { secrets, certificates };

constexpr auto label_values(sync_type) { return zm::values("secrets", "certificates"); }

/// `status` of a synchronization that failed: whether it will be tried again.
enum class sync_status { retrying, failed };

constexpr auto label_values(sync_status) { return zm::values("retrying", "failed"); }

/// Bytes that are kept. Ids, names and e-mail addresses are the backend's own, and none is longer;
/// a user agent is whatever a client sends.
using id_text = zm::text<36>;  // a UUID
using name_text = zm::text<64>;
using email_text = zm::text<128>;
using agent_text = zm::text<128>;
using address_text = zm::text<45>;  // the longest that inet_ntop(3) writes
using path_text = zm::text<128>;
using host_text = zm::text<64>;

}  // namespace backend
