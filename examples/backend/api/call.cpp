// SPDX-License-Identifier: MIT
#include "api/call.hpp"

#include <utility>

namespace backend {

reply refuse(status code, std::string_view message) {
  return {code, nlohmann::json{{"message", message}}.dump()};
}

nlohmann::json object_of(const request& asked) {
  nlohmann::json read = nlohmann::json::parse(asked.body, nullptr, false);
  return read.is_object() ? read : nlohmann::json(nlohmann::json::value_t::discarded);
}

std::optional<place> place_of(const call& one) {
  place found{one.in->id};
  const auto named = value_named<environment>(one.asked.environment);
  const bool known = named || one.asked.environment.empty();
  found.in = named.value_or(found.in);
  if (!one.asked.secret_path.empty()) {
    found.path = one.asked.secret_path;
  }
  const bool good = known && found.path.front() == '/' && found.path.size() <= place::longest_path;
  return good ? std::optional(std::move(found)) : std::nullopt;
}

reply misplaced() {
  return refuse(status{400}, "wanted: environment=dev, staging or prod, and a secretPath of up to "
                             "128 characters that begins with /");
}

reply misnamed() { return refuse(status{400}, "a secret's name is 1 to 128 of A-Z a-z 0-9 _ - ."); }

std::string audit_detail(const place& in, std::string_view name) {
  nlohmann::json detail{
      {"projectId", in.project_id}, {"environment", name_of(in.in)}, {"secretPath", in.path}};
  if (!name.empty()) {
    detail["secretName"] = name;
  }
  return detail.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

const std::string* text_of(const nlohmann::json& object, std::string_view key) {
  if (!object.is_object()) {
    return nullptr;
  }
  const auto found = object.find(key);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

}  // namespace backend
