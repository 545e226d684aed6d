// SPDX-License-Identifier: MIT
// expect 1: same name on a Prometheus page
// expect 2: same name on a Prometheus page
// expect 3: same name on a Prometheus page
// expect 4: same name on a Prometheus page
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct lives : gauge<"lives.left", "", "Lives."> {};
  struct more : gauge<"lives_left", "", "Lives."> {};
#elif REJECT == 2
  struct lives : histogram<"lives", "", "Lives.", zm::bounds{1}> {};
  struct more : gauge<"lives.count", "", "Lives."> {};
#elif REJECT == 3
  struct lives : gauge<"target.info", "", "Lives."> {};
  struct more : gauge<"more", "", "Lives."> {};
#else
  struct lives : gauge<"lives", "", "Lives."> {};
  struct more : gauge<"lives.more", "", "Lives."> {};
#endif
  using metrics = zm::list<lives, more>;
};
#if REJECT == 4
struct kitten : zm::meter<kitten, "cat"> {
#else
struct kitten : zm::meter<kitten, "kitten"> {
#endif
  struct lives : gauge<"lives", "", "Lives."> {};
  using metrics = zm::list<lives>;
};
using app = zm::exposition<cat, kitten>;
static_assert(zm::prometheus::max_bytes<app> != 0);
