// SPDX-License-Identifier: MIT
/// The organizations, projects, people and machine identities of the backend, read from a text.
///
/// One line for each, its fields separated by tabs; whatever follows an organization belongs to it.
/// Empty lines and lines that begin with # say nothing.
///
///     organization  ID  NAME
///     project       ID  NAME
///     user          ID  E-MAIL  PASSWORD
///     identity      ID  NAME    CLIENT-ID  CLIENT-SECRET
///
/// The secrets are in it as they are (hashes are all that is kept of them): a file for its owner
/// alone. No id and no name is longer than its label keeps, so that none is ever cut on a page.
#pragma once

#include "identity/accounts.hpp"
#include "identity/actors.hpp"

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace backend {

class directory {
public:
  /// Adds those who may log in to the accounts, which must live no longer than the directory.
  /// Throws std::runtime_error with the number of the line that is wrong.
  void read(std::string_view text, accounts& people, accounts& machines);

  /// A null pointer when the organization has no project of this id.
  [[nodiscard]] const project* find_project(std::string_view id,
                                            const organization& owner) const noexcept;

  /// A null pointer when nobody of the organization has this id.
  [[nodiscard]] const actor* find_actor(std::string_view id, const organization& of) const noexcept;

private:
  using fields = std::vector<std::string_view>;

  /// What is wrong with the line; empty when nothing is.
  [[nodiscard]] std::string_view read_line(const fields& line, accounts& people,
                                           accounts& machines);
  [[nodiscard]] bool is_new(std::string_view id) { return ids_.emplace(id).second; }

  std::set<std::string, std::less<>> ids_;
  std::deque<organization> organizations_;  // a deque: what is in it stays where it is
  std::map<std::string, project, std::less<>> projects_;
  std::deque<actor> actors_;
};

/// What a backend has that was given no directory: one organization, one person and one project.
inline constexpr std::string_view small_project = "5d3c9a1e-7b24-4f58-8c16-90aef1d2b374";
[[nodiscard]] std::string small_directory(std::string_view email, std::string_view password);

}  // namespace backend
