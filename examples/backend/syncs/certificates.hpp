// SPDX-License-Identifier: MIT
/// The certificates of all projects, as rows of the database: texts, each once in its project, up
/// to a fixed number of them.
///
/// Any thread. Everything throws trouble: of the database, or of its pool.
#pragma once

#include "database/pool.hpp"

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace backend {

class certificates {
public:
  static constexpr std::size_t capacity = 1000;  // of a project

  explicit certificates(pool& rows) : rows_(rows) {}

  /// All of them or none: false when there is no room for them, were they all new.
  [[nodiscard]] bool add(std::string_view project_id, const std::vector<std::string>& texts);
  /// By their texts.
  [[nodiscard]] std::vector<std::string> all(std::string_view project_id);

private:
  pool& rows_;
  std::mutex writers_;  // SQLite has one writer at a time; here they wait without polling
};

}  // namespace backend
