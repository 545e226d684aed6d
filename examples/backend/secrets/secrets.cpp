// SPDX-License-Identifier: MIT
#include "secrets/secrets.hpp"

#include "database/statement.hpp"
#include "metrics/infisical_core.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace backend {

namespace {

/// Whether a client's If-None-Match has this ETag in it.
/// Source: RFC 9110, 13.1.2: a list or *, compared weakly.
bool is_among(std::string_view etag, std::string_view known) noexcept {
  while (!known.empty()) {
    std::string_view one = known.substr(0, known.find(','));
    known.remove_prefix(one.size() == known.size() ? one.size() : one.size() + 1);
    one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
    one = one.substr(0, one.find_last_not_of(" \t") + 1);
    one.remove_prefix(one.starts_with("W/") ? 2 : 0);
    if (one == etag || one == "*") {
      return true;
    }
  }
  return false;
}

void bind_place(statement& of, const place& in) {
  of.bind(in.project_id).bind(static_cast<std::int64_t>(in.in)).bind(in.path);
}

}  // namespace

secrets::secrets(pool& rows, cipher with, std::size_t capacity, secret_cache::limits cached)
    : rows_(rows), cipher_(with), capacity_(capacity), cache_(cached) {
  const pool::lease connection(rows_);
  statement counted(connection.get(), "SELECT count(*) FROM secrets");
  count_ = counted.step() ? static_cast<std::size_t>(counted.number(0)) : 0;
  // A wrong key is told now, and not by the first who reads.
  statement any(connection.get(),
                "SELECT project, environment, path, name, sealed FROM secrets LIMIT 1");
  if (any.step()) {
    const place in{std::string{any.text(0)}, static_cast<environment>(any.number(1)),
                   std::string{any.text(2)}};
    static_cast<void>(cipher_.open(any.text(4), in.key(any.text(3))));
  }
}

bool secrets::update(sqlite3* connection, const place& in, std::string_view name,
                     std::string_view sealed) {
  statement change(connection,
                   "UPDATE secrets SET sealed = ? WHERE project = ? AND environment = ? AND "
                   "path = ? AND name = ?");
  change.bind_bytes(sealed);
  bind_place(change, in);
  change.bind(name);
  return change.run() != 0;
}

write_result secrets::write(const place& in, std::string_view name, std::string_view value) {
  const std::string sealed = cipher_.seal(value, in.key(name));
  const pool::lease connection(rows_);
  const std::lock_guard lock(writers_);
  if (update(connection.get(), in, name, sealed)) {
    cache_.end(in, name);
    return write_result::replaced;
  }
  if (count_ >= capacity_) {
    return write_result::full;
  }
  statement add(connection.get(), "INSERT INTO secrets (project, environment, path, name, sealed) "
                                  "VALUES (?, ?, ?, ?, ?)");
  bind_place(add, in);
  add.bind(name);
  add.bind_bytes(sealed);
  add.run();
  ++count_;
  cache_.end(in, name);
  return write_result::created;
}

bool secrets::replace(const place& in, std::string_view name, std::string_view value) {
  const std::string sealed = cipher_.seal(value, in.key(name));
  const pool::lease connection(rows_);
  const std::lock_guard lock(writers_);
  const bool there = update(connection.get(), in, name, sealed);
  cache_.end(in, name);
  return there;
}

bool secrets::remove(const place& in, std::string_view name) {
  const pool::lease connection(rows_);
  const std::lock_guard lock(writers_);
  statement gone(connection.get(),
                 "DELETE FROM secrets WHERE project = ? AND environment = ? AND path = ? AND "
                 "name = ?");
  bind_place(gone, in);
  gone.bind(name);
  const bool was = gone.run() != 0;
  count_ -= was ? 1 : 0;
  cache_.end(in, name);
  return was;
}

std::optional<std::string> secrets::find(const place& in, std::string_view name) {
  const pool::lease connection(rows_);
  statement one(connection.get(),
                "SELECT sealed FROM secrets WHERE project = ? AND environment = ? AND path = ? "
                "AND name = ?");
  bind_place(one, in);
  one.bind(name);
  return one.step() ? std::optional(std::string{one.text(0)}) : std::nullopt;
}

std::optional<secrets::reading> secrets::read(const place& in, std::string_view name,
                                              std::string_view known) {
  secret_cache::found entry = cache_.get(in, name);
  reading done{entry.sealed ? cache_result::hit : cache_result::miss};
  const std::optional<std::string> sealed = entry.sealed ? entry.sealed : find(in, name);
  if (sealed) {
    done.etag = etag_of(*sealed);
    done.how = is_among(done.etag, known) ? cache_result::not_modified : done.how;
  }
  infisical_core::cache_accesses::inc(done.how);
  if (!sealed) {
    return std::nullopt;
  }
  if (done.how == cache_result::not_modified) {
    return done;
  }
  done.text = cipher_.open(*sealed, in.key(name));
  if (done.how == cache_result::miss) {
    cache_.put(in, name, *sealed, entry.since);
  }
  return done;
}

secrets::reading secrets::read_all(const place& in) {
  const secret_cache::found entry = cache_.get(in, {});
  if (entry.sealed) {
    infisical_core::cache_accesses::inc(cache_result::hit);
    return {cache_result::hit, cipher_.open(*entry.sealed, in.key())};
  }
  nlohmann::json list = nlohmann::json::array();
  for (auto& [name, value] : all(in)) {
    list.push_back({{"secretKey", std::move(name)}, {"secretValue", std::move(value)}});
  }
  infisical_core::cache_accesses::inc(cache_result::miss);
  std::string text = list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  cache_.put(in, {}, cipher_.seal(text, in.key()), entry.since);
  return {cache_result::miss, std::move(text)};
}

secrets::values secrets::all(const place& in) {
  const pool::lease connection(rows_);
  statement each(connection.get(),
                 "SELECT name, sealed FROM secrets WHERE project = ? AND environment = ? AND "
                 "path = ? ORDER BY name");
  bind_place(each, in);
  values read;
  while (each.step()) {
    std::string name{each.text(0)};
    std::string value = cipher_.open(each.text(1), in.key(name));
    read.emplace_back(std::move(name), std::move(value));
  }
  return read;
}

bool secrets::has(const place& in, std::string_view name) { return find(in, name).has_value(); }

}  // namespace backend
