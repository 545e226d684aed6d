// SPDX-License-Identifier: MIT
#include "api/call.hpp"

namespace backend {

reply refuse(status code, std::string_view message) {
  return {code, nlohmann::json{{"message", message}}.dump()};
}

nlohmann::json object_of(const request& asked) {
  nlohmann::json read = nlohmann::json::parse(asked.body, nullptr, false);
  return read.is_object() ? read : nlohmann::json(nlohmann::json::value_t::discarded);
}

const std::string* text_of(const nlohmann::json& object, std::string_view key) {
  if (!object.is_object()) {
    return nullptr;
  }
  const auto found = object.find(key);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

}  // namespace backend
