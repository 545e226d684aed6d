// SPDX-License-Identifier: MIT
#include "identity/permissions.hpp"

#include "database/statement.hpp"
#include "metrics/infisical_core.hpp"
#include "trouble.hpp"

#include <array>

namespace backend {

namespace {

constexpr std::array<std::string_view, 3> role_names{"none", "viewer", "admin"};

std::string key_of(const actor& who, const project& in) { return who.id + '\t' + in.id; }

}  // namespace

std::optional<role> role_of(std::string_view name) noexcept {
  for (std::size_t i = 0; i < role_names.size(); ++i) {
    if (role_names[i] == name) {
      return static_cast<role>(i);
    }
  }
  return std::nullopt;
}

permissions::lookup permissions::look_up(const actor& who, const project& in) {
  const std::string key = key_of(who, in);
  std::optional<entry> cached;
  std::uint64_t since = 0;
  {
    const std::lock_guard lock(mutex_);
    const entry* const found = known_.get(key);
    cached = found == nullptr ? std::nullopt : std::optional(*found);
    since = changes_;
  }
  if (cached && clock::now() < cached->marker_ends) {
    infisical_core::permission_lookups::inc(permission_result::marker_hit);
    return {permission_result::marker_hit, cached->may};
  }
  // The version first: what changes between the two reads shows in the next fingerprint.
  std::int64_t version = 0;
  try {
    const clock::time_point begin = clock::now();
    version = fingerprint(who, in);
    const std::chrono::duration<double> taken = clock::now() - begin;
    infisical_core::fingerprint_duration::observe(taken.count());
  } catch (const trouble&) {
    infisical_core::permission_lookups::inc(permission_result::fingerprint_error);
    return {permission_result::fingerprint_error, try_full_read(who, in)};
  }
  if (cached && cached->version == version) {
    infisical_core::permission_lookups::inc(permission_result::fingerprint_match);
    keep(key, {cached->may, version, clock::now() + marker_}, since);
    return {permission_result::fingerprint_match, cached->may};
  }
  infisical_core::permission_lookups::inc(permission_result::full_refetch);
  const std::optional<role> may = try_full_read(who, in);
  if (may) {
    keep(key, {*may, version, clock::now() + marker_}, since);
  }
  return {permission_result::full_refetch, may};
}

void permissions::change(const actor& who, const project& in, role to) {
  {
    const pool::lease connection(rows_);
    statement write(connection.get(), "INSERT INTO memberships (actor, project, role, version) "
                                      "VALUES (?, ?, ?, 1) ON CONFLICT (actor, project) "
                                      "DO UPDATE SET role = excluded.role, version = version + 1");
    write.bind(who.id);
    write.bind(in.id);
    write.bind(role_names[static_cast<std::size_t>(to)]);
    write.run();
  }
  const std::lock_guard lock(mutex_);
  ++changes_;
  if (entry* const known = known_.get(key_of(who, in))) {
    known->marker_ends = {};
  }
}

std::int64_t permissions::fingerprint(const actor& who, const project& in) {
  const pool::lease connection(rows_);
  statement one(connection.get(),
                "SELECT version FROM memberships WHERE actor = ? AND project = ?");
  one.bind(who.id);
  one.bind(in.id);
  return one.step() ? one.number(0) : 0;
}

role permissions::full_read(const actor& who, const project& in) {
  const pool::lease connection(rows_);
  statement one(connection.get(), "SELECT role FROM memberships WHERE actor = ? AND project = ?");
  one.bind(who.id);
  one.bind(in.id);
  // A role that this version does not know allows nothing.
  return one.step() ? role_of(one.text(0)).value_or(role::none) : role::admin;
}

std::optional<role> permissions::try_full_read(const actor& who, const project& in) {
  try {
    return full_read(who, in);
  } catch (const trouble&) {
    return std::nullopt;
  }
}

void permissions::keep(const std::string& key, entry one, std::uint64_t since) {
  const std::lock_guard lock(mutex_);
  if (changes_ == since) {
    known_.put(key, one);
  }
}

}  // namespace backend
