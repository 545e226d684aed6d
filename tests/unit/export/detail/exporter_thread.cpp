// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/exporter_thread.hpp>

#include <doctest/doctest.h>

#include <array>
#include <csignal>
#include <cstring>

#include <pthread.h>

using zerometer::detail::exporter_thread;

namespace {

struct seen {
  std::array<char, 32> name{};
  sigset_t blocked{};
  pthread_t self{};
};

void look(void* context) noexcept {
  auto& what = *static_cast<seen*>(context);
  ::pthread_getname_np(::pthread_self(), what.name.data(), what.name.size());
  ::pthread_sigmask(SIG_SETMASK, nullptr, &what.blocked);
  what.self = ::pthread_self();
}

}  // namespace

TEST_CASE("a thread has its name and no signal, and its creator's mask is as it was") {
  sigset_t before{};
  ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
  seen what;
  exporter_thread thread;
  CHECK(!thread.running());
  REQUIRE(thread.start("zm-test", &look, &what) == 0);
  CHECK(thread.running());
  thread.join();
  CHECK(!thread.running());
  thread.join();
  CHECK(std::strcmp(what.name.data(), "zm-test") == 0);
  CHECK(::pthread_equal(what.self, ::pthread_self()) == 0);
  sigset_t after{};
  ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
  for (int signal : {SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGUSR1, SIGPROF, SIGCHLD, SIGALRM}) {
    CHECK(::sigismember(&what.blocked, signal) == 1);
    CHECK(::sigismember(&before, signal) == ::sigismember(&after, signal));
  }
  REQUIRE(thread.start("zm-again", &look, &what) == 0);  // and its destructor joins
}
