// SPDX-License-Identifier: MIT
/// The secrets of all projects: keys and values, in memory, up to a fixed number.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

namespace backend {

enum class write_result { created, replaced, full };

class secrets {
public:
  explicit secrets(std::size_t capacity) : capacity_(capacity) {}

  /// 1 to 128 characters: letters, digits, `_`, `-` and `.`.
  [[nodiscard]] static bool valid_name(std::string_view name) noexcept;

  [[nodiscard]] write_result write(std::string_view key, std::string value);
  [[nodiscard]] std::optional<std::string> read(std::string_view key) const;
  /// False when there was none.
  [[nodiscard]] bool remove(std::string_view key);
  [[nodiscard]] std::size_t size() const;

private:
  std::size_t capacity_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace backend
