// SPDX-License-Identifier: MIT
#include "identity/identity_provider.hpp"

#include "metrics/wire_names.hpp"
#include "trouble.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace backend {

namespace {

/// A member that is a text; empty where there is none, or the body is no object.
std::string text_in(const std::string& body, const char* key) {
  const nlohmann::json read = nlohmann::json::parse(body, nullptr, false);
  const auto found = read.is_object() ? read.find(key) : read.end();
  return found != read.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// Why it refused, as far as it says.
login_error refusal_in(const std::string& body) {
  const auto said = value_named<login_error>(text_in(body, "error"));
  return said == login_error::expired_token || said == login_error::invalid_token
             ? *said
             : login_error::invalid_credentials;
}

failure nonsense_of(auth_method by) noexcept {
  return by == auth_method::oidc || by == auth_method::oidc_auth ? failure::oidc : failure::unknown;
}

}  // namespace

verification verification_of(auth_method by, const fetched& answer) {
  switch (answer.status) {
  case 200: {
    std::string subject = text_in(answer.body, "subject");
    return subject.empty() ? verification{login_error::provider_unavailable, nonsense_of(by)}
                           : verification{login_error::none, failure::none, std::move(subject)};
  }
  case 401:
    return {refusal_in(answer.body), failure::auth};
  case 403:
    return {login_error::invalid_credentials, failure::permission};
  default: {
    const failure kind = failure_of(answer.status);  // none of another 2xx, which says nothing
    return {login_error::provider_unavailable, kind == failure::none ? nonsense_of(by) : kind};
  }
  }
}

verification identity_provider::verify(auth_method by, std::string_view assertion) const {
  try {
    const std::string body = nlohmann::json{{"assertion", assertion}}.dump();
    return verification_of(by, fetch(zm::http_method::post,
                                     fmt::format("{}/idp/{}", url_, name_of(by)), body, patience_));
  } catch (const trouble& what) {
    const bool is_away = what.kind == failure::timeout || what.kind == failure::network;
    return {is_away ? login_error::provider_unavailable : login_error::internal_error, what.kind};
  }
}

}  // namespace backend
