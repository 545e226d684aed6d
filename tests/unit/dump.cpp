// SPDX-License-Identifier: MIT
#include <zerometer/dump.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace zm = zerometer;

struct server : zm::meter<server, "server"> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"n", zm::integers<1, 2, 3>>> {};
  struct time : histogram<"time", "s", "Time.", zm::exponential_bounds<60>(1e-6, 1.5),
                          zm::label<"cached", bool>> {};
  struct level : gauge<"level", "", "Level."> {};
  using metrics = zm::list<calls, time, level>;
};
using app = zm::exposition<server>;

namespace {

int descriptor = -1;
zm::resource<64> who;

/// The page that render writes, without the time that render adds to the library's own metrics.
std::string rendered() {
  static zm::snapshot<app> now;
  static std::array<char, zm::prometheus::max_bytes<app, zm::resource<64>>> page;
  now.take();
  zm::prometheus::stream<app> pieces{now, who};
  return std::string{page.data(), pieces.read(page)};
}

std::string read_all(int fd) {
  std::string text;
  std::array<char, 100> piece;  // a slow reader: the pipe is full most of the time
  ssize_t size = 0;
  while ((size = read(fd, piece.data(), piece.size())) > 0) {
    text.append(piece.data(), static_cast<std::size_t>(size));
  }
  return text;
}

/// What a child process that ends in `crash` writes to the pipe.
template <class Crash>
std::string page_of_child(Crash crash, int& status) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    close(ends[0]);
    descriptor = ends[1];
    crash();
    _exit(99);
  }
  close(ends[1]);
  std::string text = read_all(ends[0]);
  close(ends[0]);
  waitpid(child, &status, 0);
  return text;
}

const timespec moment{0, 20'000'000};

/// Until a writer stands in write(), or is about to: the pipe takes no more.
void wait_until_full(int fd) {
  pollfd pipe{fd, POLLOUT, 0};
  while (poll(&pipe, 1, 0) > 0) {
    nanosleep(&moment, nullptr);
  }
  nanosleep(&moment, nullptr);
}

void on_fault(int) { _exit(zm::prometheus::dump<app>(descriptor, who) ? 17 : 18); }

alignas(16) std::array<char, 16 * 1024> small_stack;

void catch_faults() {
  stack_t stack{};
  stack.ss_sp = small_stack.data();
  stack.ss_size = small_stack.size();
  sigaltstack(&stack, nullptr);
  struct sigaction action{};
  action.sa_handler = on_fault;
  action.sa_flags = SA_ONSTACK;
  sigaction(SIGSEGV, &action, nullptr);
}

void record_some() {
  server::calls::add(12345678901234U, zm::integers<1, 2, 3>{2});
  server::time::observe(0.1, true);
  server::time::observe(1e7, false);
  server::level::set(-1.7976931348623157e308);
  static_cast<void>(who.add("service.name", "dumped"));
}

}  // namespace

TEST_CASE("a page to a file is the one that render writes") {
  record_some();
  std::array<char, 20> path{"/tmp/dump-XXXXXX"};
  const int fd = mkstemp(path.data());
  REQUIRE(fd >= 0);
  unlink(path.data());
  errno = 123;
  CHECK(zm::prometheus::dump<app>(fd, who));
  CHECK(errno == 123);
  lseek(fd, 0, SEEK_SET);
  const std::string text = read_all(fd);
  close(fd);
  CHECK(text.size() > 4096 * 2);
  CHECK(text == rendered());
}

TEST_CASE("in a SIGSEGV handler, on a small stack, while a thread records: the page is whole") {
  record_some();
  const std::string before = rendered();
  int status = 0;
  const std::string text = page_of_child(
      [] {
        catch_faults();
        std::atomic<bool> ready{false};
        const std::thread busy{[&ready] {
          while (true) {
            server::calls::inc(zm::integers<1, 2, 3>{1});
            ready = true;
          }
        }};
        while (!ready) {
        }
        raise(SIGSEGV);
      },
      status);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 17);
  // The same but for the count that rose: that line alone differs.
  const std::string_view rose = "calls_total{n=\"1\",otel_scope_name=\"server\"} ";
  const auto without = [&](const std::string& page) {
    const std::size_t begin = page.find(rose);
    REQUIRE(begin != page.npos);
    return page.substr(0, begin) + page.substr(page.find('\n', begin));
  };
  CHECK(without(text) == without(before));
  CHECK(text != before);
}

TEST_CASE("in a handler that interrupts a recording and a snapshot: the page is whole") {
  record_some();
  const std::string before = rendered();
  int status = 0;
  const std::string text = page_of_child(
      [] {
        struct sigaction action{};
        action.sa_handler = on_fault;
        sigaction(SIGALRM, &action, nullptr);
        const itimerval soon{{0, 0}, {0, 20'000}};
        setitimer(ITIMER_REAL, &soon, nullptr);
        static zm::snapshot<app> values;
        while (true) {
          server::level::add(0);
          values.take();
        }
      },
      status);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 17);
  CHECK(text == before);
}

TEST_CASE("in std::terminate: the page is whole") {
  record_some();
  const std::string before = rendered();
  int status = 0;
  const std::string text = page_of_child(
      [] {
        std::set_terminate([] { _exit(zm::prometheus::dump<app>(descriptor, who) ? 17 : 18); });
        std::thread{[] { throw 1; }}.join();
      },
      status);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 17);
  CHECK(text == before);
}

namespace {
std::atomic<int> interrupted{0};
std::atomic<int> nested{0};
void dump_again(int) {
  ++interrupted;
  nested += zm::prometheus::dump<app>(descriptor, who) ? 1 : 0;
}
}  // namespace

TEST_CASE("a dump that interrupts a dump does nothing, and the first one goes on past its signal") {
  record_some();
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
#if defined(F_SETPIPE_SZ)
  fcntl(ends[1], F_SETPIPE_SZ, 4096);
#endif
  descriptor = ends[1];
  struct sigaction action{};
  action.sa_handler = dump_again;  // without SA_RESTART: write is interrupted, and cut short
  sigaction(SIGUSR1, &action, nullptr);
  bool whole = false;
  std::atomic<bool> ended{false};
  const std::string before = rendered();
  std::thread writer{[&] {
    whole = zm::prometheus::dump<app>(ends[1], who);
    ended = true;
    close(ends[1]);
  }};
  wait_until_full(ends[1]);
  CHECK_FALSE(ended);
  for (int i = 0; i < 5; ++i) {
    pthread_kill(writer.native_handle(), SIGUSR1);
    nanosleep(&moment, nullptr);
  }
  const std::string text = read_all(ends[0]);
  writer.join();
  close(ends[0]);
  CHECK(interrupted > 0);
  CHECK(nested == 0);
  CHECK(whole);
  CHECK(text == before);
}

TEST_CASE("a write that a signal cuts short goes on where it was") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  struct sigaction action{};
  action.sa_handler = [](int) { ++interrupted; };
  sigaction(SIGUSR1, &action, nullptr);
  // Longer than the pipe: a blocked write has written a part.
  std::string sent;
  for (int i = 0; i < 100'000; ++i) {
    sent += std::to_string(i);
  }
  bool whole = false;
  std::thread writer{[&] {
    whole = zm::detail::write_all(ends[1], sent);
    close(ends[1]);
  }};
  wait_until_full(ends[1]);
  pthread_kill(writer.native_handle(), SIGUSR1);
  nanosleep(&moment, nullptr);
  const std::string text = read_all(ends[0]);
  writer.join();
  close(ends[0]);
  CHECK(whole);
  CHECK(text == sent);
}

TEST_CASE("a descriptor that takes no more is false, and the next dump begins again") {
  errno = 77;
  CHECK_FALSE(zm::prometheus::dump<app>(-1));
  CHECK(errno == 77);
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  if (full >= 0) {
    CHECK_FALSE(zm::prometheus::dump<app>(full));
    close(full);
  }
  const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  REQUIRE(null >= 0);
  CHECK(zm::prometheus::dump<app>(null));
  close(null);
}
