// SPDX-License-Identifier: MIT
/// How many files this process has open: the names in /proc/self/fd, by way of the stack.
///
/// opendir(3) would allocate. Elsewhere than on Linux it cannot be told. Source: getdents64(2),
/// proc(5).
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__linux__)
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// What stands for a number that is not known.
inline constexpr std::int64_t not_known = -1;

/// The names, without "." and "..", in a piece of a directory as getdents64(2) writes it: records
/// of their own size, which is two bytes at 16, and a name from byte 19 to its zero.
[[nodiscard]] inline std::int64_t count_names(std::string_view piece) noexcept {
  std::int64_t count = 0;
  while (!piece.empty()) {
    std::uint16_t size = 0;
    if (piece.size() < 20) {
      return not_known;
    }
    std::memcpy(&size, piece.data() + 16, sizeof size);
    if (size < 20 || size > piece.size()) {
      return not_known;
    }
    const std::string_view rest = piece.substr(19, size - std::size_t{19});
    const std::string_view name = rest.substr(0, rest.find('\0'));
    count += name == "." || name == ".." ? 0 : 1;
    piece.remove_prefix(size);
  }
  return count;
}

[[nodiscard]] inline std::int64_t count_open_files() noexcept {
#if defined(__linux__)
  const int directory = ::open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) {
    return not_known;
  }
  std::array<char, 4096> piece;
  std::int64_t count = -1;  // the directory itself is open only for this
  long size = 0;
  while ((size = ::syscall(SYS_getdents64, directory, piece.data(), piece.size())) > 0) {
    const std::int64_t more = count_names({piece.data(), static_cast<std::size_t>(size)});
    if (more == not_known) {
      size = -1;
      break;
    }
    count += more;
  }
  ::close(directory);
  return size < 0 ? not_known : count;
#else
  return not_known;
#endif
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
