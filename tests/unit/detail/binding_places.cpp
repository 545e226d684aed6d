// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace zm = zerometer;

struct one : zm::meter<one, "one"> {
  struct own : observable_gauge<"own", "", "Its own callback."> {
    static void observe(zm::observer<own>& out) noexcept { out.observe(1); }
  };
  using metrics = zm::list<own>;
};
struct several : zm::meter<several, "several"> {
  struct bound : observable_gauge<"bound", "", "Eight places."> {};
  struct more : observable_gauge<"more", "", "Three.", zm::bindings<3>> {};
  using metrics = zm::list<bound, more>;
};
using app = zm::exposition<one, several>;
static zm::snapshot<app> now;

TEST_CASE("places are counted as memory, and there are none beside a callback of one's own") {
  using places = zm::detail::binding_places<several::bound>;
  static_assert(places::count == 8);
  static_assert(zm::detail::binding_bytes<one::own>() == 0);
  static_assert(zm::memory_bytes<one> == zm::detail::storage<one>::bytes);
  static_assert(zm::memory_bytes<several> ==
                zm::detail::storage<several>::bytes + places::bytes / 8 * 11);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("in the child of a fork bindings go on, and end without the threads that are gone") {
  struct {
    std::atomic<bool> inside{false};
    std::atomic<bool> go{false};
  } gate;
  auto held = std::make_unique<zm::binding<several::bound>>(
      [](zm::observer<several::bound>& out, decltype(gate)& at) noexcept {
        at.inside = true;
        while (!at.go) {
          std::this_thread::yield();
        }
        out.observe(4);
      },
      gate);
  std::thread collector{[] { now.take(); }};
  while (!gate.inside) {
    std::this_thread::yield();
  }
  static zm::snapshot<app> child_values;
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);  // what waits for a thread that is not there waits for ever
    zm::after_fork<app>();
    gate.go = true;
    child_values.take();
    const bool goes_on = child_values.value<several::bound>() == 4.0;
    held.reset();
    child_values.take();
    _exit(goes_on && !child_values.has<several::bound>() ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  gate.go = true;
  collector.join();
  CHECK(now.value<several::bound>() == 4.0);
}
