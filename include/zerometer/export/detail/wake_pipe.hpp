// SPDX-License-Identifier: MIT
/// A pipe that ends a poll(): from another thread, or from a signal handler.
///
/// A wake that comes before the poll() is not lost: it stands in the pipe.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class wake_pipe {
public:
  wake_pipe() noexcept = default;
  wake_pipe(const wake_pipe&) = delete;
  wake_pipe& operator=(const wake_pipe&) = delete;
  ~wake_pipe() { close(); }

  /// 0, or what the system says.
  [[nodiscard]] int open() noexcept {
    std::array<int, 2> ends{};
#if defined(__linux__) || defined(__FreeBSD__)
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
      return errno;
    }
#else
    if (::pipe(ends.data()) != 0) {
      return errno;
    }
    for (const int end : ends) {
      ::fcntl(end, F_SETFD, FD_CLOEXEC);
      ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
#endif
    out_ = ends[0];
    __atomic_store_n(&in_, ends[1], __ATOMIC_SEQ_CST);
    return 0;
  }

  /// Any thread, and any signal handler; nothing where the pipe is not open. Not while another
  /// thread closes it.
  void wake() const noexcept {
    const int in = __atomic_load_n(&in_, __ATOMIC_SEQ_CST);
    if (in >= 0) {
      const int before = errno;
      // A pipe that is full wakes as well.
      [[maybe_unused]] const ssize_t written = ::write(in, "", 1);
      errno = before;
    }
  }

  /// What to poll for reading.
  [[nodiscard]] int socket() const noexcept { return out_; }

  void close() noexcept {
    const int in = __atomic_exchange_n(&in_, -1, __ATOMIC_SEQ_CST);
    if (in >= 0) {
      ::close(in);
      ::close(out_);
      out_ = -1;
    }
  }

private:
  int in_ = -1;
  int out_ = -1;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
