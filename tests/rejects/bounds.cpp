// SPDX-License-Identifier: MIT
// expect 1: a histogram's bounds are finite: leave +Inf out
// expect 2: a histogram's bounds are finite
// expect 3: a histogram's bounds are strictly increasing
// expect 4: a histogram's bounds are strictly increasing
// expect 5: a histogram's bounds are not negative
// expect 6: a histogram has at least one bound
// expect 7: a histogram of integers has no negative bounds
// expect 8: a histogram of integers has no negative bounds
// expect 9: a histogram's bounds are strictly increasing
// expect 10: a histogram has at least one bound
// expect 11: zm::nanosecond_bounds and its kin are parts of the second
// expect 12: zm::nanosecond_bounds and its kin are parts of the second
// expect 13: zm::nanosecond_bounds and its kin are parts of the second
// expect 14: these bounds are integers of the unit in the function's name
// expect 15: these bounds are integers of the unit in the function's name
// expect 16: behind its help a histogram has its bounds
// expect 18: two bounds of a histogram of integers are the same number as a double
// expect 19: two bounds of a histogram of integers are the same number as a double
// expect 20: a histogram's bounds are finite
// expect 21: a histogram's bounds are finite
// expect 17: behind its help a histogram has its bounds
#include <zerometer/zerometer.hpp>

#include <limits>

namespace zm = zerometer;

using limit = std::numeric_limits<double>;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{1.0, limit::infinity()}> {};
#elif REJECT == 2
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{1.0, limit::quiet_NaN()}> {};
#elif REJECT == 3
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{1, 3, 2}> {};
#elif REJECT == 4
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{1, 2, 2}> {};
#elif REJECT == 5
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{-1, 0, 1}> {};
#elif REJECT == 6
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{}> {};
#elif REJECT == 7
  struct nap : histogram<"nap", "s", "Naps.", zm::nanosecond_bounds(-5)> {};
#elif REJECT == 8
  struct nap : histogram<"nap", "s", "Naps.", zm::whole_bounds(-1, 5)> {};
#elif REJECT == 9
  struct nap : histogram<"nap", "s", "Naps.", zm::whole_bounds(5, 1)> {};
#elif REJECT == 10
  struct nap : histogram<"nap", "s", "Naps.", zm::nanosecond_bounds()> {};
#elif REJECT == 11
  struct nap : histogram<"nap", "By", "Naps.", zm::nanosecond_bounds(1, 2)> {};
#elif REJECT == 12
  struct nap : histogram<"nap", "", "Naps.", zm::millisecond_bounds(1, 2)> {};
#elif REJECT == 13
  struct nap : histogram<"nap", "us", "Naps.", zm::microsecond_bounds(1), zm::unit_as_it_is> {};
#elif REJECT == 14
  struct nap : histogram<"nap", "s", "Naps.", zm::nanosecond_bounds(1.5, 5)> {};
#elif REJECT == 15
  struct nap : histogram<"nap", "s", "Naps.", zm::whole_bounds(1, 5.0)> {};
#elif REJECT == 16
  struct nap : histogram<"nap", "s", "Naps."> {};
#elif REJECT == 18
  struct nap
      : histogram<"nap", "By", "Naps.", zm::whole_bounds(9007199254740992, 9007199254740993)> {};
#elif REJECT == 19
  struct nap
      : histogram<"nap", "s", "Naps.", zm::nanosecond_bounds(9007199254740992, 9007199254740993)> {
  };
#elif REJECT == 20
  struct nap : histogram<"nap", "s", "Naps.", zm::exponential_bounds<20>(1e300, 10)> {};
#elif REJECT == 21
  struct nap : histogram<"nap", "s", "Naps.", zm::linear_bounds<5>(1e308, 1e308)> {};
#elif REJECT == 17
  struct nap : histogram<"nap", "s", "Naps.", 5> {};
#else
  struct part : histogram<"part", "V", "Volts.", zm::integer_bounds<3, 1>{500}> {};
  struct each : histogram<"each", "s/{nap}", "Naps.", zm::nanosecond_bounds(1, 2)> {};
  struct whole : histogram<"whole", "s", "Naps.", zm::whole_bounds(0, 1U, 5)> {};
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{0, 1, 2.5, limit::max()}> {};
  struct wide : histogram<"wide", "s", "Naps.", zm::exponential_bounds<309>(1, 10)> {};
  struct even : histogram<"even", "s", "Naps.", zm::linear_bounds<2>(8e307, 8e307)> {};
  struct far
      : histogram<"far", "s", "Naps.", zm::nanosecond_bounds(9007199254740992, 9007199254740996)> {
  };
#endif
  using metrics = zm::list<nap>;
};

void sleep() { cat::nap::observe(2); }
