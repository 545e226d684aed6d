// SPDX-License-Identifier: MIT
#include "api/api.hpp"

#include "api/handlers.hpp"
#include "metrics/wire_names.hpp"
#include "trouble.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

namespace backend {

namespace {

/// Whether the endpoint is for those who have a session, and for one of their projects.
bool wants_session(route where) noexcept {
  return where != route::status && where != route::login && where != route::machine_login &&
         where != route::provider_login && where != route::renewal;
}
bool wants_project(route where) noexcept {
  return where == route::secrets || where == route::secret || where == route::rotation ||
         where == route::membership || where == route::secret_sync || where == route::pki_sync ||
         where == route::integration || where == route::kmip;
}
/// Whether what the endpoint does ends in a job, if only in that of its line in the audit log.
bool ends_in_jobs(route where) noexcept {
  return where != route::status && where != route::membership;
}

}  // namespace

answer api::handle(const request& asked) noexcept {
  call one{asked, match_path(asked.path)};
  const auto to = find_endpoint(asked.how, one.at.where);
  answer done{
      to ? one.at.where : route::unmatched, {status{500}}, nullptr, auth_method::none, nullptr};
  try {
    const sessions::owner session = services_.open_sessions.find(asked.token);
    one.who = session.who;
    one.by = session.by;
    done.said = to                                 ? dispatch(*to, one)
                : one.at.where == route::unmatched ? refuse(status{404}, "no such path")
                                                   : refuse(status{405}, "not with this method");
  } catch (const trouble& what) {
    const bool passes = what.kind == failure::db || what.kind == failure::timeout;
    done.said = {passes && to && to->can_answer(status{503}) ? status{503} : status{500}};
  } catch (const std::exception&) {
    // No text: it may have been the memory for one that was missing.
    done.said = {to ? status{500} : status{404}};
  }
  if (one.looked_up) {
    done.said.permission = name_of(*one.looked_up);
  }
  done.who = one.who;
  done.by = one.by;
  done.in = one.in;
  return done;
}

bool api::may_ask(const call& one) {
  // The id of an actor is never an address: it has no prefix.
  return services_.limiter.allows(one.who != nullptr ? one.who->id
                                                     : fmt::format("from {}", one.asked.address));
}

std::optional<reply> api::check_permission(const endpoint& to, call& one) {
  const permissions::lookup found = services_.allowed.look_up(*one.who, *one.in);
  one.looked_up = found.how;
  if (!found.may) {
    return refuse(status{503}, "what you may do cannot be read now");
  }
  const bool reads = to.how == method::get || to.how == method::head;
  if (*found.may == role::admin || (*found.may == role::viewer && reads)) {
    return std::nullopt;
  }
  return refuse(status{403}, "your role in this project does not allow it");
}

reply api::dispatch(const endpoint& to, call& one) {
  if (!may_ask(one)) {
    return refuse(status{429}, "too many requests: wait a second");
  }
  if (wants_session(to.where) && one.who == nullptr) {
    return refuse(status{401}, "log in first");
  }
  if (wants_project(to.where)) {
    if (one.asked.project.empty()) {
      return refuse(status{400}, "wanted: ?workspaceId=, the id of a project");
    }
    one.in = services_.known_actors.find_project(one.asked.project, *one.who->member_of);
    if (one.in == nullptr) {
      return refuse(status{404}, "no such project");
    }
  }
  if (one.asked.body_too_large && to.can_answer(status{413})) {
    return refuse(status{413}, "too large");
  }
  if (ends_in_jobs(to.where) && !services_.jobs.admits()) {
    return refuse(status{503}, "too much waits to be done: nothing was changed, try again later");
  }
  if (wants_project(to.where)) {
    if (const auto refused = check_permission(to, one)) {
      return *refused;
    }
  }
  switch (to.where) {
  case route::status:
    return report_status(services_, one);
  case route::login:
  case route::machine_login:
    return log_in(services_, one);
  case route::provider_login:
    return log_in_by_provider(services_, one);
  case route::secrets:
    return list_secrets(services_, one);
  case route::rotation:
    return rotate_secret(services_, one);
  case route::membership:
    return change_membership(services_, one);
  case route::secret:
    return to.how == method::post  ? write_secret(services_, one)
           : to.how == method::del ? delete_secret(services_, one)
                                   : read_secret(services_, one);
  case route::audit_stream:
    return open_stream(services_, one);
  case route::secret_sync:
    return sync_secrets(services_, one);
  case route::pki_sync:
    return sync_certificates(services_, one);
  case route::integration:
    return sync_integration(services_, one);
  case route::renewal:
    return renew_token(services_, one);
  case route::sso:
    return configure_sso(services_, one);
  case route::scim_users:
  case route::scim_user:
  case route::scim_groups:
  case route::scim_group:
    return provision(services_, one);
  case route::kmip:
    return manage_keys(services_, one);
  case route::unmatched:
    break;
  }
  return refuse(status{404}, "no such path");
}

}  // namespace backend
