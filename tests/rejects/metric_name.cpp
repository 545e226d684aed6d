// SPDX-License-Identifier: MIT
// expect 1: a metric name has letters, digits and _ . - /, begins with a letter
// expect 2: a metric name has letters, digits and _ . - /, begins with a letter
// expect 3: a metric name has letters, digits and _ . - /, begins with a letter
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct lives : counter<"9lives", "", "Lives."> {};
#elif REJECT == 2
  struct lives : counter<"lives left", "", "Lives."> {};
#elif REJECT == 3
  struct lives : counter<"", "", "Lives."> {};
#else
  struct lives : counter<"lives/9", "", "Lives."> {};
#endif
  using metrics = zm::list<lives>;
};

void die() { cat::lives::inc(); }
