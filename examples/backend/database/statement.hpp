// SPDX-License-Identifier: MIT
/// One execution of an SQL statement. What is prepared stays with the connection, for the next one
/// who wants the same. Texts are copied.
#pragma once

#include "trouble.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace backend {

class statement {
public:
  /// Throws trouble of the kind db, as all here.
  statement(sqlite3* connection, std::string_view sql)
      : connection_(connection), prepared_(prepare(sql)) {}
  statement(const statement&) = delete;
  statement& operator=(const statement&) = delete;
  ~statement() {
    static_cast<void>(sqlite3_reset(prepared_));  // says again what step() has thrown
    sqlite3_clear_bindings(prepared_);
  }

  /// The parameters one after the other.
  statement& bind(std::string_view text) {
    check(sqlite3_bind_text64(prepared_, ++bound_, text.data(), text.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
    return *this;
  }
  /// Bytes that are no text.
  statement& bind_bytes(std::string_view bytes) {
    check(sqlite3_bind_blob64(prepared_, ++bound_, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
    return *this;
  }
  statement& bind(std::int64_t number) {
    check(sqlite3_bind_int64(prepared_, ++bound_, number));
    return *this;
  }

  /// Whether there is a row, or one more.
  bool step() {
    const int stepped = sqlite3_step(prepared_);
    if (stepped != SQLITE_ROW && stepped != SQLITE_DONE) {
      check(stepped);
    }
    return stepped == SQLITE_ROW;
  }

  /// To the end; how many rows it changed, if it was to change any.
  int run() {
    while (step()) {
    }
    return sqlite3_changes(connection_);
  }

  /// Of the row; good until the next step.
  [[nodiscard]] std::string_view text(int column) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(prepared_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(prepared_, column));
    return data == nullptr ? std::string_view{} : std::string_view{data, size};
  }
  [[nodiscard]] std::int64_t number(int column) { return sqlite3_column_int64(prepared_, column); }

private:
  /// The connection's own list is short (a dozen), and goes with it: see pool.
  [[nodiscard]] sqlite3_stmt* prepare(std::string_view sql) const {
    for (sqlite3_stmt* kept = sqlite3_next_stmt(connection_, nullptr); kept != nullptr;
         kept = sqlite3_next_stmt(connection_, kept)) {
      if (sqlite3_stmt_busy(kept) == 0 && std::string_view{sqlite3_sql(kept)} == sql) {
        return kept;
      }
    }
    sqlite3_stmt* made = nullptr;
    check(sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()),
                             SQLITE_PREPARE_PERSISTENT, &made, nullptr));
    return made;
  }
  void check(int code) const {
    if (code != SQLITE_OK) {
      throw trouble(failure::db, sqlite3_errmsg(connection_));
    }
  }

  sqlite3* connection_;
  sqlite3_stmt* prepared_;
  int bound_ = 0;
};

}  // namespace backend
