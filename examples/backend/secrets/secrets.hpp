// SPDX-License-Identifier: MIT
/// The secrets of all projects: sealed rows of the database, up to a fixed number, and the cache in
/// front of them. It counts infisical.secret.cache.access.
///
/// Any thread. Everything throws trouble: of the database, of its pool, or of a value that does not
/// open.
#pragma once

#include "database/pool.hpp"
#include "secrets/cipher.hpp"
#include "secrets/place.hpp"
#include "secrets/secret_cache.hpp"

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace backend {

enum class write_result { created, replaced, full };

class secrets {
public:
  /// Throws trouble where the rows are of another key.
  secrets(pool& rows, cipher with, std::size_t capacity, secret_cache::limits cached);

  [[nodiscard]] write_result write(const place& in, std::string_view name, std::string_view value);
  /// As write(), of one that is there: false when there is none.
  [[nodiscard]] bool replace(const place& in, std::string_view name, std::string_view value);
  /// False when there was none.
  [[nodiscard]] bool remove(const place& in, std::string_view name);

  /// What is read, and whence. Of a client that has this version already (not_modified), only its
  /// ETag.
  struct reading {
    cache_result how;
    std::string text{};
    std::string etag{};
  };
  /// A secret's value. `known` is what the client says of its ETags (If-None-Match).
  [[nodiscard]] std::optional<reading> read(const place& in, std::string_view name,
                                            std::string_view known);
  /// The secrets of a place as a JSON array, by name; without an ETag.
  [[nodiscard]] reading read_all(const place& in);

  /// Straight from the database, for whoever passes them on. No read of a client: not counted.
  using values = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] values all(const place& in);
  [[nodiscard]] bool has(const place& in, std::string_view name);

  [[nodiscard]] std::size_t size() const noexcept {
    return count_.load(std::memory_order_relaxed);  // relaxed: only a figure for the status
  }

private:
  [[nodiscard]] bool update(sqlite3* connection, const place& in, std::string_view name,
                            std::string_view sealed);
  [[nodiscard]] std::optional<std::string> find(const place& in, std::string_view name);

  pool& rows_;
  cipher cipher_;
  std::size_t capacity_;
  secret_cache cache_;
  std::mutex writers_;  // SQLite has one writer at a time; here they wait without polling
  std::atomic<std::size_t> count_{0};  // changed by writers only
};

}  // namespace backend
