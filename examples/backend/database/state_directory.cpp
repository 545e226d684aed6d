// SPDX-License-Identifier: MIT
#include "database/state_directory.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace backend {

state_directory::state_directory(const std::string& name) : where_(name), fresh_(name.empty()) {
  if (!fresh_) {
    std::filesystem::create_directories(where_);
    return;
  }
  std::string made = (std::filesystem::temp_directory_path() / "backend-XXXXXX").string();
  if (::mkdtemp(made.data()) == nullptr) {
    throw std::filesystem::filesystem_error(made, std::error_code(errno, std::generic_category()));
  }
  where_ = made;
}

state_directory::~state_directory() {
  if (fresh_) {
    std::error_code ignored;
    std::filesystem::remove_all(where_, ignored);
  }
}

}  // namespace backend
