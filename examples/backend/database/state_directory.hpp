// SPDX-License-Identifier: MIT
/// Where the databases are: a directory that was named, or a fresh one that ends with the process.
#pragma once

#include <filesystem>
#include <string>

namespace backend {

class state_directory {
public:
  /// Throws std::filesystem::filesystem_error. An empty name means: a fresh one.
  explicit state_directory(const std::string& name);
  state_directory(const state_directory&) = delete;
  state_directory& operator=(const state_directory&) = delete;
  ~state_directory();

  [[nodiscard]] std::string file(const char* name) const { return (where_ / name).string(); }

private:
  std::filesystem::path where_;
  bool fresh_;
};

}  // namespace backend
