// SPDX-License-Identifier: MIT
#include "identity/directory.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <stdexcept>
#include <utility>

namespace backend {

namespace {

/// The part before the first `separator`, which is taken off the text.
std::string_view take_part(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

template <class Text>
bool fits(std::string_view value, Text) {
  return !value.empty() && value.size() <= Text::limit;
}

}  // namespace

void directory::read(std::string_view text, accounts& people, accounts& machines) {
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = take_part(text, '\n');
    if (line.empty() || line.front() == '#') {
      continue;
    }
    fields parts;
    while (!line.empty()) {
      parts.push_back(take_part(line, '\t'));
    }
    if (const auto fault = read_line(parts, people, machines); !fault.empty()) {
      throw std::runtime_error(fmt::format("line {} of the directory: {}", number, fault));
    }
  }
}

std::string_view directory::read_line(const fields& line, accounts& people, accounts& machines) {
  const std::string_view kind = line[0];
  const bool is_user = kind == "user";
  const std::size_t wanted = kind == "organization" || kind == "project" ? 3
                             : is_user                                   ? 4
                             : kind == "identity"                        ? 5
                                                                         : 0;
  if (wanted == 0) {
    return "want an organization, a project, a user or an identity";
  }
  if (line.size() != wanted) {
    return "too few fields, or too many";
  }
  if (!fits(line[1], id_text{}) ||
      !(is_user ? fits(line[2], email_text{}) : fits(line[2], name_text{}))) {
    return "an id has 1 to 36 bytes, a name 1 to 64, an e-mail address 1 to 128";
  }
  if (!is_new(line[1])) {
    return "this id is there already";
  }
  std::string id{line[1]};
  std::string name{line[2]};
  if (kind == "organization") {
    organizations_.push_back({std::move(id), std::move(name)});
    return {};
  }
  if (organizations_.empty()) {
    return "an organization comes first";
  }
  const organization& owner = organizations_.back();
  if (kind == "project") {
    projects_.emplace(id, project{id, std::move(name), &owner});
    return {};
  }
  const actor& who =
      actors_.emplace_back(actor{std::move(id), std::move(name), &owner,
                                 is_user ? auth_method::email : auth_method::universal_auth});
  const bool added = is_user ? people.add(who.name, line[3], who)
                             : machines.add(std::string{line[3]}, line[4], who);
  return added ? std::string_view{} : "this e-mail address or client id is there already";
}

const project* directory::find_project(std::string_view id,
                                       const organization& owner) const noexcept {
  const auto found = projects_.find(id);
  return found != projects_.end() && found->second.owner == &owner ? &found->second : nullptr;
}

const actor* directory::find_actor(std::string_view id, const organization& of) const noexcept {
  for (const actor& each : actors_) {
    if (each.id == id && each.member_of == &of) {
      return &each;
    }
  }
  return nullptr;
}

std::string small_directory(std::string_view email, std::string_view password) {
  return fmt::format("organization\t0b7c1f62-5f6e-4c0e-9b0a-3f1d2c4e5a60\tExample\n"
                     "project\t{}\tdemo\n"
                     "user\te2a4d8f0-1c35-4b79-a6d2-8f0b1e3c5d7a\t{}\t{}\n",
                     small_project, email, password);
}

}  // namespace backend
