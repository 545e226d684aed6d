// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace backend {

namespace {

using text = std::string_view;

constexpr text lower = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr std::size_t longest_id = 36;
constexpr std::size_t longest_name = 64;

bool is_of(text one, text allowed, std::size_t longest) noexcept {
  return !one.empty() && one.size() <= longest && one.find_first_not_of(allowed) == text::npos;
}

/// Of the actions sync, import and remove, in the order of the jobs.
std::optional<job_name> job_of(text action, const std::array<job_name, 3>& jobs) noexcept {
  constexpr std::array<text, 3> names{"sync", "import", "remove"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == action) {
      return jobs[i];
    }
  }
  return std::nullopt;
}

/// A destination is a part of a URL, so it has the characters of an id.
std::optional<sync> sync_of(const call& one, const nlohmann::json& fields, text destination_field,
                            place in) {
  const text id = one.at.open[0];
  const std::string* name = text_of(fields, "name");
  const std::string* destination = text_of(fields, destination_field);
  if (name == nullptr || destination == nullptr || name->empty() || name->size() > longest_name ||
      !is_of(*destination, lower, longest_name) || !is_of(id, lower, longest_id)) {
    return std::nullopt;
  }
  return sync{std::string{id}, *name, *destination, std::move(in)};
}

reply refuse_sync() {
  return refuse(status{400}, "wanted: an id of up to 36 of a-z 0-9 -, an action (sync, import or "
                             "remove), and an object with a name of up to 64 characters and a "
                             "destination or integration of up to 64 of a-z 0-9 -");
}

/// The texts of `"certificates"`; none where there is no such member. Nothing where it is no list
/// of texts.
std::optional<std::vector<std::string>> certificates_of(const nlohmann::json& fields) {
  std::vector<std::string> found;
  const auto list = fields.find("certificates");
  if (list == fields.end()) {
    return found;
  }
  if (!list->is_array()) {
    return std::nullopt;
  }
  for (const nlohmann::json& each : *list) {
    if (!each.is_string() || each.get_ref<const std::string&>().empty()) {
      return std::nullopt;
    }
    found.push_back(each.get<std::string>());
  }
  return found;
}

reply accept(services& of, const call& one, job_name what, audit_event event, sync wanted) {
  const std::string detail = nlohmann::json{
      {"projectId", wanted.in.project_id},
      {"syncId", wanted.id},
      {"name", wanted.name},
      {"destination", wanted.destination},
      {"action", one.at.open[1]}}.dump();
  of.synchronized.add(what, std::move(wanted));
  of.audit.record(event, one.who, *one.who->member_of, detail,
                  {one.asked.address, one.asked.user_agent});
  return {status{202}};
}

}  // namespace

reply sync_secrets(services& of, call& one) {
  const auto in = place_of(one);
  if (!in) {
    return misplaced();
  }
  using enum job_name;
  const auto what =
      job_of(one.at.open[1], {job_name::sync_secrets, import_secrets, remove_secrets});
  auto wanted = sync_of(one, object_of(one.asked), "destination", *in);
  if (!what || !wanted) {
    return refuse_sync();
  }
  return accept(of, one, *what, audit_event::sync_secrets, std::move(*wanted));
}

reply sync_certificates(services& of, call& one) {
  using enum job_name;
  const auto what = job_of(one.at.open[1],
                           {job_name::sync_certificates, import_certificates, remove_certificates});
  const nlohmann::json fields = object_of(one.asked);
  auto wanted = sync_of(one, fields, "destination", place{one.in->id});
  if (!what || !wanted) {
    return refuse_sync();
  }
  const auto texts = certificates_of(fields);
  if (!texts) {
    return refuse(status{400}, "wanted: certificates, a list of texts");
  }
  if (!texts->empty() && !of.kept_certificates.add(one.in->id, *texts)) {
    return refuse(status{400}, "no room for so many certificates");
  }
  return accept(of, one, *what, audit_event::sync_certificates, std::move(*wanted));
}

reply sync_integration(services& of, call& one) {
  const auto in = place_of(one);
  if (!in) {
    return misplaced();
  }
  auto wanted = sync_of(one, object_of(one.asked), "integration", *in);
  if (!wanted) {
    return refuse_sync();
  }
  return accept(of, one, job_name::sync_integration, audit_event::sync_integration,
                std::move(*wanted));
}

}  // namespace backend
