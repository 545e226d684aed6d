// SPDX-License-Identifier: MIT
#include <zerometer/clock.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include <time.h>

namespace zm = zerometer;

static_assert(zm::clock<zm::steady_clock> && zm::clock<zm::tsc_clock> && zm::clock<zm::fake_clock>);
struct may_throw {
  static std::uint64_t now();
};
static_assert(!zm::clock<may_throw> && !zm::clock<int>);

static void sleep_ms(long ms) {
  const timespec time{0, ms * 1'000'000};
  nanosleep(&time, nullptr);
}

TEST_CASE("the steady clock is CLOCK_MONOTONIC in nanoseconds") {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  const std::uint64_t now = zm::steady_clock::now();
  const auto then = static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
                    static_cast<std::uint64_t>(time.tv_nsec);
  CHECK(now >= then);
  CHECK(now - then < 1'000'000'000);
}

TEST_CASE("the processor's clock goes as the steady one, before, during and after calibration") {
  std::atomic<bool> stop{false};
  std::atomic<int> falls{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      while (!stop) {
        const std::uint64_t first = zm::steady_clock::now();
        const std::uint64_t between = zm::tsc_clock::now();
        const std::uint64_t last = zm::steady_clock::now();
        // Ten microseconds for the rate's error since the calibration.
        falls += between + 10'000 < first || between > last + 10'000 ? 1 : 0;
      }
    });
  }
  for (int i = 0; i < 100 && zm::detail::processor_ticks::steady() && !zm::tsc_clock::calibrated();
       ++i) {
    sleep_ms(50);
  }
  sleep_ms(100);
  stop = true;
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(falls == 0);
  CHECK(zm::tsc_clock::calibrated() == zm::detail::processor_ticks::steady());
}

TEST_CASE("the fake clock says what it was told") {
  zm::fake_clock::set(5);
  zm::fake_clock::advance(7);
  CHECK(zm::fake_clock::now() == 12);
}
