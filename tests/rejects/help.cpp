// SPDX-License-Identifier: MIT
// expect 1: a metric needs a help text: write one, or zm::no_help
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct lives : counter<"lives", "", ""> {};
#else
  struct lives : counter<"lives", "", zm::no_help> {};
#endif
  using metrics = zm::list<lives>;
};

void die() { cat::lives::inc(); }
