// SPDX-License-Identifier: MIT
// expect 1: this counter counts in integers: give add an unsigned amount
// expect 2: a counter never falls so give add an amount that is not negative
// expect 3: this counter counts in integers: give add an unsigned amount
// expect 4: this counter counts in integers: give add an unsigned amount
// expect 5: this counter counts in integers: give add an unsigned amount
// expect 6: this counter counts in integers: give add an unsigned amount
// expect 7: this counter counts in integers: give add an unsigned amount
// expect 8: this counter counts in integers: give add an unsigned amount
// expect 9: this counter counts in integers: give add an unsigned amount
// expect 10: a counter never falls so give add an amount that is not negative
// expect 11: a counter never falls so give add an amount that is not negative
// expect 12: add takes the amount first and then the metric's labels: a number
// expect 13: add takes the amount first and then the metric's labels: a number
// expect 14: add takes a number alone: a handle has its labels
// expect 15: set takes the value first and then the metric's labels: a number
// expect 16: set takes the value first and then the metric's labels: a number
// expect 17: set takes the value first and then the metric's labels: a number
// expect 18: sub takes the value first and then the metric's labels: a number
// expect 19: set takes a number alone: a handle has its labels
// expect 20: add takes a number alone: a handle has its labels
// expect 21: sub takes a number alone: a handle has its labels
// expect 22: observe takes the value first and then the metric's labels: a number
// expect 23: observe takes the value first and then the metric's labels: a number
// expect 24: observe_signal_safe takes the value first and then the metric's labels: a number
// expect 25: observe takes a number alone: a handle has its labels
// expect 26: observe takes a number alone: a handle has its labels
// expect 27: this histogram observes integers in the unit of its bounds
// expect 28: this histogram observes integers in the unit of its bounds
// expect 29: an amount known at run time is unsigned so cast a signed one that is not negative
// expect 30: an amount known at run time is unsigned so cast a signed one that is not negative
// expect 31: an amount known at run time is unsigned so cast a signed one that is not negative
// expect 32: add takes an amount alone: a handle has its labels
#include <zerometer/zerometer.hpp>

#include <string>

namespace zm = zerometer;

enum class fur { black, white };
constexpr auto label_values(fur) { return zm::values("black", "white"); }

struct cat : zm::meter<cat, "cat"> {
  struct mice : counter<"mice", "", "Mice."> {};
  struct sleep : double_counter<"sleep", "s", "Asleep."> {};
  struct weight : gauge<"weight", "g", "Weight."> {};
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{1}> {};
  struct purr : histogram<"purr", "s", "Purrs.", zm::nanosecond_bounds(1)> {};
  using metrics = zm::list<mice, sleep, weight, nap, purr>;
};

void hunt(unsigned caught, long lost, const std::string& name) {
#if REJECT == 1
  cat::mice::add(1.5);
#elif REJECT == 2
  cat::mice::add(-1);
#elif REJECT == 3
  cat::mice::add(true);
#elif REJECT == 4
  cat::mice::add(fur::black);
#elif REJECT == 5
  cat::mice::add(&caught);
#elif REJECT == 6
  cat::mice::add(name);
#elif REJECT == 7
  cat::mice::add_signal_safe("3");
#elif REJECT == 8
  cat::mice::series().add("3");
#elif REJECT == 9
  cat::mice::series().add(fur::black);
#elif REJECT == 10
  cat::mice::add_signal_safe(-1);
#elif REJECT == 11
  cat::mice::series().add(-1);
#elif REJECT == 12
  cat::sleep::add(fur::black);
#elif REJECT == 13
  cat::sleep::add();
#elif REJECT == 14
  cat::sleep::series().add("3");
#elif REJECT == 15
  cat::weight::set(fur::black);
#elif REJECT == 16
  cat::weight::set("five");
#elif REJECT == 17
  cat::weight::set();
#elif REJECT == 18
  cat::weight::sub(name);
#elif REJECT == 19
  cat::weight::series().set(fur::black);
#elif REJECT == 20
  cat::weight::series().add(3, fur::black);
#elif REJECT == 21
  cat::weight::series().sub();
#elif REJECT == 22
  cat::nap::observe(fur::black);
#elif REJECT == 23
  cat::nap::observe("1");
#elif REJECT == 24
  cat::nap::observe_signal_safe(name);
#elif REJECT == 25
  cat::nap::series().observe(fur::black);
#elif REJECT == 26
  cat::purr::series().observe(1, fur::black);
#elif REJECT == 27
  cat::purr::observe(fur::black);
#elif REJECT == 28
  cat::purr::series().observe("1");
#elif REJECT == 29
  cat::mice::add(lost);
#elif REJECT == 30
  cat::mice::add_signal_safe(lost);
#elif REJECT == 31
  cat::mice::series().add(lost);
#elif REJECT == 32
  cat::mice::series().add();
#else
  const int some = 2;
  cat::mice::add(some);
  cat::mice::add(static_cast<unsigned long>(lost));
  cat::mice::series().add(some + 1);
  cat::mice::add(2);
  cat::mice::add_signal_safe(2);
  cat::mice::series().add(2);
  cat::sleep::add(caught);
  cat::sleep::series().add(2.5F);
  cat::weight::set(2);
  cat::weight::sub(true);
  cat::weight::series().set(2);
  cat::weight::series().add(2.5);
  cat::nap::observe(2);
  cat::nap::observe_signal_safe(2.5F);
  cat::nap::series().observe(caught);
  cat::purr::observe(2);
  cat::purr::series().observe(caught);
  static_cast<void>(name);
#endif
  static_cast<void>(lost);
  cat::mice::add(caught);
}
