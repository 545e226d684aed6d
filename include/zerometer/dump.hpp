// SPDX-License-Identifier: MIT
/// A page from a signal handler: the last values of a process that is about to end.
///
///     extern "C" void on_crash(int signal) {
///       zm::prometheus::dump<app>(STDERR_FILENO);
///       …
///     }
///
/// Of the system it calls write(2) alone, which is async-signal-safe; it takes no lock, allocates
/// nothing, and keeps what is large in static storage: some hundred bytes of an alternate signal
/// stack are enough. Beyond POSIX's list it relies on memcpy, memset and std::to_chars for double.
/// libstdc++ (since gcc 12) and libc++ write the shortest form by Ryu, from constant tables,
/// without locale, heap or lock; a function that the handler is the first to call is bound by the
/// dynamic linker there, unless the program is linked with `-z now`.
///
/// Observables are not on it: their callbacks are the program's, and nobody knows what they do.
///
/// Not for an ordinary page: prometheus::render has the caller's buffer, and its callers can be
/// many.
#pragma once

#include <zerometer/prometheus.hpp>
#include <zerometer/resource.hpp>
#include <zerometer/snapshot.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <new>
#include <span>

#include <unistd.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Writes all of it, in as many pieces as it takes; false when the descriptor takes no more.
[[nodiscard]] inline bool write_all(int fd, std::span<const char> text) noexcept {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written > 0) {
      text = text.subspan(static_cast<std::size_t>(written));
    } else if (written == 0 || errno != EINTR) {
      return false;
    }
  }
  return true;
}

/// The static part of a dump. One at a time has it.
template <class Exposition, prometheus::options Options>
struct dump_state {
  using page = prometheus::stream<Exposition, Options>;
  static inline constinit bool busy = false;
  static inline constinit snapshot<Exposition> values{};
  alignas(page) static inline constinit std::array<std::byte, sizeof(page)> room{};
  static inline constinit std::array<char, 4096> chunk{};
};

}  // namespace detail

namespace prometheus {

/// Takes a snapshot and writes the page to a file descriptor, from wherever: a signal handler,
/// std::terminate, while other threads record. False when the page is not complete, because the
/// descriptor takes no more (a non-blocking one that is full included), or not begun, because
/// another dump of the same exposition is under way: the one that this handler interrupted, maybe.
/// `errno` is as it was. A pipe that nobody reads raises SIGPIPE, as always.
template <class Exposition, options Options = options{}, std::size_t Bytes = 0>
bool dump(int fd, const resource<Bytes>& who = {}) noexcept {
  using state = detail::dump_state<Exposition, Options>;
  // Acquire: pairs with the release below; the static storage is this call's alone.
  if (__atomic_exchange_n(&state::busy, true, __ATOMIC_ACQUIRE)) {
    return false;
  }
  const int error = errno;
  state::values.take_signal_safe();
  auto& page =
      *::new (static_cast<void*>(state::room.data())) typename state::page{state::values, who};
  bool complete = true;
  while (complete && !page.done()) {
    complete = detail::write_all(fd, std::span{state::chunk}.first(page.read(state::chunk)));
  }
  errno = error;
  __atomic_store_n(&state::busy, false, __ATOMIC_RELEASE);
  return complete;
}

}  // namespace prometheus
}  // namespace v0_1
}  // namespace zerometer
