// SPDX-License-Identifier: MIT
/// Keeps SIGPIPE from this thread for a while: TLS libraries write to sockets without saying that
/// they do not want it, and curl, which is told to leave signals alone, does not help.
#pragma once

#include <zerometer/version.hpp>

#include <signal.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class broken_pipes {
public:
  broken_pipes() noexcept {
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  broken_pipes(const broken_pipes&) = delete;
  broken_pipes& operator=(const broken_pipes&) = delete;
  ~broken_pipes() {
    sigset_t pending;
    ::sigpending(&pending);
    // One that came since is ours: it goes to the thread that wrote.
    if (!was_pending_ && sigismember(&pending, SIGPIPE) == 1) {
      int taken = 0;
      ::sigwait(&pipe_, &taken);
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
