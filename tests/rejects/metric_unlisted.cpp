// SPDX-License-Identifier: MIT
// expect 1: this metric is not in its meter's list
// expect 2: names a metric of another meter
// expect 3: a meter lists its metrics: add
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
  struct lives : counter<"lives", "", "Lives."> {};
  struct naps : counter<"naps", "", "Naps."> {};
#if REJECT == 1
  using metrics = zm::list<naps>;
#else
  using metrics = zm::list<lives, naps>;
#endif
};

struct dog : zm::meter<dog, "dog"> {
  struct walks : counter<"walks", "", "Walks."> {};
#if REJECT == 2
  using metrics = zm::list<walks, cat::naps>;
#elif REJECT == 3
#else
  using metrics = zm::list<walks>;
#endif
};

void live() {
  cat::lives::inc();
  dog::walks::inc();
}
