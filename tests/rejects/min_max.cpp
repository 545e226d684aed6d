// SPDX-License-Identifier: MIT
// expect 1: only a histogram keeps a minimum and a maximum: remove zm::min_max here
// expect 2: only a histogram keeps a minimum and a maximum: remove zm::min_max here
// expect 3: only a histogram keeps a minimum and a maximum: remove zm::min_max here
// expect 4: only a histogram keeps a minimum and a maximum: remove zm::min_max here
// expect 5: this histogram keeps no minimum: give it zm::min_max
// expect 6: this histogram keeps no maximum: give it zm::min_max
// expect 7: this histogram keeps no minimum and no maximum: give it zm::min_max
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct purrs : counter<"purrs", "", "Purrs.", zm::min_max> {};
#else
  struct purrs : counter<"purrs", "", "Purrs."> {};
#endif
#if REJECT == 2
  struct warmth : gauge<"warmth", "Cel", "Warmth.", zm::label<"at", zm::text<>>, zm::min_max> {};
#else
  struct warmth : gauge<"warmth", "Cel", "Warmth.", zm::label<"at", zm::text<>>> {};
#endif
#if REJECT == 3
  struct hunger : observable_gauge<"hunger", "", "Hunger.", zm::min_max> {};
#else
  struct hunger : observable_gauge<"hunger", "", "Hunger."> {};
#endif
#if REJECT == 4
  struct fur : info<"fur", "Fur.", zm::constant<"colour", "red">, zm::min_max> {};
#else
  struct fur : info<"fur", "Fur.", zm::constant<"colour", "red">> {};
#endif
#if REJECT >= 5
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{1, 2}> {};
#else
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{1, 2}, zm::min_max> {};
#endif
  using metrics = zm::list<purrs, warmth, hunger, fur, nap>;
};

static zm::snapshot<zm::exposition<cat>> now;

double sleep() {
  cat::purrs::inc();
  cat::warmth::set(38.5, "paws");
  const auto nap = now.value<cat::nap>();
#if REJECT == 5
  return nap.min();
#elif REJECT == 6
  return nap.max();
#elif REJECT == 7
  return nap.has_min_max() ? 1 : 0;
#else
  return nap.has_min_max() ? nap.max() - nap.min() : 0;
#endif
}
