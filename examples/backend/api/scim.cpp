// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"
#include "api/stopwatch.hpp"
#include "metrics/infisical_core.hpp"
#include "metrics/provisioning.hpp"
#include "metrics/wire_names.hpp"

#include <fmt/format.h>

#include <utility>

namespace backend {

namespace {

using json = nlohmann::json;

scim_kind kind_of(route where) noexcept {
  return where == route::scim_users || where == route::scim_user ? scim_kind::user
                                                                 : scim_kind::group;
}

/// Source: RFC 7644, 3.12.
reply refuse_scim(status code, std::string_view type, std::string_view detail) {
  json error{{"schemas", json::array({"urn:ietf:params:scim:api:messages:2.0:Error"})},
             {"status", fmt::format("{}", code.value())},
             {"detail", detail}};
  if (!type.empty()) {
    error["scimType"] = type;
  }
  return {code, error.dump()};
}

status status_of(scim_result how, method asked) noexcept {
  switch (how) {
  case scim_result::done:
    return asked == method::post ? status{201} : asked == method::del ? status{204} : status{200};
  case scim_result::not_found:
    return status{404};
  case scim_result::taken:
    return status{409};
  case scim_result::full:
    return status{507};
  case scim_result::invalid:
    break;
  }
  return status{400};
}

reply refuse_scim(scim_result why, status code) {
  switch (why) {
  case scim_result::not_found:
    return refuse_scim(code, {}, "there is no resource of this id");
  case scim_result::taken:
    return refuse_scim(code, "uniqueness", "another resource has this name");
  case scim_result::full:
    return refuse_scim(code, {}, "no more resources of this kind fit");
  default:
    return refuse_scim(code, "invalidValue",
                       "wanted: userName of a user, displayName of a group, members that are users "
                       "here; of a PATCH, Operations that make such a resource");
  }
}

/// Source: RFC 7643, 3.1.
reply show(status code, scim_kind what, json resource) {
  const std::string_view type = what == scim_kind::user ? "User" : "Group";
  const std::string location =
      fmt::format("/api/v1/scim/{}s/{}", type, resource.at("id").get_ref<const std::string&>());
  resource["schemas"] =
      json::array({fmt::format("urn:ietf:params:scim:schemas:core:2.0:{}", type)});
  resource["meta"] = {{"resourceType", type}, {"location", location}};
  return {code, resource.dump()};
}

/// Of what is removed, the id is all that there is.
scim::changed perform(scim& in, const call& one, scim_kind what) {
  const organization& mine = *one.who->member_of;
  const std::string_view id = one.at.open[0];
  const json said = object_of(one.asked);
  switch (one.asked.how) {
  case method::post: {
    auto resource = scim_resource(what, said);
    return resource ? in.create(mine, what, *std::move(resource))
                    : scim::changed{scim_result::invalid};
  }
  case method::del:
    return {in.remove(mine, what, id) ? scim_result::done : scim_result::not_found, {{"id", id}}};
  default:
    return in.update(mine, what, id, [&](const json& was) {
      return one.asked.how == method::put ? scim_resource(what, said)
                                          : scim_patched(what, was, said);
    });
  }
}

void record(scim_operation what, failure why, const actor* who,
            [[maybe_unused]] double seconds) noexcept {
  const actor_labels known(who);
  infisical_core::scim_operations::inc(what, outcome_of(why), known.organization_id, why);
  infisical_core::scim_duration::observe(seconds, what, outcome_of(why), known.organization_id,
                                         why);
}

/// Counted however it ends, and nowhere else: who was refused before has not come to it.
scim::changed perform_counted(scim& in, const call& one, scim_operation doing, scim_kind what) {
  const stopwatch since;
  try {
    scim::changed done = perform(in, one, what);
    record(doing, scim_failure_of(status_of(done.how, one.asked.how)), one.who, since.seconds());
    return done;
  } catch (...) {
    record(doing, failure::internal, one.who, since.seconds());
    throw;
  }
}

}  // namespace

reply provision(services& of, call& one) {
  const scim_kind what = kind_of(one.at.where);
  const scim_operation doing = *scim_operation_of(one.asked.how, one.at.where);
  scim::changed done = perform_counted(of.provisioned, one, doing, what);
  const status code = status_of(done.how, one.asked.how);
  if (done.how != scim_result::done) {
    return refuse_scim(done.how, code);
  }
  of.audit.record(audit_event::scim_operation, one.who, *one.who->member_of,
                  json{{"operation", name_of(doing)}, {"id", done.resource.at("id")}}.dump(),
                  {one.asked.address, one.asked.user_agent});
  return one.asked.how == method::del ? reply{code} : show(code, what, std::move(done.resource));
}

}  // namespace backend
