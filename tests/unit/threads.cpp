// SPDX-License-Identifier: MIT
/// What only several threads at once can show, and no one header is tested by.
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <thread>
#include <vector>

namespace zm = zerometer;

namespace {

using eight = zm::integers<0, 1, 2, 3, 4, 5, 6, 7>;

struct busy : zm::meter<busy, "busy", zm::shards<4>> {
  struct calls : counter<"calls", "", "Calls."> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 2}> {};
  struct step : histogram<"step", "s", "Steps.", zm::nanosecond_bounds(1), zm::min_max,
                          zm::label<"n", eight>> {};
  struct user : histogram<"user", "", "Texts.", zm::bounds{1}, zm::label<"u", zm::text<8>>,
                          zm::min_max, zm::cardinality_limit<9>, zm::signed_values> {};
  using metrics = zm::list<calls, time, step, user>;
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

TEST_CASE("[E-30] what a snapshot counts is between its minimum and its maximum") {
  constexpr std::int64_t each = 100000;
  constexpr std::int64_t middle = 1'000'000;
  static constexpr std::array<std::string_view, 8> names{"0", "1", "2", "3", "4", "5", "6", "7"};
  std::atomic<int> recording{8};
  std::vector<std::thread> threads;
  // Four have shards of their own, the others share one. In its own series a thread goes up, or
  // down, by a step each time: the count tells how far. In one series they all do.
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (std::int64_t j = 1; j <= each; ++j) {
        const std::int64_t step = i % 2 == 0 ? j : -j;
        busy::step::observe(middle + step, eight{i});
        busy::user::observe(static_cast<double>(step), names[static_cast<std::size_t>(i)]);
        busy::user::observe(static_cast<double>(step * 8 + i), "all");
      }
      --recording;
    });
  }
  std::atomic<int> outside{0};
  for (zm::snapshot<app>& now : seen) {
    threads.emplace_back([&] {
      double least = std::numeric_limits<double>::max();
      double greatest = -least;
      while (recording != 0) {
        now.take();
        for (int i = 0; i < 8; ++i) {
          const auto step = now.value<busy::step>(eight{i});
          const auto user = now.value<busy::user>(names[static_cast<std::size_t>(i)]);
          const auto steps = static_cast<std::int64_t>(step.count());
          const auto users = static_cast<double>(user.count());
          const bool is_step_outside =
              steps != 0 && (i % 2 == 0 ? static_cast<std::int64_t>(step.max()) < middle + steps
                                        : static_cast<std::int64_t>(step.min()) > middle - steps);
          const bool is_user_outside =
              users != 0 && (i % 2 == 0 ? user.max() < users : user.min() > -users);
          outside += step.has_min_max() != (steps != 0) || is_step_outside ||
                             user.has_min_max() != (users != 0) || is_user_outside
                         ? 1
                         : 0;
        }
        const auto all = now.value<busy::user>("all");
        if (all.has_min_max()) {
          outside += all.min() > least || all.max() < greatest ? 1 : 0;
          least = all.min();
          greatest = all.max();
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(outside == 0);
  for (zm::snapshot<app>& now : seen) {
    now.take();
    CHECK(now.value<busy::step>(eight{3}).min() == middle - each);
    CHECK(now.value<busy::step>(eight{3}).max() == middle - 1);
    CHECK(now.value<busy::step>(eight{6}).min() == middle + 1);
    CHECK(now.value<busy::step>(eight{6}).max() == middle + each);
    CHECK(now.value<busy::user>("all").count() == 8 * each);
    CHECK(now.value<busy::user>("all").min() == -8.0 * each + 1);
    CHECK(now.value<busy::user>("all").max() == 8.0 * each + 6);
  }
}
