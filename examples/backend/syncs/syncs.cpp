// SPDX-License-Identifier: MIT
#include "syncs/syncs.hpp"

#include "http/fetch.hpp"
#include "metrics/older.hpp"
#include "trouble.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <vector>

namespace backend {

namespace {

using json = nlohmann::json;

std::string text_of(const json& one) {
  return one.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// The member of an answer, if it is of this type.
json member_of(const std::string& answer, const char* key, json::value_t type) {
  const json read = json::parse(answer, nullptr, false);
  const auto found = read.is_object() ? read.find(key) : read.end();
  if (!read.is_object() || found == read.end() || found->type() != type) {
    throw trouble(failure::validation, fmt::format("an answer without {}", key));
  }
  return *found;
}

void count_error(job_name what, const sync& one, sync_status next) noexcept {
  using enum sync_type;
  switch (what) {
  case job_name::sync_secrets:
    secret_syncs::sync_errors::inc(one.destination, one.id, BACKEND_VERSION, secrets, next,
                                   one.name, one.in.project_id);
    break;
  case job_name::import_secrets:
    secret_syncs::import_errors::inc(one.destination, one.id, BACKEND_VERSION, secrets, next,
                                     one.name, one.in.project_id);
    break;
  case job_name::remove_secrets:
    secret_syncs::remove_errors::inc(one.destination, one.id, BACKEND_VERSION, secrets, next,
                                     one.name, one.in.project_id);
    break;
  case job_name::sync_certificates:
    pki_syncs::sync_errors::inc(one.destination, one.id, BACKEND_VERSION, certificates, next,
                                one.name, one.in.project_id);
    break;
  case job_name::import_certificates:
    pki_syncs::import_errors::inc(one.destination, one.id, BACKEND_VERSION, certificates, next,
                                  one.name, one.in.project_id);
    break;
  case job_name::remove_certificates:
    pki_syncs::remove_errors::inc(one.destination, one.id, BACKEND_VERSION, certificates, next,
                                  one.name, one.in.project_id);
    break;
  case job_name::sync_integration:
    integrations::sync_errors::inc(one.destination, one.id, BACKEND_VERSION, secrets, next,
                                   one.name, one.in.project_id);
    break;
  default:
    break;
  }
}

}  // namespace

void syncs::add(job_name what, sync one) {
  by_.add(what, [this, what, one = std::move(one)](const queues::attempt& now) {
    try {
      run(what, one);
    } catch (...) {
      count_error(what, one, now.last ? sync_status::failed : sync_status::retrying);
      throw;
    }
  });
}

void syncs::run(job_name what, const sync& one) {
  switch (what) {
  case job_name::import_secrets:
    return take_secrets(one);
  case job_name::sync_certificates:
    return put_certificates(one);
  case job_name::import_certificates:
    return take_certificates(one);
  case job_name::remove_secrets:
  case job_name::remove_certificates:
    static_cast<void>(ask(zm::http_method::del, one));
    return;
  default:
    return put_secrets(one);
  }
}

std::string syncs::ask(zm::http_method how, const sync& one, std::string_view body) const {
  fetched answer =
      fetch(how, fmt::format("{}/{}/{}", url_, one.destination, one.id), body, patience_);
  if (const failure why = failure_of(answer.status); why != failure::none) {
    throw trouble(why, fmt::format("{} answers {}", one.destination, answer.status));
  }
  return std::move(answer.body);
}

void syncs::put_secrets(const sync& one) {
  json named = json::object();
  for (auto& [name, value] : values_.all(one.in)) {
    named[name] = std::move(value);
  }
  static_cast<void>(ask(zm::http_method::put, one, text_of({{"secrets", std::move(named)}})));
}

void syncs::take_secrets(const sync& one) {
  const json named = member_of(ask(zm::http_method::get, one), "secrets", json::value_t::object);
  for (const auto& [name, value] : named.items()) {
    if (!valid_secret_name(name) || !value.is_string()) {
      throw trouble(failure::validation, "an answer with what is no secret");
    }
  }
  for (const auto& [name, value] : named.items()) {
    if (values_.write(one.in, name, value.get_ref<const std::string&>()) == write_result::full) {
      throw trouble(failure::internal, "no room for one more secret");
    }
  }
}

void syncs::put_certificates(const sync& one) {
  const json body{{"certificates", kept_.all(one.in.project_id)}};
  static_cast<void>(ask(zm::http_method::put, one, text_of(body)));
}

void syncs::take_certificates(const sync& one) {
  const json list = member_of(ask(zm::http_method::get, one), "certificates", json::value_t::array);
  std::vector<std::string> texts;
  for (const json& each : list) {
    if (!each.is_string()) {
      throw trouble(failure::validation, "an answer with what is no certificate");
    }
    texts.push_back(each.get<std::string>());
  }
  if (!kept_.add(one.in.project_id, texts)) {
    throw trouble(failure::internal, "no room for these certificates");
  }
}

}  // namespace backend
