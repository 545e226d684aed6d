// SPDX-License-Identifier: MIT
/// What was read of the secrets lately, sealed as it is in the database: one entry for each secret,
/// and one for each list of a place.
///
/// The least recently used entry goes, and what is too large never comes. A writer ends the entries
/// when the database has the new value. A reader that was under way meanwhile cannot put the old
/// one back: it says since when it has been reading, and is too late. Any thread.
#pragma once

#include "lru.hpp"
#include "secrets/place.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace backend {

class secret_cache {
public:
  struct limits {
    std::size_t entries = 10'000;
    std::size_t entry_bytes = 65'536;
  };
  explicit secret_cache(limits set) : limits_(set), entries_(set.entries) {}

  /// An empty name is the list. `since` is for put(), where there is nothing.
  struct found {
    std::optional<std::string> sealed;
    std::uint64_t since;
  };
  [[nodiscard]] found get(const place& in, std::string_view name);
  void put(const place& in, std::string_view name, std::string sealed, std::uint64_t since);
  /// The secret's entry and the list's.
  void end(const place& in, std::string_view name);

private:
  /// How often entries of some places have been ended. Places that share a number only make each
  /// other's readers too late.
  [[nodiscard]] std::uint64_t& ends_of(const place& in);

  const limits limits_;
  std::mutex mutex_;
  lru<std::string, std::string> entries_;
  std::array<std::uint64_t, 256> ends_{};
};

}  // namespace backend
