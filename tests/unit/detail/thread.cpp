// SPDX-License-Identifier: MIT
/// A thread's end: what it held is given back, and what is recorded later goes to the shared shard.
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <thread>

#include <pthread.h>

namespace zm = zerometer;

struct one : zm::meter<one, "one", zm::shards<1>> {
  struct calls : counter<"calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
struct dynamic
    : zm::meter<dynamic, "dynamic", zm::shards<1>, zm::tls<zm::tls_model::global_dynamic>> {
  struct calls : counter<"calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
using app = zm::exposition<one, dynamic>;
static zm::snapshot<app> now;

static std::uint64_t shared() {
  now.take();
  return now.value<zm::self::shared_recordings>();
}

namespace {
struct at_thread_exit {
  ~at_thread_exit() {
    one::calls::inc();
    dynamic::calls::inc();
  }
};
pthread_key_t late_key;
void record_late(void*) {
  one::calls::inc();
  dynamic::calls::inc();
}
}  // namespace

TEST_CASE("a shard is given back at thread exit, and its counts stay") {
  const std::uint64_t before = shared();
  for (int i = 0; i < 100; ++i) {
    std::thread{[] {
      one::calls::inc();
      dynamic::calls::add(2U);
    }}.join();
  }
  now.take();
  CHECK(now.value<one::calls>() == 100);
  CHECK(now.value<dynamic::calls>() == 200);
  CHECK(shared() == before);
}

TEST_CASE("recording in a thread_local's destructor is counted") {
  now.take();
  const std::uint64_t count = now.value<one::calls>();
  std::thread{[] {
    thread_local const at_thread_exit recorder;
    static_cast<void>(&recorder);
    one::calls::inc();
  }}.join();
  now.take();
  CHECK(now.value<one::calls>() == count + 2);
}

TEST_CASE("recording after the thread's shards were given back goes to the shared shard") {
  // Made after ours, its destructor runs after ours.
  one::calls::inc();
  dynamic::calls::inc();
  REQUIRE(pthread_key_create(&late_key, &record_late) == 0);
  const std::uint64_t before = shared();
  const std::uint64_t count = now.value<one::calls>();
  std::thread other;
  std::thread{[] {
    one::calls::inc();
    pthread_setspecific(late_key, &late_key);
  }}.join();
  now.take();
  CHECK(now.value<one::calls>() == count + 2);
  CHECK(shared() > before);
  pthread_key_delete(late_key);
}

struct leaky : zm::meter<leaky, "leaky", zm::shards<3>> {
  struct calls : counter<"calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
struct beside : zm::meter<beside, "beside", zm::shards<1>> {
  struct calls : counter<"calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};

TEST_CASE("a thread gives back the shards of all meters that it recorded in") {
  const std::uint64_t before = shared();
  for (int i = 0; i < 4; ++i) {
    std::thread{[] {
      beside::calls::inc();
      leaky::calls::inc();
    }}.join();
  }
  CHECK(shared() == before);
}

// How often a destructor sets its value again: more often than the C library calls it. The thread
// sanitizer has forgotten the thread by then.
#if defined(__SANITIZE_THREAD__)
static constexpr int turns = 2;
#elif defined(__has_feature)
static constexpr int turns = __has_feature(thread_sanitizer) ? 2 : 10;
#else
static constexpr int turns = 10;
#endif
static pthread_key_t again_key;
static void record_again(void*) {
  thread_local int turn = 0;
  leaky::calls::inc();
  if (++turn < turns) {
    pthread_setspecific(again_key, &again_key);
  }
}

TEST_CASE("a thread that records to its very end leaves no shard behind") {
  REQUIRE(pthread_key_create(&again_key, &record_again) == 0);
  for (int i = 0; i < 10; ++i) {
    std::thread{[] {
      leaky::calls::inc();
      pthread_setspecific(again_key, &again_key);
    }}.join();
  }
  const std::uint64_t before = shared();
  std::thread{[] { leaky::calls::inc(); }}.join();
  CHECK(shared() == before);
  pthread_key_delete(again_key);
}
