// SPDX-License-Identifier: MIT
#include "database/pool.hpp"

#include "trouble.hpp"

#include <fmt/format.h>

namespace backend {

pool::pool(const options& set) : patience_(set.patience) {
  try {
    for (std::size_t i = 0; i < set.connections; ++i) {
      open(set);
    }
  } catch (...) {
    close();
    throw;
  }
  if (set.observed) {
    observed_.emplace(&report, *this);
  }
}

pool::~pool() {
  observed_.reset();
  close();
}

void pool::open(const options& set) {
  // Each is in one thread's hands at a time.
  constexpr int mode = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  sqlite3* connection = nullptr;
  const int opened = sqlite3_open_v2(set.file.c_str(), &connection, mode, nullptr);
  free_.push_back(connection);  // one that could not be opened is to be closed as well
  if (opened != SQLITE_OK ||
      sqlite3_busy_timeout(connection, static_cast<int>(set.busy.count())) != SQLITE_OK ||
      sqlite3_exec(connection, set.schema, nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw trouble(failure::db, fmt::format("{}: {}", set.file, sqlite3_errmsg(connection)));
  }
}

void pool::close() noexcept {
  for (sqlite3* const connection : free_) {
    // Those that statement.hpp leaves with it.
    while (sqlite3_stmt* const kept = sqlite3_next_stmt(connection, nullptr)) {
      sqlite3_finalize(kept);
    }
    sqlite3_close_v2(connection);
  }
  free_.clear();
}

sqlite3* pool::take() {
  std::unique_lock lock(mutex_);
  ++pending_;
  const bool got = free_again_.wait_for(lock, patience_, [this] { return !free_.empty(); });
  --pending_;
  if (!got) {
    throw trouble(failure::timeout, "every connection to the database is taken");
  }
  sqlite3* const connection = free_.back();
  free_.pop_back();
  ++used_;
  return connection;
}

void pool::give_back(sqlite3* connection) noexcept {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(connection);  // has the room: it came from there
    --used_;
  }
  free_again_.notify_one();
}

void pool::report(zm::observer<infisical_core::pool_connections>& out, const pool& self) noexcept {
  std::size_t used = 0;
  std::size_t free = 0;
  std::size_t pending = 0;
  {
    const std::lock_guard lock(self.mutex_);
    used = self.used_;
    free = self.free_.size();
    pending = self.pending_;
  }
  out.observe(used, pool_state::used);
  out.observe(free, pool_state::free);
  out.observe(pending, pool_state::pending);
}

}  // namespace backend
