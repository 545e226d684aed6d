// SPDX-License-Identifier: MIT
/// Who vouches for those that log in without a password here: another server, which is asked over
/// HTTP what it says of an assertion (a SAML response, an ID token, a signed request to a cloud).
///
/// It is at URL/idp/{method} and takes `{"assertion": TEXT}`. 200 with `{"subject": NAME}`: this is
/// NAME. 401, where `error` may say why, or 403: refused. Anything else, or nothing: not known now.
/// Any thread; takes as long as the provider does.
#pragma once

#include "http/fetch.hpp"
#include "metrics/attributes.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace backend {

/// No error and no failure: the provider vouches for the subject.
struct verification {
  login_error told;
  failure kind;
  std::string subject{};
};

/// What an answer of the provider means.
[[nodiscard]] verification verification_of(auth_method by, const fetched& answer);

class identity_provider {
public:
  identity_provider(std::string url, std::chrono::milliseconds patience)
      : url_(std::move(url)), patience_(patience) {}

  /// Throws no trouble: it is what the verification says.
  [[nodiscard]] verification verify(auth_method by, std::string_view assertion) const;

private:
  std::string url_;
  std::chrono::milliseconds patience_;
};

}  // namespace backend
