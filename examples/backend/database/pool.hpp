// SPDX-License-Identifier: MIT
/// A pool of connections to a database, as many as it was told and no more; one that is observed
/// reports infisical.db.pool.connections.
///
/// Whoever asks while all are taken waits, and after `patience` gets trouble of the kind timeout.
/// Any thread.
#pragma once

#include "metrics/infisical_core.hpp"

#include <sqlite3.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace backend {

class pool {
public:
  struct options {
    std::string file;
    const char* schema;  // SQL that makes what is not there; see schema.hpp
    std::size_t connections = 4;
    std::chrono::milliseconds patience{1000};  // for a connection
    std::chrono::milliseconds busy{100};       // for the lock of another process
    bool observed = false;
  };

  /// Opens the file, and makes it where it is not there. Throws trouble.
  explicit pool(const options& set);
  pool(const pool&) = delete;
  pool& operator=(const pool&) = delete;
  ~pool();

  /// A connection, for as long as it lives.
  class lease {
  public:
    explicit lease(pool& from) : from_(from), connection_(from.take()) {}
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;
    ~lease() { from_.give_back(connection_); }
    [[nodiscard]] sqlite3* get() const noexcept { return connection_; }

  private:
    pool& from_;
    sqlite3* connection_;
  };

private:
  [[nodiscard]] sqlite3* take();
  void give_back(sqlite3* connection) noexcept;
  void open(const options& set);
  void close() noexcept;
  static void report(zm::observer<infisical_core::pool_connections>& out,
                     const pool& self) noexcept;

  std::chrono::milliseconds patience_;
  mutable std::mutex mutex_;
  std::condition_variable free_again_;
  std::vector<sqlite3*> free_;
  std::size_t used_ = 0;
  std::size_t pending_ = 0;
  std::optional<zm::binding<infisical_core::pool_connections>> observed_;
};

}  // namespace backend
