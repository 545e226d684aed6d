// SPDX-License-Identifier: MIT
#include "identity/scim_resource.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace backend {

namespace {

using json = nlohmann::json;

enum class form { text, boolean, members };

struct attribute {
  const char* key;
  form is;
};

constexpr std::array of_users{
    attribute{"userName", form::text}, attribute{"displayName", form::text},
    attribute{"externalId", form::text}, attribute{"active", form::boolean}};
constexpr std::array of_groups{attribute{"displayName", form::text},
                               attribute{"externalId", form::text},
                               attribute{"members", form::members}};

/// The name is the first one.
std::span<const attribute> attributes_of(scim_kind what) noexcept {
  return what == scim_kind::user ? std::span<const attribute>(of_users)
                                 : std::span<const attribute>(of_groups);
}

bool knows(scim_kind what, std::string_view key) noexcept {
  const auto all = attributes_of(what);
  return std::any_of(all.begin(), all.end(), [&](const attribute& a) { return key == a.key; });
}

/// Each once.
std::optional<json> members_of(const json& said) {
  if (!said.is_array() || said.size() > scim_most_members) {
    return std::nullopt;
  }
  std::set<std::string> ids;
  for (const json& each : said) {
    const auto id = each.is_object() ? each.find("value") : each.end();
    if (id == each.end() || !id->is_string()) {
      return std::nullopt;
    }
    ids.insert(id->get<std::string>());
  }
  json kept = json::array();
  for (const std::string& id : ids) {
    kept.push_back({{"value", id}});
  }
  return kept;
}

std::optional<json> value_of(form wanted, const json& said) {
  switch (wanted) {
  case form::text: {
    const auto* const text = said.get_ptr<const std::string*>();
    return text != nullptr && text->size() <= scim_longest_text ? std::optional(said)
                                                                : std::nullopt;
  }
  case form::boolean:
    return said.is_boolean() ? std::optional(said) : std::nullopt;
  case form::members:
    break;
  }
  return members_of(said);
}

/// The ID of `members[value eq "ID"]`; empty for any other path.
std::string_view one_member(std::string_view path) noexcept {
  constexpr std::string_view begin = R"(members[value eq ")";
  constexpr std::string_view end = R"("])";
  if (!path.starts_with(begin) || !path.ends_with(end) ||
      path.size() <= begin.size() + end.size()) {
    return {};
  }
  return path.substr(begin.size(), path.size() - begin.size() - end.size());
}

void set(json& resource, const std::string& key, const json& value, bool adds) {
  if (adds && key == "members" && resource.contains(key) && value.is_array()) {
    json& members = resource[key];
    members.insert(members.end(), value.begin(), value.end());
  } else {
    resource[key] = value;
  }
}

/// One operation of a patch; false where it is none.
bool apply(scim_kind what, json& resource, const json& operation) {
  if (!operation.is_object()) {
    return false;
  }
  const std::string verb = scim_folded(operation.value("op", ""));
  const bool adds = verb == "add";
  if (!adds && verb != "replace" && verb != "remove") {
    return false;
  }
  const auto value = operation.find("value");
  if (!operation.contains("path")) {
    if (verb == "remove" || value == operation.end() || !value->is_object()) {
      return false;
    }
    for (const auto& [key, each] : value->items()) {
      set(resource, key, each, adds);
    }
    return true;
  }
  const std::string path = operation.at("path").get<std::string>();
  if (verb != "remove") {
    if (!knows(what, path) || value == operation.end()) {
      return false;
    }
    set(resource, path, *value, adds);
    return true;
  }
  if (const std::string_view id = one_member(path); !id.empty() && what == scim_kind::group) {
    scim_take_out(resource, id);
    return true;
  }
  resource.erase(path);
  return knows(what, path);
}

}  // namespace

std::string_view scim_name_attribute(scim_kind what) noexcept {
  return attributes_of(what).front().key;
}

std::optional<json> scim_resource(scim_kind what, const json& said) {
  if (!said.is_object()) {
    return std::nullopt;
  }
  json kept = json::object();
  for (const attribute& each : attributes_of(what)) {
    const auto found = said.find(each.key);
    if (found == said.end() || found->is_null()) {  // the same: RFC 7643, 2.5
      continue;
    }
    auto value = value_of(each.is, *found);
    if (!value) {
      return std::nullopt;
    }
    kept[each.key] = *std::move(value);
  }
  const bool is_named = !kept.value(std::string{scim_name_attribute(what)}, "").empty();
  return is_named ? std::optional(std::move(kept)) : std::nullopt;
}

std::optional<json> scim_patched(scim_kind what, const json& was, const json& patch) {
  const auto all = patch.is_object() ? patch.find("Operations") : patch.end();
  if (all == patch.end() || !all->is_array() || all->empty() || all->size() > scim_most_patches) {
    return std::nullopt;
  }
  json next = was;
  try {
    for (const json& each : *all) {
      if (!apply(what, next, each)) {
        return std::nullopt;
      }
    }
  } catch (const json::exception&) {  // a value of another type than its operation works on
    return std::nullopt;
  }
  return scim_resource(what, next);
}

void scim_take_out(json& group, std::string_view id) {
  const auto members = group.find("members");
  if (members == group.end()) {
    return;
  }
  for (auto each = members->begin(); each != members->end();) {
    each = each->at("value") == id ? members->erase(each) : each + 1;
  }
}

std::string scim_folded(std::string_view text) {
  std::string folded{text};
  for (char& each : folded) {
    each = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
  }
  return folded;
}

}  // namespace backend
