// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"

#include <fmt/format.h>

namespace backend {

namespace {

/// No name has a slash in it.
std::string key_of(const call& one) { return fmt::format("{}/{}", one.at.open[0], one.in->id); }

bool is_named(const call& one) { return secrets::valid_name(one.at.open[0]); }

reply misnamed() { return refuse(status{400}, "a secret's name is 1 to 128 of A-Z a-z 0-9 _ - ."); }

}  // namespace

reply read_secret(services& of, call& one) {
  if (!is_named(one)) {
    return misnamed();
  }
  const auto value = of.values.read(key_of(one));
  if (!value) {
    return refuse(status{404}, "no such secret");
  }
  return {status{200},
          nlohmann::json{{"secret", {{"secretKey", one.at.open[0]}, {"secretValue", *value}}}}.dump(
              -1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

reply write_secret(services& of, call& one) {
  if (!is_named(one)) {
    return misnamed();
  }
  const nlohmann::json fields = object_of(one.asked);
  const std::string* value = text_of(fields, "secretValue");
  if (value == nullptr) {
    return refuse(status{400}, "wanted: an object with secretValue");
  }
  switch (of.values.write(key_of(one), *value)) {
  case write_result::created:
    return {status{201}};
  case write_result::replaced:
    return {status{200}};
  case write_result::full:
    break;
  }
  return refuse(status{507}, "no room for one more secret");
}

reply delete_secret(services& of, call& one) {
  if (!is_named(one)) {
    return misnamed();
  }
  return of.values.remove(key_of(one)) ? reply{status{204}} : refuse(status{404}, "no such secret");
}

}  // namespace backend
