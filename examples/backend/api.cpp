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

/// No name has a slash in it.
std::string key_of(std::string_view name, const project& of) {
  return fmt::format("{}/{}", name, of.id);
}

}  // namespace

answer api::handle(const request& asked) noexcept {
  const matched_path path = match_path(asked.path);
  const auto to = find_endpoint(asked.how, path.where);
  answer done{to ? path.where : route::unmatched, status{500}, {}, nullptr, nullptr};
  try {
    done.who = sessions_.find(asked.token);
    reply made = to ? dispatch(*to, path.name, asked, done)
                 : path.where == route::unmatched
                     ? reply{status{404}, error_body("no such path")}
                     : reply{status{405}, error_body("not with this method")};
    done.code = made.code;
    done.body = std::move(made.body);
  } catch (const std::exception&) {
    // No text: it may have been the memory for one that was missing.
    done.code = to ? status{500} : status{404};
  }
  return done;
}

api::reply api::dispatch(const endpoint& to, std::string_view name, const request& asked,
                         answer& done) {
  if (to.where == route::status) {
    return report_status();
  }
  if (to.where == route::login) {
    return log_in(people_, "email", "password", asked, done);
  }
  if (to.where == route::machine_login) {
    return log_in(machines_, "clientId", "clientSecret", asked, done);
  }
  if (done.who == nullptr) {
    return {status{401}, error_body("log in first")};
  }
  if (asked.project.empty()) {
    return {status{400}, error_body("wanted: ?workspaceId=, the id of a project")};
  }
  done.in = directory_.find_project(asked.project, *done.who->member_of);
  if (done.in == nullptr) {
    return {status{404}, error_body("no such project")};
  }
  if (!secrets::valid_name(name)) {
    return {status{400}, error_body("a secret's name is 1 to 128 of A-Z a-z 0-9 _ - .")};
  }
  switch (to.how) {
  case method::post:
    return write_secret(name, *done.in, asked);
  case method::del:
    return delete_secret(name, *done.in);
  default:
    return read_secret(name, *done.in);
  }
}

api::reply api::log_in(accounts& among, std::string_view name_field, std::string_view secret_field,
                       const request& asked, answer& done) {
  if (asked.body_too_large) {
    return {status{413}, error_body("too large")};
  }
  const auto fields = json::parse(asked.body);
  const auto text = [&](std::string_view field) {
    const auto found = fields->find(field);
    return found == fields->end() ? nullptr : &found->second;
  };
  const std::string* name = fields ? text(name_field) : nullptr;
  const std::string* secret = fields ? text(secret_field) : nullptr;
  if (name == nullptr || secret == nullptr) {
    return {status{400},
            error_body(fmt::format("wanted: an object with {} and {}", name_field, secret_field))};
  }
  const checked_login login = among.check(*name, *secret);
  switch (login.result) {
  case login_result::accepted:
    done.who = login.who;
    return {status{200},
            fmt::format(R"({{"accessToken":{}}})", json::quoted(sessions_.open(*login.who)))};
  case login_result::limited:
    return {status{429}, error_body("too many wrong passwords: wait a minute")};
  case login_result::refused:
    break;
  }
  return {status{401}, error_body("wrong name or password")};
}

api::reply api::read_secret(std::string_view name, const project& of) const {
  const auto value = secrets_.read(key_of(name, of));
  if (!value) {
    return {status{404}, error_body("no such secret")};
  }
  return {status{200}, secret_body(name, *value)};
}

api::reply api::write_secret(std::string_view name, const project& of, const request& asked) {
  if (asked.body_too_large) {
    return {status{413}, error_body("too large")};
  }
  auto fields = json::parse(asked.body);
  if (!fields || !fields->contains("secretValue")) {
    return {status{400}, error_body("wanted: an object with secretValue")};
  }
  switch (secrets_.write(key_of(name, of), std::move(fields->at("secretValue")))) {
  case write_result::created:
    return {status{201}, {}};
  case write_result::replaced:
    return {status{200}, {}};
  case write_result::full:
    break;
  }
  return {status{507}, error_body("no room for one more secret")};
}

api::reply api::delete_secret(std::string_view name, const project& of) {
  if (!secrets_.remove(key_of(name, of))) {
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
