// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <type_traits>
#include <vector>

namespace zm = zerometer;

using slot = zm::integers<0, 1, 2, 3>;

struct queues : zm::meter<queues, "queues"> {
  struct depth : observable_gauge<"depth", "{item}", "Waiting.", zm::label<"slot", slot>> {};
  struct taken : observable_counter<"taken", "{item}", "Taken out.", zm::label<"slot", slot>,
                                    zm::bindings<2>> {};
  using metrics = zm::list<depth, taken>;
};
struct off : zm::meter<off, "off", zm::enabled<false>> {
  struct depth : observable_gauge<"depth", "", "Depth."> {};
  using metrics = zm::list<depth>;
};
using app = zm::exposition<queues, off>;
static zm::snapshot<app> now;

namespace {

struct queue {
  int number;
  std::uint64_t depth = 1;

  static void report(zm::observer<queues::depth>& out, const queue& self) noexcept {
    out.observe(self.depth, slot{self.number});
  }
  zm::binding<queues::depth> bound_{&report, *this};
};

}  // namespace

TEST_CASE("a callback is called while its binding lives") {
  now.take();
  CHECK_FALSE(now.has<queues::depth>(slot{2}));
  {
    queue here{2};
    here.depth = 5;
    CHECK(here.bound_.error() == zm::binding_error::none);
    now.take();
    CHECK(now.value<queues::depth>(slot{2}) == 5.0);
    queue other{3};
    now.take();
    CHECK(now.value<queues::depth>(slot{2}) == 5.0);
    CHECK(now.value<queues::depth>(slot{3}) == 1.0);
  }
  now.take();
  CHECK_FALSE(now.has<queues::depth>(slot{2}));
  CHECK_FALSE(now.has<queues::depth>(slot{3}));
}

TEST_CASE("functions and lambdas, with a context or without") {
  zm::binding<queues::depth> plain{
      [](zm::observer<queues::depth>& out) noexcept { out.observe(7, slot{0}); }};
  int changed = 0;
  zm::binding<queues::depth> counting{
      [](zm::observer<queues::depth>& out, int& calls) noexcept { out.observe(++calls, slot{1}); },
      changed};
  now.take();
  now.take();
  CHECK(now.value<queues::depth>(slot{0}) == 7.0);
  CHECK(now.value<queues::depth>(slot{1}) == 2.0);
  CHECK(changed == 2);
  static_assert(!std::is_copy_constructible_v<zm::binding<queues::depth>>);
  static_assert(!std::is_move_constructible_v<zm::binding<queues::depth>>);
}

TEST_CASE("where all places are taken a binding says so, and the next end makes room") {
  const auto report = [](zm::observer<queues::taken>& out, const int& number) noexcept {
    out.observe(1, slot{number});
  };
  const std::array<int, 3> numbers{0, 1, 2};
  std::optional<zm::binding<queues::taken>> first;
  first.emplace(report, numbers[0]);
  const zm::binding<queues::taken> second{report, numbers[1]};
  const zm::binding<queues::taken> third{report, numbers[2]};
  CHECK(first->error() == zm::binding_error::none);
  CHECK(second.error() == zm::binding_error::none);
  CHECK(third.error() == zm::binding_error::no_place);
  now.take();
  CHECK(now.has<queues::taken>(slot{0}));
  CHECK(now.has<queues::taken>(slot{1}));
  CHECK_FALSE(now.has<queues::taken>(slot{2}));
  first.reset();
  const zm::binding<queues::taken> fourth{report, numbers[2]};
  CHECK(fourth.error() == zm::binding_error::none);
  now.take();
  CHECK_FALSE(now.has<queues::taken>(slot{0}));
  CHECK(now.has<queues::taken>(slot{2}));
}

TEST_CASE("of a meter that is off nothing is bound, and that is no error") {
  const zm::binding<off::depth> nothing{
      [](zm::observer<off::depth>& out) noexcept { out.observe(1); }};
  CHECK(nothing.error() == zm::binding_error::none);
  CHECK_FALSE(now.has<off::depth>());
}

TEST_CASE("a binding may end in its own callback") {
  static std::optional<zm::binding<queues::taken>> once;
  once.emplace([](zm::observer<queues::taken>& out) noexcept {
    out.observe(3, slot{3});
    once.reset();
  });
  now.take();
  CHECK(now.value<queues::taken>(slot{3}) == 3);
  CHECK_FALSE(once.has_value());
  now.take();
  CHECK_FALSE(now.has<queues::taken>(slot{3}));
}

TEST_CASE("the end of a binding waits for a collection that is in its callback") {
  struct {
    std::atomic<bool> inside{false};
    std::atomic<bool> go{false};
  } gate;
  std::atomic<bool> ended{false};
  auto held = std::make_unique<zm::binding<queues::taken>>(
      [](zm::observer<queues::taken>& out, decltype(gate)& at) noexcept {
        at.inside = true;
        while (!at.go) {
          std::this_thread::yield();
        }
        out.observe(1, slot{0});
      },
      gate);
  std::thread collector{[] { now.take(); }};
  while (!gate.inside) {
    std::this_thread::yield();
  }
  std::thread ender{[&] {
    held.reset();
    ended = true;
  }};
  static zm::snapshot<app> beside;
  for (int i = 0; i < 100; ++i) {
    std::this_thread::yield();
    CHECK_FALSE(ended);
  }
  gate.go = true;
  collector.join();
  ender.join();
  CHECK(ended);
  CHECK(now.has<queues::taken>(slot{0}));
  beside.take();
  CHECK_FALSE(beside.has<queues::taken>(slot{0}));
}

TEST_CASE("bindings come and go while two threads collect: no callback outlives its context") {
  struct context {
    std::uint64_t alive = 0x600D;
    ~context() { alive = 0xDEAD; }
  };
  static std::atomic<int> dead{0};
  static std::atomic<int> called{0};
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  static std::array<zm::snapshot<app>, 2> seen;
  for (auto& snapshot : seen) {
    threads.emplace_back([&] {
      while (!stop) {
        snapshot.take();
      }
    });
  }
  std::vector<std::thread> binders;
  for (int number = 0; number < 3; ++number) {
    binders.emplace_back([] {
      for (int i = 0; i < 2000 || called < 100; ++i) {
        const auto held = std::make_unique<context>();
        const zm::binding<queues::taken> binding{
            [](zm::observer<queues::taken>& out, const context& self) noexcept {
              dead += self.alive == 0x600D ? 0 : 1;
              ++called;
              out.observe(self.alive, slot{0});
            },
            *held};
        static_cast<void>(binding.error());  // three threads, two places: it may be no_place
      }
    });
  }
  for (std::thread& binder : binders) {
    binder.join();
  }
  stop = true;
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(dead == 0);
  CHECK(called >= 100);
  now.take();
  CHECK_FALSE(now.has<queues::taken>(slot{0}));
}
