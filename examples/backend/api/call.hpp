// SPDX-License-Identifier: MIT
/// A request as the handlers see it, and what they make of it. Knows no sockets.
#pragma once

#include "identity/actors.hpp"
#include "identity/permissions.hpp"
#include "routes.hpp"
#include "secrets/place.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace backend {

/// What a client sent. Texts are empty where it sent none.
struct request {
  method how;
  std::string_view path;
  std::string_view token;          // of `Authorization: Bearer`
  std::string_view project;        // the id in `?workspaceId=`
  std::string_view environment;    // `?environment=`
  std::string_view secret_path;    // `?secretPath=`
  std::string_view if_none_match;  // the ETag that the client has
  std::string_view user_agent;
  std::string_view address;
  std::string_view body;
  bool body_too_large;  // then `body` is only its beginning
};

/// A request, and what became known of it.
struct call {
  const request& asked;
  matched_path at;
  const actor* who = nullptr;                    // whose session it is, or began
  auth_method by = auth_method::none;            // how that session began
  const project* in = nullptr;                   // the actor's organization has it
  std::optional<permission_result> looked_up{};  // how it was found what the actor may do in it
};

/// What is answered.
struct reply {
  status code;
  std::string body{};             // JSON, or empty
  std::string etag{};             // of a secret, with its quotation marks
  std::string_view cache{};       // `X-Cache`: hit or miss
  std::string_view permission{};  // `X-Permission-Cache`: the branch of the lookup
};

/// `{"message":…}`.
[[nodiscard]] reply refuse(status code, std::string_view message);

/// The body as a JSON object; discarded (is_discarded()) when it is none.
[[nodiscard]] nlohmann::json object_of(const request& asked);

/// Where the request's secrets are: `?environment=` (dev if not given) and `?secretPath=` (/) of
/// its project. Nothing where they name no such place, which misplaced() answers.
[[nodiscard]] std::optional<place> place_of(const call& one);
[[nodiscard]] reply misplaced();
/// The answer to a name that valid_secret_name() does not take.
[[nodiscard]] reply misnamed();

/// What the audit log says of a secret, or of all secrets of a place where the name is empty.
[[nodiscard]] std::string audit_detail(const place& in, std::string_view name);

/// A member that is a text, or a null pointer.
[[nodiscard]] const std::string* text_of(const nlohmann::json& object, std::string_view key);

}  // namespace backend
