// SPDX-License-Identifier: MIT
// expect 1: a metric needs a help text: write one, or zm::no_help
// expect 2: a metric needs a help text: write one, or zm::no_help
// expect 4: here a text in quotes is expected
// expect 5: here a text in quotes is expected
// expect 3: a metric needs a help text: write one, or zm::no_help
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct lives : counter<"lives", "", ""> {};
#elif REJECT == 2
  struct lives : counter<"lives", ""> {};
#elif REJECT == 3
  struct lives : counter<"lives", "Lives."> {};
#elif REJECT == 4
  struct lives : histogram<"lives", "s", zm::bounds{1, 9}> {};
#elif REJECT == 5
  struct lives : histogram<"lives", zm::nanosecond_bounds(1, 9)> {};
#else
  struct lives : counter<"lives", "", zm::no_help> {};
#endif
  using metrics = zm::list<lives>;
};

zm::snapshot<zm::exposition<cat>> now;
