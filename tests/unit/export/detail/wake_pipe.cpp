// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/wake_pipe.hpp>

#include <doctest/doctest.h>

#include <cerrno>

#include <fcntl.h>
#include <poll.h>

using zerometer::detail::wake_pipe;

namespace {

bool is_woken(const wake_pipe& pipe) {
  pollfd fd{pipe.socket(), POLLIN, 0};
  return ::poll(&fd, 1, 0) == 1;
}

}  // namespace

TEST_CASE("a wake ends a poll that comes later, however many there were") {
  wake_pipe pipe;
  REQUIRE(pipe.open() == 0);
  CHECK(!is_woken(pipe));
  errno = 77;
  for (int i = 0; i < 100000; ++i) {
    pipe.wake();  // never waits, full or not
  }
  CHECK(errno == 77);
  CHECK(is_woken(pipe));
  CHECK((::fcntl(pipe.socket(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("a pipe that is not open is woken in vain, and one that is opened again sleeps") {
  wake_pipe pipe;
  pipe.wake();
  REQUIRE(pipe.open() == 0);
  pipe.wake();
  pipe.close();
  pipe.wake();
  CHECK(pipe.socket() == -1);
  REQUIRE(pipe.open() == 0);
  CHECK(!is_woken(pipe));
}
