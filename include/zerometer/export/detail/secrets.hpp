// SPDX-License-Identifier: MIT
/// What must be in no text, in case a receiver says it: a password, a token.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Keeps the begin of each, as far as there is room.
class secrets {
public:
  /// One that is shorter is found in any text.
  static constexpr std::size_t shortest = 4;
  static constexpr std::size_t longest = 64;

  void add(std::string_view secret) noexcept {
    secret = secret.substr(0, longest);
    if (secret.size() >= shortest && count_ < kept_.size()) {
      for (const char c : secret) {
        kept_[count_].text[kept_[count_].size++] = c;
      }
      ++count_;
    }
  }

  [[nodiscard]] bool appear_in(std::string_view text) const noexcept {
    for (std::size_t i = 0; i < count_; ++i) {
      if (text.find(std::string_view{kept_[i].text.data(), kept_[i].size}) !=
          std::string_view::npos) {
        return true;
      }
    }
    return false;
  }

private:
  struct kept_secret {
    std::array<char, longest> text;
    std::size_t size;
  };
  std::array<kept_secret, 16> kept_{};
  std::size_t count_ = 0;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
