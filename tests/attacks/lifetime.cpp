// SPDX-License-Identifier: MIT
/// Records at every moment of a process that has code running: in constructors of two units, in
/// main, at the ends of threads, in exit handlers and destructors, after the library has deleted
/// its pthread key, and from threads that nobody waits for. What runs last counts.
#include "lifetime.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <pthread.h>
#include <unistd.h>

namespace {

using app = zm::exposition<life>;
zm::snapshot<app> now;
constinit std::atomic<std::uint64_t> detached_calls{0};
constinit std::atomic<int> late_order{0};
pthread_key_t late_key;

const struct recorder_type {
  recorder_type() { record(moment::constructor); }
  ~recorder_type() { record(moment::destructor); }
} recorder;

struct at_thread_end {
  ~at_thread_end() { record(moment::thread_local_end); }
};
thread_local const at_thread_end at_end;

/// Comes back as often as POSIX lets it.
void record_late(void* rounds) {
  record(moment::late_key);
  auto* const left = static_cast<int*>(rounds);
  if (--*left > 0) {
    pthread_setspecific(late_key, left);
  }
}

void ends_of_threads() {
  // The library's key exists by now, so that this one's destructor comes after it.
  pthread_key_create(&late_key, &record_late);
  std::thread{[] {
    static_cast<void>(&at_end);
    static int rounds = 3;
    pthread_setspecific(late_key, &rounds);
    record(moment::main);
  }}.join();
}

int expect(bool holds, const char* what, std::uint64_t value) {
  if (!holds) {
    std::printf("FAILED %s: %llu\n", what, static_cast<unsigned long long>(value));
  }
  return holds ? 0 : 1;
}

int count(moment when, const char* what, std::uint64_t wanted) {
  const std::uint64_t calls = now.value<life::calls>(when);
  const auto times = now.value<life::times>(when);
  const std::uint64_t texts = now.value<life::texts>("text", when);
  return expect(calls == wanted, what, calls) + expect(texts == wanted, what, texts) +
         expect(times.bucket(1) == wanted, what, times.count()) +
         expect(times.sum() == static_cast<double>(wanted) * 1.5, what, times.count());
}

/// The last of this program's destructors: the smallest priority that is a program's to take.
[[gnu::destructor(101)]] void after_all() {
  now.take();
  const std::uint64_t shared = now.value<zm::self::shared_recordings>();
  late_order = 1;  // a thread's first recording, now that no end of a thread is noticed
  while (late_order != 2) {
    std::this_thread::yield();
  }
  record(moment::after_all);
  const std::uint64_t at_least = detached_calls;
  now.take();
  const std::uint64_t at_most = detached_calls + 1;
  int failures = count(moment::constructor, "constructor", 1);
  failures += count(moment::other_constructor, "a constructor in another unit", 1);
  failures += count(moment::main, "main, and its thread", 2);
  failures += count(moment::thread_local_end, "destructors of thread_locals", 2);
  failures += count(moment::late_key, "a key's destructor after the library's", 3);
  failures += count(moment::at_exit, "exit handlers", 2);
  failures += count(moment::destructor, "destructor", 1);
  failures += count(moment::other_destructor, "a destructor in another unit", 1);
  failures += count(moment::after_all, "after all destructors", 1);
  failures += count(moment::first_after_all, "a thread's first, after all destructors", 1);
  const std::uint64_t detached = now.value<life::calls>(moment::detached);
  failures += expect(detached >= at_least && detached <= at_most, "a detached thread", detached);
  const std::uint64_t late = now.value<zm::self::shared_recordings>() - shared;
  failures += expect(shared == 6, "shared recordings of the late key", shared);
  failures += expect(late == 2, "recordings in the shared shard", late);
  std::printf("%d failures, %llu recordings of a thread that outlived them all\n", failures,
              static_cast<unsigned long long>(detached));
  std::fflush(stdout);
  if (failures != 0) {
    _exit(1);
  }
}

}  // namespace

int main() {
  record(moment::main);
  static_cast<void>(&at_end);
  ends_of_threads();
  std::thread{[] {
    for (;;) {
      record(moment::detached);
      ++detached_calls;
    }
  }}.detach();
  std::thread{[] {
    while (late_order != 1) {
      std::this_thread::yield();
    }
    record(moment::first_after_all);
    late_order = 2;
  }}.detach();
  while (detached_calls == 0) {
    std::this_thread::yield();
  }
  std::atexit([] { record(moment::at_exit); });
  std::atexit([] { record(moment::at_exit); });
}
