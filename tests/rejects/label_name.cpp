// SPDX-License-Identifier: MIT
// expect 1: a label name has letters, digits and _ . - / and begins with a letter
// expect 2: a label name has letters, digits and _ . - / and begins with a letter
// expect 3: are reserved by Prometheus: rename the label
// expect 4: begins with a letter or one underscore: rename the label
// expect 5: are reserved by Prometheus: rename the label
// expect 6: are reserved by Prometheus: rename the label
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct lives : counter<"lives", "", "Lives.", zm::label<"fur colour", bool>> {};
#elif REJECT == 2
  struct lives : counter<"lives", "", "Lives.", zm::constant<"", "x">> {};
#elif REJECT == 3
  struct lives : counter<"lives", "", "Lives.", zm::label<"le", bool>> {};
#elif REJECT == 4
  struct lives : counter<"lives", "", "Lives.", zm::label<"__name__", bool>> {};
#elif REJECT == 5
  struct lives : counter<"lives", "", "Lives.", zm::constant<"quantile", "0.5">> {};
#elif REJECT == 6
  struct lives : counter<"lives", "", "Lives.", zm::label<"otel.scope.name", bool>> {};
#else
  struct lives : counter<"lives", "", "Lives.", zm::label<"_fur.colour", bool>> {};
#endif
  using metrics = zm::list<lives>;
};

void die() { cat::lives::inc(true); }
