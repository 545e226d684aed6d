// SPDX-License-Identifier: MIT
#include "api.hpp"

#include "json.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

namespace backend {

namespace {

std::string error_body(std::string_view message) {
  return fmt::format(R"({{"message":{}}})", json::quoted(message));
}

std::string secret_body(std::string_view name, std::string_view value) {
  return fmt::format(R"({{"secret":{{"secretKey":{},"secretValue":{}}}}})", json::quoted(name),
                     json::quoted(value));
}

}  // namespace

answer api::handle(const request& asked) noexcept {
  const matched_path path = match_path(asked.path);
  const auto to = find_endpoint(asked.how, path.where);
  try {
    if (path.where == route::unmatched) {
      return {route::unmatched, status{404}, error_body("no such path")};
    }
    if (!to) {
      return {route::unmatched, status{405}, error_body("not with this method")};
    }
    reply done = dispatch(*to, path.name, asked);
    return {path.where, done.code, std::move(done.body)};
  } catch (const std::exception&) {
    // No text: it may have been the memory for one that was missing.
    return to ? answer{path.where, status{500}, {}} : answer{route::unmatched, status{404}, {}};
  }
}

api::reply api::dispatch(const endpoint& to, std::string_view name, const request& asked) {
  if (to.where == route::status) {
    return report_status();
  }
  if (to.where == route::login) {
    return log_in(asked);
  }
  if (!sessions_.valid(asked.token)) {
    return {status{401}, error_body("log in first")};
  }
  if (!secrets::valid_name(name)) {
    return {status{400}, error_body("a secret's name is 1 to 128 of A-Z a-z 0-9 _ - .")};
  }
  switch (to.how) {
  case method::post:
    return write_secret(name, asked);
  case method::del:
    return delete_secret(name);
  default:
    return read_secret(name);
  }
}

api::reply api::log_in(const request& asked) {
  if (asked.body_too_large) {
    return {status{413}, error_body("too large")};
  }
  const auto fields = json::parse(asked.body);
  if (!fields || !fields->contains("username") || !fields->contains("password")) {
    return {status{400}, error_body("wanted: an object with username and password")};
  }
  switch (accounts_.check(fields->at("username"), fields->at("password"))) {
  case login_result::accepted:
    return {status{200}, fmt::format(R"({{"accessToken":{}}})", json::quoted(sessions_.open()))};
  case login_result::limited:
    return {status{429}, error_body("too many wrong passwords: wait a minute")};
  case login_result::refused:
    break;
  }
  return {status{401}, error_body("wrong name or password")};
}

api::reply api::read_secret(std::string_view name) const {
  const auto value = secrets_.read(name);
  if (!value) {
    return {status{404}, error_body("no such secret")};
  }
  return {status{200}, secret_body(name, *value)};
}

api::reply api::write_secret(std::string_view name, const request& asked) {
  if (asked.body_too_large) {
    return {status{413}, error_body("too large")};
  }
  auto fields = json::parse(asked.body);
  if (!fields || !fields->contains("secretValue")) {
    return {status{400}, error_body("wanted: an object with secretValue")};
  }
  switch (secrets_.write(name, std::move(fields->at("secretValue")))) {
  case write_result::created:
    return {status{201}, {}};
  case write_result::replaced:
    return {status{200}, {}};
  case write_result::full:
    break;
  }
  return {status{507}, error_body("no room for one more secret")};
}

api::reply api::delete_secret(std::string_view name) {
  if (!secrets_.remove(name)) {
    return {status{404}, error_body("no such secret")};
  }
  return {status{204}, {}};
}

api::reply api::report_status() {
  return {status{200},
          fmt::format(R"({{"status":"ok","version":{},"secrets":{},"sessions":{}}})",
                      json::quoted(BACKEND_VERSION), secrets_.size(), sessions_.size())};
}

}  // namespace backend
