// SPDX-License-Identifier: MIT
/// What only several threads at once can show, and no one header is tested by.
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace zm = zerometer;

namespace {

struct busy : zm::meter<busy, "busy", zm::shards<4>> {
  struct calls : counter<"calls", "", "Calls."> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 2}> {};
  using metrics = zm::list<calls, time>;
};
using app = zm::exposition<busy>;

std::array<zm::snapshot<app>, 3> seen;

}  // namespace

TEST_CASE("[G-11] several threads take snapshots at once, and none sees a count fall") {
  constexpr std::uint64_t each = 50000;
  std::atomic<int> recording{8};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (std::uint64_t j = 0; j < each; ++j) {
        busy::calls::inc();
        busy::time::observe(1.5);
      }
      --recording;
    });
  }
  std::atomic<int> fallen{0};
  for (zm::snapshot<app>& now : seen) {
    threads.emplace_back([&] {
      std::uint64_t calls = 0;
      std::uint64_t observed = 0;
      while (recording != 0) {
        now.take();
        const auto time = now.value<busy::time>();
        fallen += now.value<busy::calls>() < calls || time.count() < observed ||
                          time.sum() < static_cast<double>(time.count()) * 1.5
                      ? 1
                      : 0;
        calls = now.value<busy::calls>();
        observed = time.count();
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(fallen == 0);
  for (zm::snapshot<app>& now : seen) {
    now.take();
    CHECK(now.value<busy::calls>() == 8 * each);
    CHECK(now.value<busy::time>().bucket(1) == 8 * each);
    CHECK(now.value<busy::time>().sum() == static_cast<double>(8 * each) * 1.5);
  }
}
