// SPDX-License-Identifier: MIT
/// One SQL statement of a connection, from its preparation to its end. Texts are copied.
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
  statement(sqlite3* connection, std::string_view sql) : connection_(connection) {
    check(sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &prepared_,
                             nullptr));
  }
  statement(const statement&) = delete;
  statement& operator=(const statement&) = delete;
  ~statement() { sqlite3_finalize(prepared_); }

  /// The parameters one after the other.
  statement& bind(std::string_view text) {
    check(sqlite3_bind_text64(prepared_, ++bound_, text.data(), text.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
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

  /// Of the row; good until the next step.
  [[nodiscard]] std::string_view text(int column) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(prepared_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(prepared_, column));
    return data == nullptr ? std::string_view{} : std::string_view{data, size};
  }
  [[nodiscard]] std::int64_t number(int column) { return sqlite3_column_int64(prepared_, column); }

private:
  void check(int code) const {
    if (code != SQLITE_OK) {
      throw trouble(failure::db, sqlite3_errmsg(connection_));
    }
  }

  sqlite3* connection_;
  sqlite3_stmt* prepared_ = nullptr;
  int bound_ = 0;
};

}  // namespace backend
