// SPDX-License-Identifier: MIT
#include "syncs/certificates.hpp"

#include "database/statement.hpp"

namespace backend {

namespace {

/// Ends without a trace if it is not committed.
class transaction {
public:
  explicit transaction(sqlite3* connection) : connection_(connection) {
    statement(connection_, "BEGIN IMMEDIATE").run();
  }
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;
  ~transaction() {
    if (sqlite3_get_autocommit(connection_) == 0) {
      sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
    }
  }
  void commit() { statement(connection_, "COMMIT").run(); }

private:
  sqlite3* connection_;
};

}  // namespace

bool certificates::add(std::string_view project_id, const std::vector<std::string>& texts) {
  const pool::lease connection(rows_);
  const std::lock_guard lock(writers_);
  transaction whole(connection.get());
  {
    statement counted(connection.get(), "SELECT count(*) FROM certificates WHERE project = ?");
    counted.bind(project_id);
    const std::size_t there = counted.step() ? static_cast<std::size_t>(counted.number(0)) : 0;
    if (there + texts.size() > capacity) {
      return false;
    }
  }
  for (const std::string& text : texts) {
    statement one(connection.get(),
                  "INSERT OR IGNORE INTO certificates (project, text) VALUES (?, ?)");
    one.bind(project_id).bind(text).run();
  }
  whole.commit();
  return true;
}

std::vector<std::string> certificates::all(std::string_view project_id) {
  const pool::lease connection(rows_);
  statement each(connection.get(), "SELECT text FROM certificates WHERE project = ? ORDER BY text");
  each.bind(project_id);
  std::vector<std::string> read;
  while (each.step()) {
    read.emplace_back(each.text(0));
  }
  return read;
}

}  // namespace backend
