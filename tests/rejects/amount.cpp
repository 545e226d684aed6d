// SPDX-License-Identifier: MIT
// expect 1: this counter counts in integers: give add an unsigned amount
// expect 2: a counter never falls so give add an amount that is not negative
// expect 3: this counter counts in integers: give add an unsigned amount
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
  struct mice : counter<"mice", "", "Mice."> {};
  using metrics = zm::list<mice>;
};

void hunt(unsigned caught) {
#if REJECT == 1
  cat::mice::add(1.5);
#elif REJECT == 2
  cat::mice::add(-1);
#elif REJECT == 3
  cat::mice::add(true);
#else
  cat::mice::add(2);
#endif
  cat::mice::add(caught);
}
