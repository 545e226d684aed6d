// SPDX-License-Identifier: MIT
/// What an actor may do in a project, and a cache of it with two tiers. It counts
/// infisical.permission_cache.lookup and observes how long a fingerprint takes.
///
/// A marker says for a while that what is cached holds: no read of the database. When it is over,
/// the fingerprint (the version of the membership, one read) says whether it still does; where it
/// does not, or nothing is cached, all is read. Where the fingerprint cannot be read, all is read
/// and nothing is cached. A change in this process ends the marker at once. Any thread.
///
/// Who has no membership of their own is an admin: every member of an organization is, in all of
/// its projects.
#pragma once

#include "database/pool.hpp"
#include "identity/actors.hpp"
#include "lru.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace backend {

enum class role { none, viewer, admin };

/// Nothing for a text that is none.
[[nodiscard]] std::optional<role> role_of(std::string_view name) noexcept;

class permissions {
public:
  static constexpr std::size_t capacity = 10'000;

  permissions(pool& rows, std::chrono::milliseconds marker)
      : rows_(rows), marker_(marker), known_(capacity) {}

  /// No role where even the full read failed. Never throws trouble.
  struct lookup {
    permission_result how;
    std::optional<role> may;
  };
  [[nodiscard]] lookup look_up(const actor& who, const project& in);
  /// Throws trouble.
  void change(const actor& who, const project& in, role to);

private:
  using clock = std::chrono::steady_clock;

  struct entry {
    role may;
    std::int64_t version;
    clock::time_point marker_ends;
  };

  [[nodiscard]] std::int64_t fingerprint(const actor& who, const project& in);
  [[nodiscard]] role full_read(const actor& who, const project& in);
  [[nodiscard]] std::optional<role> try_full_read(const actor& who, const project& in);
  void keep(const std::string& key, entry one, std::uint64_t since);

  pool& rows_;
  std::chrono::milliseconds marker_;
  std::mutex mutex_;
  lru<std::string, entry> known_;
  std::uint64_t changes_ = 0;  // what was read before one of them is not kept behind it
};

}  // namespace backend
