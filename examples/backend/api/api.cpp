// SPDX-License-Identifier: MIT
#include "api/api.hpp"

#include "api/handlers.hpp"
#include "trouble.hpp"

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

}  // namespace

answer api::handle(const request& asked) noexcept {
  call one{asked, match_path(asked.path)};
  const auto to = find_endpoint(asked.how, one.at.where);
  answer done{
      to ? one.at.where : route::unmatched, {status{500}}, nullptr, auth_method::none, nullptr};
  try {
    one.who = services_.open_sessions.find(asked.token);
    one.by = one.who != nullptr ? one.who->how : auth_method::none;
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
  done.who = one.who;
  done.by = one.by;
  done.in = one.in;
  return done;
}

reply api::dispatch(const endpoint& to, call& one) {
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
  switch (to.where) {
  case route::status:
    return report_status(services_, one);
  case route::login:
  case route::machine_login:
    return log_in(services_, one);
  case route::secret:
    return to.how == method::post  ? write_secret(services_, one)
           : to.how == method::del ? delete_secret(services_, one)
                                   : read_secret(services_, one);
  case route::audit_stream:
    return open_stream(services_, one);
  default:
    return refuse(status{500}, "not yet");
  }
}

}  // namespace backend
