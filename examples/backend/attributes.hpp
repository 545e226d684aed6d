// SPDX-License-Identifier: MIT
/// The attributes of the backend's metrics: the closed ones, with every value that each of them can
/// have, and how much is kept of those whose values are known only at run time.
///
/// An enumerator is what the code passes, label_values() is what goes on the wire.
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
enum class route { unmatched, status, login, machine_login, secret };

constexpr auto label_values(route) {
  return zm::values(zm::absent, "/api/status", "/api/v1/auth/login",
                    "/api/v1/auth/universal-auth/login", "/api/v3/secrets/{name}");
}

/// http.response.status_code: the codes that the backend answers.
using status = zm::integers<200, 201, 204, 400, 401, 404, 405, 413, 429, 500, 507>;

/// error.type: what kind of failure a request was, if it was one.
enum class error_type { client_error, server_error, auth_error, rate_limit_error };

constexpr auto label_values(error_type) {
  return zm::values("client_error", "server_error", "auth_error", "rate_limit_error");
}

/// infisical.auth.method: how the session of a request began, of a request that has one. The
/// documentation names them all; this backend knows `email` and `universal_auth`.
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

/// Bytes that are kept. Ids, names and e-mail addresses are the backend's own, and none is longer;
/// a user agent is whatever a client sends.
using id_text = zm::text<36>;  // a UUID
using name_text = zm::text<64>;
using email_text = zm::text<128>;
using agent_text = zm::text<128>;
using address_text = zm::text<45>;  // the longest that inet_ntop(3) writes

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
