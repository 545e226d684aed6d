// SPDX-License-Identifier: MIT
// expect 1: a timer measures seconds: give its histogram the unit
// expect 2: a timer observes into a histogram: give it the descriptor of one
// expect 3: a timer takes the metric's labels, each of its own type
// expect 4: stop takes the metric's labels, each of its own type
// expect 5: a timer's clock is a type with static std::uint64_t now() noexcept
// expect 6: a timer's clock is a type with static std::uint64_t now() noexcept
#include <zerometer/timer.hpp>
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{1}, zm::label<"deep", bool>> {};
  struct tail : histogram<"tail", "m", "Tails.", zm::bounds{1}> {};
  struct mice : counter<"mice", "s", "Mice."> {};
  using metrics = zm::list<nap, tail, mice>;
};

void sleep() {
#if REJECT == 1
  const zm::timer<cat::tail> t;
#elif REJECT == 2
  const zm::timer<cat::mice> t;
#elif REJECT == 3
  const zm::timer<cat::nap> t;
#elif REJECT == 4
  zm::late_timer<cat::nap> t;
  t.stop(1);
#elif REJECT == 5
  const zm::timer<cat::nap, int> t{true};
#elif REJECT == 6
  const zm::late_timer<cat::nap, cat> t;
#else
  const zm::timer<cat::nap> t{true};
#endif
}
