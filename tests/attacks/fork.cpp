// SPDX-License-Identifier: MIT
/// Forks under load, resets and inherits, and a server that forks its workers beforehand: counts
/// are exact in the parent and in every child. A child that forgets after_fork() must be found.
///
/// A fork copies memory at one moment for all threads, so a child that inherits has what a snapshot
/// would have had: no sum without its count's, no end without its begin.
#include <zerometer/zerometer.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace zm = zerometer;

namespace {

struct work : zm::meter<work, "work", zm::shards<8>> {
  struct calls : counter<"calls", "{call}", "Calls."> {};
  struct times : histogram<"times", "s", "Times.", zm::bounds{1, 2}> {};
  struct active : up_down_counter<"active", "{call}", "Active calls."> {};
  struct level : gauge<"level", "{thing}", "Level."> {};
  struct texts : counter<"texts", "{call}", "Calls.", zm::label<"path", zm::text<16>>> {};
  using metrics = zm::list<calls, times, active, level, texts>;
};
using app = zm::exposition<work>;
zm::snapshot<app> now;

void serve() {
  work::active::inc();
  work::calls::inc();
  work::times::observe(1.5);
  work::texts::inc("/");
  work::active::dec();
}

/// On this thread and on others, all at once: with eight shards, seven others have their own.
void serve_on_threads(int others, std::uint64_t each) {
  std::vector<std::thread> threads;
  std::atomic<int> here{0};
  for (int i = 0; i < others; ++i) {
    threads.emplace_back([&] {
      serve();
      for (++here; here != others;) {
        std::this_thread::yield();
      }
      for (std::uint64_t j = 1; j < each; ++j) {
        serve();
      }
    });
  }
  serve();
  for (std::thread& thread : threads) {
    thread.join();
  }
}

/// In a child: null, or what is wrong.
const char* child(bool reset, std::uint64_t at_least, bool forget) {
  if (!forget) {
    zm::after_fork<app>(reset ? zm::fork_counts::reset : zm::fork_counts::inherit);
  }
  now.take();
  const std::uint64_t calls = now.value<work::calls>();
  const auto times = now.value<work::times>();
  const std::int64_t active = now.value<work::active>();
  const std::uint64_t shared = now.value<zm::self::shared_recordings>();
  const std::uint64_t texts = now.value<work::texts>("/");
  if (reset && (calls != 0 || texts != 0 || times.count() != 0 || times.sum() != 0 || active != 0 ||
                now.value<work::level>() != 0)) {
    return "a child begins at zero";
  }
  if (!reset && (calls < at_least || times.sum() < static_cast<double>(times.count()) * 1.5 ||
                 active < 0 || active > 5 || now.value<work::level>() != 3)) {
    return "a child goes on from what its parent had";
  }
  const std::uint64_t observed = times.count();
  serve_on_threads(7, 200);
  now.take();
  if (now.value<work::calls>() != calls + 1401 ||
      now.value<work::times>().count() != observed + 1401 ||
      now.value<work::texts>("/") != texts + 1401 || now.value<work::active>() != active) {
    return "a child counts exactly";
  }
  if (now.value<zm::self::shared_recordings>() != shared) {
    return "a child's threads have the shards of its parent's";
  }
  serve_on_threads(8, 1);
  now.take();
  if (now.value<zm::self::shared_recordings>() == shared) {
    return "the thread that forked keeps its shard";
  }
  return nullptr;
}

int wait_for(pid_t process) {
  int status = 0;
  return waitpid(process, &status, 0) == process && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int fork_child(bool reset, bool forget) {
  now.take();
  const std::uint64_t at_least = now.value<work::calls>();
  const pid_t process = fork();
  if (process == 0) {
    const char* const wrong = child(reset, at_least, forget);
    if (wrong != nullptr && !forget) {
      std::printf("FAILED %s\n", wrong);
      std::fflush(stdout);
    }
    _exit(wrong == nullptr ? 0 : 1);
  }
  return wait_for(process);
}

/// Three threads record, and a fourth is always being born or dying, while children come and go.
int under_load(int forks) {
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> served{0};
  const auto serve_on = [&](std::uint64_t rounds) {
    std::uint64_t here = 0;
    for (; here < rounds && !stop; ++here) {
      serve();
    }
    served += here;
  };
  work::level::set(3);
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] { serve_on(~std::uint64_t{0}); });
  }
  threads.emplace_back([&] {
    while (!stop) {
      std::thread{[&] { serve_on(100); }}.join();
    }
  });
  int failures = 0;
  for (int i = 0; i < forks; ++i) {
    if (i > forks / 2) {  // the thread that forks holds no shard at first, and then one
      serve();
      ++served;
    }
    failures += fork_child(i % 2 == 0, false) != 0 ? 1 : 0;
  }
  // Nothing but after_fork() makes the threads that are gone give their shards back.
  if (fork_child(true, true) != 1 || fork_child(false, true) != 1) {
    std::printf("FAILED planted and not found: a child without after_fork\n");
    ++failures;
  }
  stop = true;
  for (std::thread& thread : threads) {
    thread.join();
  }
  now.take();
  const std::uint64_t calls = now.value<work::calls>();
  if (calls != served || now.value<work::times>().count() != served ||
      now.value<work::texts>("/") != served || now.value<work::active>() != 0) {
    std::printf("FAILED the parent counts exactly: %llu\n", static_cast<unsigned long long>(calls));
    ++failures;
  }
  std::printf("%d forks under a load of %llu calls\n", forks,
              static_cast<unsigned long long>(calls));
  std::fflush(stdout);
  return failures;
}

/// Workers take requests from one pipe, and report on another at the end.
int prefork() {
  constexpr std::size_t workers = 4;
  constexpr std::uint64_t requests = 20000;
  now.take();
  const std::uint64_t before = now.value<work::calls>();
  std::array<int, 2> requests_pipe{};
  std::array<int, 2> reports_pipe{};
  if (pipe(requests_pipe.data()) != 0 || pipe(reports_pipe.data()) != 0) {
    return 1;
  }
  std::array<pid_t, workers> processes{};
  for (std::size_t i = 0; i < workers; ++i) {
    processes[i] = fork();
    if (processes[i] == 0) {
      const bool reset = i % 2 == 0;
      zm::after_fork<app>(reset ? zm::fork_counts::reset : zm::fork_counts::inherit);
      close(requests_pipe[1]);
      const auto take_requests = [&] {
        for (char request = 0; read(requests_pipe[0], &request, 1) == 1;) {
          serve();
        }
      };
      std::thread second{take_requests};
      take_requests();
      second.join();
      now.take();
      const std::uint64_t calls = now.value<work::calls>() - (reset ? 0 : before);
      const bool exact = now.value<work::times>().bucket(1) == now.value<work::calls>();
      const bool told = write(reports_pipe[1], &calls, sizeof calls) == sizeof calls;
      _exit(exact && told ? 0 : 1);
    }
  }
  close(requests_pipe[0]);
  close(reports_pipe[1]);
  std::array<char, 100> some{};
  std::uint64_t sent = 0;
  while (sent < requests) {
    sent += static_cast<std::uint64_t>(write(requests_pipe[1], some.data(), some.size()));
  }
  close(requests_pipe[1]);
  int failures = 0;
  std::uint64_t served = 0;
  for (std::uint64_t calls = 0; read(reports_pipe[0], &calls, sizeof calls) == sizeof calls;) {
    served += calls;
  }
  for (const pid_t process : processes) {
    failures += wait_for(process) != 0 ? 1 : 0;
  }
  close(reports_pipe[0]);
  now.take();
  if (failures != 0 || served != requests || now.value<work::calls>() != before) {
    std::printf("FAILED %zu workers serve %llu requests: %llu\n", workers,
                static_cast<unsigned long long>(requests), static_cast<unsigned long long>(served));
    ++failures;
  }
  return failures;
}

}  // namespace

int main() { return under_load(100) + prefork() == 0 ? 0 : 1; }
