// SPDX-License-Identifier: MIT
/// A text as C has them: with a zero behind it, and none inside.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <std::size_t Bytes>
class c_text {
public:
  /// Of several pieces in a row. What does not fit is left away.
  explicit c_text(std::initializer_list<std::string_view> pieces) noexcept {
    for (const std::string_view piece : pieces) {
      fits_ = fits_ && piece.size() <= Bytes - size_ && piece.find('\0') == piece.npos;
      if (fits_ && !piece.empty()) {
        std::memcpy(bytes_.data() + size_, piece.data(), piece.size());
        size_ += piece.size();
      }
    }
    bytes_[size_] = '\0';
  }
  [[nodiscard]] bool fits() const noexcept { return fits_; }
  [[nodiscard]] const char* get() const noexcept { return bytes_.data(); }

private:
  std::array<char, Bytes + 1> bytes_;
  std::size_t size_ = 0;
  bool fits_ = true;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
