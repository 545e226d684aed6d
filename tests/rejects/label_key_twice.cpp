// SPDX-License-Identifier: MIT
// expect 1: two labels of a metric have the same name
// expect 2: two labels of a metric have the same name
// expect 3: two labels of a metric have the same name
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct lives : counter<"lives", "", "Lives.", zm::label<"a", bool>, zm::label<"a", bool>> {};
#elif REJECT == 2
  // [D-L4] Prometheus would see a_b twice.
  struct lives : counter<"lives", "", "Lives.", zm::label<"a.b", bool>, zm::label<"a_b", bool>> {};
#elif REJECT == 3
  struct lives : counter<"lives", "", "Lives.", zm::label<"a", bool>, zm::label<"b", bool>,
                         zm::constant<"a", "c">> {};
#else
  struct lives : counter<"lives", "", "Lives.", zm::label<"a", bool>, zm::label<"b", bool>> {};
#endif
  using metrics = zm::list<lives>;
};

void die() { cat::lives::inc(true, false); }
