// SPDX-License-Identifier: MIT
/// Where secrets are: an environment of a project, and in it a path.
#pragma once

#include "identity/actors.hpp"
#include "metrics/attributes.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace backend {

struct place {
  static constexpr std::size_t longest_path = 128;

  std::string project_id;
  environment in = environment::dev;
  std::string path = "/";

  /// One text for each place and name, and for the place itself where the name is empty. Nothing of
  /// it but the path, which is last, has a tabulator.
  [[nodiscard]] std::string key(std::string_view name = {}) const {
    return fmt::format("{}\t{}\t{}\t{}", project_id, static_cast<int>(in), name, path);
  }
};

/// 1 to 128 characters: letters, digits, `_`, `-` and `.`.
[[nodiscard]] inline bool valid_secret_name(std::string_view name) noexcept {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
  return !name.empty() && name.size() <= 128 &&
         name.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace backend
