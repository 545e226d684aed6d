// SPDX-License-Identifier: MIT
/// The symmetric keys that each project's KMIP clients have made, or brought here. In memory, each
/// sealed for its place, so many of each project and no more. Any thread.
///
/// One that is destroyed has no key any more, and still tells its attributes; where there is no
/// room, the one that was destroyed first is forgotten.
#pragma once

#include "identity/actors.hpp"
#include "kmip/state.hpp"
#include "secrets/cipher.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace backend {

enum class kmip_result { done, not_found, wrong_state, taken, full };

/// What is told of an object.
struct managed_object {
  std::string id{};
  std::string name{};  // may be empty
  kmip_state state = kmip_state::pre_active;
  std::size_t bits = 0;
};

class managed_objects {
public:
  /// Objects of one project.
  explicit managed_objects(cipher with, std::size_t capacity = 1000)
      : cipher_(with), capacity_(capacity) {}

  /// The object and the key only where it is done.
  struct found {
    kmip_result how;
    managed_object one{};
    std::string key{};
  };
  /// Bytes that nobody knows. Throws trouble of the kind cryptography.
  [[nodiscard]] static std::string new_key(std::size_t bits);
  /// A name that is not empty is no other object's of the project.
  [[nodiscard]] found add(const project& to, std::string_view key, std::string_view name);
  /// With its key. Of one that is destroyed: wrong_state.
  [[nodiscard]] found get(const project& in, std::string_view id);
  [[nodiscard]] found describe(const project& in, std::string_view id);
  /// `next` is one of the operations of state.hpp.
  using transition = std::function<std::optional<kmip_state>(kmip_state now)>;
  [[nodiscard]] found change(const project& in, std::string_view id, const transition& next);
  /// The ids of those that have the name and the state, where one is wanted.
  [[nodiscard]] std::vector<std::string> locate(const project& in, std::string_view name,
                                                std::optional<kmip_state> state);

private:
  struct kept {
    managed_object told;
    std::string sealed;
  };
  struct objects {
    std::map<std::string, kept, std::less<>> by_id;
    std::map<std::string, std::string, std::less<>> ids;  // by name
    std::deque<std::string> destroyed;                    // ids, in this order
  };

  /// False where nothing can be forgotten.
  [[nodiscard]] bool make_room(objects& mine) const;

  cipher cipher_;
  std::size_t capacity_;
  std::mutex mutex_;
  std::map<const project*, objects> all_;
};

}  // namespace backend
