// SPDX-License-Identifier: MIT
/// Text values as they are kept: cut to a size on a character's boundary, and valid UTF-8.
#pragma once

#include <zerometer/detail/utf8.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// `Bytes`: the most bytes of each text. What is fine already is not copied, and lives as long as
/// what it was made of.
template <std::size_t... Bytes>
class clean_texts {
public:
  static constexpr std::size_t texts = sizeof...(Bytes);

  explicit clean_texts(const std::array<std::string_view, texts>& raw) noexcept {
    char* out = text_.data();
    for (std::size_t i = 0; i < texts; ++i) {
      views_[i] = is_clean(raw[i], limits[i]) ? raw[i] : clean(raw[i], limits[i], out);
    }
  }
  clean_texts(const clean_texts&) = delete;
  clean_texts& operator=(const clean_texts&) = delete;

  [[nodiscard]] const std::array<std::string_view, texts>& views() const noexcept { return views_; }
  /// Whether some text was too long, and whether some was not UTF-8.
  [[nodiscard]] bool is_cut() const noexcept { return is_cut_; }
  [[nodiscard]] bool is_replaced() const noexcept { return is_replaced_; }

private:
  static constexpr std::array<std::size_t, texts> limits{Bytes...};

  [[nodiscard]] static bool is_clean(std::string_view text, std::size_t limit) noexcept {
    if (text.size() > limit) {
      return false;
    }
    while (!text.empty()) {
      const utf8_step step = first_character(text);
      if (!step.valid) {
        return false;
      }
      text.remove_prefix(step.size);
    }
    return true;
  }

  [[nodiscard]] std::string_view clean(std::string_view raw, std::size_t limit,
                                       char*& out) noexcept {
    char* const begin = out;
    while (!raw.empty()) {
      const utf8_step step = first_character(raw);
      const std::string_view piece = step.valid ? raw.substr(0, step.size) : replacement_character;
      if (static_cast<std::size_t>(out - begin) + piece.size() > limit) {
        is_cut_ = true;
        break;
      }
      std::memcpy(out, piece.data(), piece.size());
      out += piece.size();
      is_replaced_ = is_replaced_ || !step.valid;
      raw.remove_prefix(step.size);
    }
    return {begin, static_cast<std::size_t>(out - begin)};
  }

  std::array<std::string_view, texts> views_{};
  std::array<char, (Bytes + ... + std::size_t{0})> text_{};
  bool is_cut_ = false;
  bool is_replaced_ = false;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
