// SPDX-License-Identifier: MIT
// expect 1: a counter's name does not end in total
// expect 2: a counter's name does not end in total
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct lives : counter<"lives_total", "", "Lives."> {};
#elif REJECT == 2
  struct lives : counter<"lives.total", "", "Lives."> {};
#else
  struct lives : counter<"total.lives", "", "Lives."> {};
  struct weight : gauge<"weight_total", "g", "Weight of all."> {};
#endif
  using metrics = zm::list<lives>;
};

void die() { cat::lives::inc(); }
