// SPDX-License-Identifier: MIT
// expect 1: two metrics of a meter have the same name
// expect 2: two metrics of a meter would make the same name on a Prometheus page
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
  struct lives : counter<"lives", "", "Lives."> {};
#if REJECT == 1
  struct more : gauge<"lives", "", "Lives."> {};
#elif REJECT == 2
  // [G-03] Names that differ in case alone are one.
  struct more : counter<"Lives", "", "Lives."> {};
#else
  struct more : counter<"more.lives", "", "Lives."> {};
#endif
  using metrics = zm::list<lives, more>;
};

void die() { cat::lives::inc(); }
