// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"
#include "metrics/infisical.hpp"
#include "metrics/wire_names.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace backend {

namespace {

using json = nlohmann::json;

/// What is answered; and of which object, where the operation was performed on one.
struct performed {
  reply said;
  managed_object of{};
};

performed refuse_body() {
  return {refuse(status{400},
                 "wanted: create, get, get_attributes, activate, revoke, destroy, locate or "
                 "register, and an object with what it needs: uniqueIdentifier (and "
                 "revocationReason), or cryptographicAlgorithm AES with cryptographicLength or "
                 "keyMaterial of 128, 192 or 256 bits, and a name of up to 64 bytes")};
}

performed answer(const managed_objects::found& found, status done, const json& more = {}) {
  switch (found.how) {
  case kmip_result::done: {
    json told{{"uniqueIdentifier", found.one.id}};
    told.update(more.is_null() ? json::object() : more);
    return {{done, told.dump()}, found.one};
  }
  case kmip_result::not_found:
    return {refuse(status{404}, "no such object in this project")};
  case kmip_result::wrong_state:
    return {refuse(status{409}, "the object's state does not allow it")};
  case kmip_result::taken:
    return {refuse(status{409}, "another object has this name")};
  case kmip_result::full:
    break;
  }
  return {refuse(status{507}, "no more objects fit: destroy some")};
}

std::optional<std::string> bytes_of(std::string_view digits) {
  std::string bytes(digits.size() / 2, '\0');
  bool good = digits.size() % 2 == 0;
  for (std::size_t i = 0; good && i < bytes.size(); ++i) {
    unsigned char byte = 0;
    const char* const two = digits.data() + 2 * i;
    const auto read = std::from_chars(two, two + 2, byte, 16);
    good = read.ec == std::errc{} && read.ptr == two + 2;
    bytes[i] = static_cast<char>(byte);
  }
  return good ? std::optional(std::move(bytes)) : std::nullopt;
}

std::string digits_of(std::string_view bytes) {
  std::string digits;
  for (const char each : bytes) {
    digits += fmt::format("{:02x}", static_cast<unsigned char>(each));
  }
  return digits;
}

constexpr bool is_aes(std::size_t bits) { return bits == 128 || bits == 192 || bits == 256; }

/// The key of a new object: made here, or brought; nothing where the body says neither.
std::optional<std::string> key_of(kmip_operation what, const json& fields) {
  if (const std::string* by = text_of(fields, "cryptographicAlgorithm"); !by || *by != "AES") {
    return std::nullopt;
  }
  if (what == kmip_operation::create) {
    const auto length = fields.find("cryptographicLength");
    const bool good = length != fields.end() && length->is_number_unsigned() &&
                      is_aes(length->get<std::size_t>());
    return good ? std::optional(managed_objects::new_key(length->get<std::size_t>()))
                : std::nullopt;
  }
  const std::string* digits = text_of(fields, "keyMaterial");
  auto key = digits != nullptr ? bytes_of(*digits) : std::nullopt;
  return key && is_aes(key->size() * 8) ? key : std::nullopt;
}

/// Empty where none is wanted; nothing where it is none.
std::optional<std::string> name_in(const json& fields) {
  if (!fields.contains("name")) {
    return std::string{};
  }
  const std::string* name = text_of(fields, "name");
  const bool good = name != nullptr && !name->empty() && name->size() <= name_text::limit;
  return good ? std::optional(*name) : std::nullopt;
}

performed locate(managed_objects& keys, const project& in, const json& fields) {
  const auto name = name_in(fields);
  const std::string* state = text_of(fields, "state");
  const auto in_state = state != nullptr ? value_named<kmip_state>(*state) : std::nullopt;
  if (!name || (fields.contains("state") && !in_state)) {
    return refuse_body();
  }
  return {{status{200}, json{{"uniqueIdentifiers", keys.locate(in, *name, in_state)}}.dump()}};
}

performed add(managed_objects& keys, const project& to, kmip_operation what, const json& fields) {
  const auto name = name_in(fields);
  const auto key = name ? key_of(what, fields) : std::nullopt;
  return key ? answer(keys.add(to, *key, *name), status{201}) : refuse_body();
}

performed describe(const managed_objects::found& found) {
  json more{{"state", name_of(found.one.state)},
            {"cryptographicAlgorithm", "AES"},
            {"cryptographicLength", found.one.bits}};
  if (!found.one.name.empty()) {
    more["name"] = found.one.name;
  }
  return answer(found, status{200}, more);
}

performed perform(managed_objects& keys, const project& in, kmip_operation what,
                  const json& fields) {
  if (what == kmip_operation::create || what == kmip_operation::register_object) {
    return add(keys, in, what, fields);
  }
  if (what == kmip_operation::locate) {
    return locate(keys, in, fields);
  }
  const std::string* id = text_of(fields, "uniqueIdentifier");
  if (id == nullptr) {
    return refuse_body();
  }
  switch (what) {
  case kmip_operation::get: {
    const auto found = keys.get(in, *id);
    return answer(found, status{200}, {{"keyMaterial", digits_of(found.key)}});
  }
  case kmip_operation::get_attributes:
    return describe(keys.describe(in, *id));
  case kmip_operation::activate:
    return answer(keys.change(in, *id, activated), status{200});
  case kmip_operation::destroy:
    return answer(keys.change(in, *id, destroyed), status{200});
  default:
    break;
  }
  const std::string* reason = text_of(fields, "revocationReason");
  const auto why = reason != nullptr ? value_named<revocation_reason>(*reason) : std::nullopt;
  return why ? answer(keys.change(in, *id, [&](kmip_state now) { return revoked(now, *why); }),
                      status{200})
             : refuse_body();
}

/// Once it was performed. The KMIP client is whoever has the session.
void record([[maybe_unused]] kmip_operation what, const call& one,
            [[maybe_unused]] const managed_object& on) noexcept {
  const actor_labels who(one.who);
  infisical::kmip_operations::inc(what, who.organization_id, one.in->id, one.who->id, on.id,
                                  on.name, who.identity_id, who.identity_name, one.asked.user_agent,
                                  one.asked.address);
}

}  // namespace

reply manage_keys(services& of, call& one) {
  const auto what = value_named<kmip_operation>(one.at.open[0]);
  const json fields = object_of(one.asked);
  performed done =
      what && fields.is_object() ? perform(of.keys, *one.in, *what, fields) : refuse_body();
  if (done.said.code.value() < 400) {
    record(*what, one, done.of);
    json detail{{"operation", one.at.open[0]}, {"projectId", one.in->id}};
    if (!done.of.id.empty()) {
      detail["id"] = done.of.id;
    }
    of.audit.record(audit_event::kmip_operation, one.who, *one.in->owner, detail.dump(),
                    {one.asked.address, one.asked.user_agent});
  }
  return std::move(done.said);
}

}  // namespace backend
