// SPDX-License-Identifier: MIT
/// From one answered request to its series.
///
/// A client cannot choose what stands in most of them: actors, organizations and projects are texts
/// of the directory, found by a session or an id. A user agent is the client's own; how many of
/// them become series is limited as for every text label.
#pragma once

#include "identity/actors.hpp"
#include "metrics/http.hpp"
#include "metrics/infisical.hpp"
#include "metrics/infisical_core.hpp"
#include "metrics/older.hpp"

#include <string_view>

namespace backend {

/// Whoever sent a request. A null pointer and an empty text mean: not known.
struct sender {
  const actor* who;
  auth_method by;  // how their session began
  const project* in;
  std::string_view user_agent;
  std::string_view address;
};

/// Counts one answered request, everywhere it counts. `known_as` is the method as the semantic
/// conventions know it.
inline void record_request(method how, zm::http_method known_as, route where, status code,
                           double seconds, const sender& from) noexcept {
  using text = std::string_view;
  const actor_labels who(from.who);
  const text project_id = from.in != nullptr ? text{from.in->id} : text{};
  const text project_name = from.in != nullptr ? text{from.in->name} : text{};

  http::server_duration::observe(seconds, known_as, zm::url_scheme::http, where,
                                 zm::http_status{code.value()});
  older_api::latency::observe(seconds * 1000, where, how, code);
  infisical::http_requests::inc(who.organization_id, who.organization_name, who.user_id,
                                who.user_email, who.identity_id, who.identity_name, from.by, how,
                                where, code, project_id, project_name, from.user_agent,
                                from.address);
  infisical::http_duration::observe(seconds, who.organization_id, who.organization_name,
                                    who.user_id, who.user_email, who.identity_id, who.identity_name,
                                    how, where, code, project_id, project_name);
  if (code.value() == 429) {
    infisical_core::rate_limited::inc(where, how);
  }
  if (const auto error = error_of(code)) {
    infisical::http_errors::inc(who.organization_id, who.organization_name, who.user_id,
                                who.user_email, who.identity_id, who.identity_name, where, how,
                                *error, project_id, project_name, from.address, from.user_agent);
    infisical_core::http_errors::inc(how, where, *error);
  }
}

}  // namespace backend
