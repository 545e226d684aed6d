// SPDX-License-Identifier: MIT
/// When counting began, for renderers: the start of the process, unless the resource says another
/// time (`zm::resource::set_start_time`) or `zm::after_fork` reset the counts later.
///
///     const std::uint64_t start = detail::start_time(who.start_time());
///     const std::uint64_t point = detail::epoch_nanoseconds();
///     … detail::start_before(start, point) …
///
/// Linux says it in two files, read once, by way of the stack: /proc/self/stat in ticks since the
/// boot, /proc/stat the boot in seconds, so that the start is up to a second early and never late.
/// Where they cannot be read it is the moment of the first question. Source: proc(5).
#pragma once

#include <zerometer/detail/epoch.hpp>
#include <zerometer/detail/process_stat.hpp>
#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Finds the line `btime N` of /proc/stat in pieces of any size: the lines before it can take as
/// much as the machine has interrupts.
class boot_time_reader {
public:
  constexpr void take(std::string_view piece) noexcept {
    for (const char c : piece) {
      if (c == '\n') {
        found_ = found_ || matched_ == key.size();
        matched_ = 0;
      } else if (matched_ == key.size() && !found_) {
        seconds_ = c >= '0' && c <= '9' ? seconds_ * 10 + static_cast<std::uint64_t>(c - '0') : 0;
      } else {
        matched_ = matched_ < key.size() && c == key[matched_] ? matched_ + 1 : other;
      }
    }
  }
  /// Seconds since the epoch; 0 until the whole line was there.
  [[nodiscard]] constexpr std::uint64_t seconds() const noexcept { return found_ ? seconds_ : 0; }

private:
  static constexpr std::string_view key = "btime ";
  static constexpr std::size_t other = key.size() + 1;  // until the line ends
  std::size_t matched_ = 0;
  std::uint64_t seconds_ = 0;
  bool found_ = false;
};

/// Hands a file to `visit(std::string_view)` in pieces, until that says that it has enough.
template <class Visitor>
void read_file(const char* path, Visitor visit) noexcept {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return;
  }
  std::array<char, 1024> piece;
  ssize_t size = 0;
  do {
    size = ::read(file, piece.data(), piece.size());
  } while (size > 0 && !visit(std::string_view{piece.data(), static_cast<std::size_t>(size)}));
  ::close(file);
}

/// Of this process; not known where the system does not tell.
[[nodiscard]] inline process_stat read_process_stat() noexcept {
  process_stat found;
  // One read has all that counts: it is in the first few hundred characters.
  read_file("/proc/self/stat", [&](std::string_view text) {
    found = parse_process_stat(text);
    return true;
  });
  return found;
}

/// When the machine started, in seconds since the epoch; 0 where the system does not tell.
[[nodiscard]] inline std::uint64_t read_boot_time() noexcept {
  boot_time_reader boot;
  read_file("/proc/stat", [&](std::string_view text) {
    boot.take(text);
    return boot.seconds() != 0;
  });
  return boot.seconds();
}

/// The start of the process as the system tells it; 0 where it does not.
[[nodiscard]] inline std::uint64_t system_start_time() noexcept {
  const std::uint64_t ticks = read_process_stat().start_ticks;
  const std::uint64_t boot = read_boot_time();
  const long rate = ::sysconf(_SC_CLK_TCK);
  if (ticks == 0 || boot == 0 || rate <= 0) {
    return 0;
  }
  const auto per_second = static_cast<std::uint64_t>(rate);
  return (boot + ticks / per_second) * 1'000'000'000 +
         ticks % per_second * (1'000'000'000 / per_second);
}

/// The start of the process, the same for every caller from the first one on.
struct process_start {
  static inline constinit std::uint64_t value = 0;

  [[nodiscard]] static std::uint64_t load() noexcept {
    // Relaxed, all: the value guards no other data, and of two first callers one is believed.
    std::uint64_t known = __atomic_load_n(&value, __ATOMIC_RELAXED);
    if (known == 0) {
      const std::uint64_t now = epoch_nanoseconds();
      const std::uint64_t read = system_start_time();
      const std::uint64_t start = read == 0 || read > now ? now : read;
      if (__atomic_compare_exchange_n(&value, &known, start, false, __ATOMIC_RELAXED,
                                      __ATOMIC_RELAXED)) {
        known = start;
      }
    }
    return known;
  }
};

/// When counting began, in nanoseconds since the epoch. `said` is what the resource says, 0 for
/// nothing; a fork that reset the counts later than that is right against it.
[[nodiscard]] inline std::uint64_t start_time(std::uint64_t said = 0) noexcept {
  const std::uint64_t forked = fork_time::load();
  if (forked != 0 || said != 0) {
    return forked > said ? forked : said;
  }
  return process_start::load();
}

/// The start for a point of that time: earlier than it always, because an equal one would say that
/// the start is not known.
[[nodiscard]] constexpr std::uint64_t start_before(std::uint64_t start,
                                                   std::uint64_t point) noexcept {
  return start < point || point == 0 ? start : point - 1;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
