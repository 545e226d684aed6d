// SPDX-License-Identifier: MIT
//
// The metrics whose record calls are timed (record.cpp) and counted (gate.cpp).
#pragma once

#include "inputs.hpp"

#include <zerometer/zerometer.hpp>

namespace bench {

struct calls : zerometer::meter<calls, "bench.calls"> {
  struct requests
      : counter<"requests", "{request}", "Requests.", zerometer::label<"method", method>> {};
  struct routed
      : counter<"routed", "{request}", "Requests by route.", zerometer::label<"method", method>,
                zerometer::label<"route", route>, zerometer::label<"status", status>> {};
  struct level : gauge<"level", "", "A level."> {};
  struct coarse
      : histogram<"coarse", "s", "Time, in 12 buckets.", zerometer::bounds{default_bounds}> {};
  struct fine
      : histogram<"fine", "s", "Time, in 201 buckets.", zerometer::bounds{geometric_bounds}> {};
  using metrics = zerometer::list<requests, routed, level, coarse, fine>;
};

using calls_exposition = zerometer::exposition<calls>;

}  // namespace bench
