// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"

#include <fmt/format.h>

namespace backend {

reply log_in(services& of, call& one) {
  const bool machine = one.at.where == route::machine_login;
  const std::string_view name_field = machine ? "clientId" : "email";
  const std::string_view secret_field = machine ? "clientSecret" : "password";
  const nlohmann::json fields = object_of(one.asked);
  const std::string* name = text_of(fields, name_field);
  const std::string* secret = text_of(fields, secret_field);
  if (name == nullptr || secret == nullptr) {
    return refuse(status{400},
                  fmt::format("wanted: an object with {} and {}", name_field, secret_field));
  }
  const checked_login login = (machine ? of.machines : of.people).check(*name, *secret);
  switch (login.result) {
  case login_result::accepted:
    one.who = login.who;
    one.by = login.who->how;
    return {status{200}, nlohmann::json{{"accessToken", of.open_sessions.open(*login.who)}}.dump()};
  case login_result::limited:
    return refuse(status{429}, "too many wrong passwords: wait a minute");
  case login_result::refused:
    break;
  }
  return refuse(status{401}, "wrong name or password");
}

}  // namespace backend
