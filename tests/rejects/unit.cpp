// SPDX-License-Identifier: MIT
// expect 1: Prometheus expects base units
// expect 2: Prometheus expects base units
// expect 3: Prometheus expects base units
// expect 4: an annotation in a unit begins with { and ends with }
// expect 5: an annotation in a unit begins with { and ends with }
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct nap : histogram<"nap", "ms", "How long.", zm::bounds{1, 2}> {};
#elif REJECT == 2
  struct nap : gauge<"nap", "furlong", "How far."> {};
#elif REJECT == 3
  struct nap : counter<"nap", "By/furlong", "How much."> {};
#elif REJECT == 4
  struct nap : counter<"nap", "{nap", "Naps."> {};
#elif REJECT == 5
  struct nap : counter<"nap", "By/{{nap}}", "Naps."> {};
#else
  struct nap : histogram<"nap", "ms", "How long.", zm::bounds{1, 2}, zm::unit_as_it_is> {};
  struct walk : gauge<"walk", "m/s", "How fast."> {};
#endif
  using metrics = zm::list<nap>;
};

zm::snapshot<zm::exposition<cat>> now;
