// SPDX-License-Identifier: MIT
/// What /proc/self/stat says of a process: a pure function of its text.
///
/// All of it or nothing: the text may end anywhere, and a number that is cut is another number. The
/// program's name, field 2, may hold spaces, parentheses and line feeds: the fields that count
/// begin behind the last parenthesis. Source: proc(5).
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

struct process_stat {
  bool known = false;
  std::uint64_t user_ticks = 0;      // field 14
  std::uint64_t system_ticks = 0;    // 15
  std::uint64_t threads = 0;         // 20
  std::uint64_t start_ticks = 0;     // 22, since the boot
  std::uint64_t virtual_bytes = 0;   // 23
  std::uint64_t resident_pages = 0;  // 24
};

/// Reads a number up to `end`, which must stand behind it, and takes both away. False where there
/// is none, or one beyond 64 bits.
[[nodiscard]] constexpr bool take_number(std::string_view& text, std::uint64_t& number,
                                         char end) noexcept {
  constexpr std::uint64_t most = ~std::uint64_t{0};
  std::size_t digits = 0;
  for (number = 0; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    const auto digit = static_cast<std::uint64_t>(text[digits] - '0');
    if (number > (most - digit) / 10) {
      return false;
    }
    number = number * 10 + digit;
  }
  if (digits == 0 || digits == text.size() || text[digits] != end) {
    return false;
  }
  text.remove_prefix(digits + 1);
  return true;
}

/// Takes fields away, each with the space behind it. False where there are not so many.
[[nodiscard]] constexpr bool skip_fields(std::string_view& text, int count) noexcept {
  for (; count > 0; --count) {
    std::size_t size = 0;
    while (size < text.size() && text[size] != ' ') {
      ++size;
    }
    if (size == text.size()) {
      return false;
    }
    text.remove_prefix(size + 1);
  }
  return true;
}

[[nodiscard]] constexpr process_stat parse_process_stat(std::string_view text) noexcept {
  std::size_t behind_name = text.size();
  while (behind_name > 0 && text[behind_name - 1] != ')') {
    --behind_name;
  }
  text.remove_prefix(behind_name);
  process_stat found;
  // What stands behind the parenthesis is empty, and the fields from the third on follow.
  found.known =
      behind_name != 0 && skip_fields(text, 12) && take_number(text, found.user_ticks, ' ') &&
      take_number(text, found.system_ticks, ' ') && skip_fields(text, 4) &&
      take_number(text, found.threads, ' ') && skip_fields(text, 1) &&
      take_number(text, found.start_ticks, ' ') && take_number(text, found.virtual_bytes, ' ') &&
      take_number(text, found.resident_pages, ' ');
  return found.known ? found : process_stat{};
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
