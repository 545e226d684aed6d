// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"
#include "metrics/infisical.hpp"

#include <fmt/format.h>

namespace backend {

namespace {

using text = std::string_view;

bool is_named(const call& one) { return valid_secret_name(one.at.open[0]); }

/// An empty name: all of the place.
void count_read([[maybe_unused]] const call& one, [[maybe_unused]] const place& in,
                [[maybe_unused]] text name) noexcept {
  [[maybe_unused]] const actor_labels who(one.who);
  infisical::secret_reads::inc(who.organization_id, who.organization_name, one.in->id, one.in->name,
                               in.in, in.path, name, who.user_id, who.user_email, who.identity_id,
                               who.identity_name, one.asked.user_agent, one.asked.address);
}

void audit(services& of, const call& one, audit_event what, const place& in, text name) {
  of.audit.record(what, one.who, *one.who->member_of, audit_detail(in, name),
                  {one.asked.address, one.asked.user_agent});
}

text cache_header(cache_result how) noexcept { return how == cache_result::hit ? "hit" : "miss"; }

}  // namespace

reply list_secrets(services& of, call& one) {
  const auto in = place_of(one);
  if (!in) {
    return misplaced();
  }
  const secrets::reading read = of.values.read_all(*in);
  count_read(one, *in, {});
  audit(of, one, audit_event::get_secrets, *in, {});
  return {.code = status{200},
          .body = fmt::format(R"({{"secrets":{}}})", read.text),
          .cache = cache_header(read.how)};
}

reply read_secret(services& of, call& one) {
  if (!is_named(one)) {
    return misnamed();
  }
  const auto in = place_of(one);
  if (!in) {
    return misplaced();
  }
  const text name = one.at.open[0];
  const auto read = of.values.read(*in, name, one.asked.if_none_match);
  if (!read) {
    return refuse(status{404}, "no such secret");
  }
  count_read(one, *in, name);
  if (read->how == cache_result::not_modified) {
    return {.code = status{304}, .etag = read->etag};
  }
  audit(of, one, audit_event::get_secret, *in, name);
  return {.code = status{200},
          .body =
              nlohmann::json{{"secret", {{"secretKey", name}, {"secretValue", read->text}}}}.dump(
                  -1, ' ', false, nlohmann::json::error_handler_t::replace),
          .etag = read->etag,
          .cache = cache_header(read->how)};
}

reply write_secret(services& of, call& one) {
  if (!is_named(one)) {
    return misnamed();
  }
  const auto in = place_of(one);
  if (!in) {
    return misplaced();
  }
  const nlohmann::json fields = object_of(one.asked);
  const std::string* value = text_of(fields, "secretValue");
  if (value == nullptr) {
    return refuse(status{400}, "wanted: an object with secretValue");
  }
  const text name = one.at.open[0];
  switch (of.values.write(*in, name, *value)) {
  case write_result::created:
    audit(of, one, audit_event::create_secret, *in, name);
    return {status{201}};
  case write_result::replaced:
    audit(of, one, audit_event::update_secret, *in, name);
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
  const auto in = place_of(one);
  if (!in) {
    return misplaced();
  }
  if (!of.values.remove(*in, one.at.open[0])) {
    return refuse(status{404}, "no such secret");
  }
  audit(of, one, audit_event::delete_secret, *in, one.at.open[0]);
  return {status{204}};
}

}  // namespace backend
