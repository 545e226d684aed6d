// SPDX-License-Identifier: MIT
#include <zerometer/detail/broken_pipes.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cerrno>

#include <signal.h>
#include <unistd.h>

using zerometer::detail::broken_pipes;

namespace {

volatile sig_atomic_t seen = 0;

void write_to_nobody() {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  ::close(ends[0]);
  CHECK(::write(ends[1], "x", 1) == -1);
  CHECK(errno == EPIPE);
  ::close(ends[1]);
}

bool is_blocked() {
  sigset_t now;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &now);
  return sigismember(&now, SIGPIPE) == 1;
}

}  // namespace

TEST_CASE("a broken pipe is no signal, neither then nor later") {
  ::signal(SIGPIPE, [](int) { seen = seen + 1; });
  write_to_nobody();
  REQUIRE(seen == 1);
  {
    const broken_pipes none;
    write_to_nobody();
    write_to_nobody();
    CHECK(is_blocked());
  }
  CHECK(seen == 1);
  CHECK_FALSE(is_blocked());
  write_to_nobody();
  CHECK(seen == 2);
}

TEST_CASE("a signal of someone else's that waited before waits still") {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  ::signal(SIGPIPE, [](int) { seen = 100; });
  ::raise(SIGPIPE);
  {
    const broken_pipes none;
    write_to_nobody();
  }
  CHECK(is_blocked());
  CHECK(seen != 100);
  ::pthread_sigmask(SIG_UNBLOCK, &pipe, nullptr);
  CHECK(seen == 100);
}
