// SPDX-License-Identifier: MIT
// expect 1: a metric's name does not end in total
// expect 2: a metric's name does not end in total
// expect 3: a metric's name does not end in total
// expect 5: a metric's name does not end in total
// expect 4: a metric's name does not end in total
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct lives : counter<"lives_total", "", "Lives."> {};
#elif REJECT == 2
  struct lives : counter<"lives.total", "", "Lives."> {};
#elif REJECT == 3
  struct lives : gauge<"lives_total", "", "Lives."> {};
#elif REJECT == 4
  struct lives : histogram<"lives.total", "", "Lives.", zm::bounds{1, 9}> {};
#elif REJECT == 5
  struct lives : counter<"cat/lives-total", "", "Lives."> {};
#else
  struct lives : counter<"total.lives", "", "Lives."> {};
  struct weight : gauge<"subtotal", "g", "Weight."> {};
#endif
  using metrics = zm::list<lives>;
};

zm::snapshot<zm::exposition<cat>> now;
