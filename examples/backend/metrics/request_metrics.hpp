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
  const bool known = from.who != nullptr;
  const bool person = known && from.who->is_person();
  const bool machine = known && !person;
  const text organization_id = known ? text{from.who->member_of->id} : text{};
  const text organization_name = known ? text{from.who->member_of->name} : text{};
  const text user_id = person ? text{from.who->id} : text{};
  const text user_email = person ? text{from.who->name} : text{};
  const text identity_id = machine ? text{from.who->id} : text{};
  const text identity_name = machine ? text{from.who->name} : text{};
  const text project_id = from.in != nullptr ? text{from.in->id} : text{};
  const text project_name = from.in != nullptr ? text{from.in->name} : text{};

  http::server_duration::observe(seconds, known_as, zm::url_scheme::http, where,
                                 zm::http_status{code.value()});
  older_api::latency::observe(seconds * 1000, where, how, code);
  infisical::http_requests::inc(organization_id, organization_name, user_id, user_email,
                                identity_id, identity_name, from.by, how, where, code, project_id,
                                project_name, from.user_agent, from.address);
  infisical::http_duration::observe(seconds, organization_id, organization_name, user_id,
                                    user_email, identity_id, identity_name, how, where, code,
                                    project_id, project_name);
  if (code.value() == 429) {
    infisical_core::rate_limited::inc(where, how);
  }
  if (const auto error = error_of(code)) {
    infisical::http_errors::inc(organization_id, organization_name, user_id, user_email,
                                identity_id, identity_name, where, how, *error, project_id,
                                project_name, from.address, from.user_agent);
    infisical_core::http_errors::inc(how, where, *error);
  }
}

}  // namespace backend
