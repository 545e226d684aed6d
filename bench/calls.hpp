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
  struct reached : histogram<"reached", "s", "Time, in 12 buckets, its minimum and its maximum.",
                             zerometer::bounds{default_bounds}, zerometer::min_max> {};
  struct busy : double_counter<"busy", "s", "Time at work."> {};
  struct open : up_down_counter<"open", "{request}", "Requests in flight."> {};
  struct exact
      : histogram<"exact", "s", "Time, in integers, in 12 buckets.",
                  zerometer::nanosecond_bounds(5'000'000, 10'000'000, 25'000'000, 50'000'000,
                                               100'000'000, 250'000'000, 500'000'000, 1'000'000'000,
                                               2'500'000'000, 5'000'000'000, 10'000'000'000)> {};
  using metrics =
      zerometer::list<requests, routed, level, coarse, fine, reached, busy, open, exact>;
};

/// Text labels: what the three labels above are, as strings known only at run time.
struct texts : zerometer::meter<texts, "bench.texts", zerometer::memory_limit<(8 << 20)>> {
  using method_text = zerometer::label<"method", zerometer::text<>>;
  using route_text = zerometer::label<"route", zerometer::text<>>;
  using status_text = zerometer::label<"status", zerometer::text<>>;
  struct common : counter<"common", "{request}", "One block for all threads.", method_text,
                          route_text, status_text> {};
  struct each : counter<"each", "{request}", "A block for each thread.", method_text, route_text,
                        status_text, zerometer::per_thread> {};
  struct full : counter<"full", "{request}", "A table that is full.", method_text, route_text,
                        status_text, zerometer::cardinality_limit<100>> {};
  // A table is filled once: one for each number of threads.
  struct fresh : counter<"fresh", "{request}", "Series at first sight.", method_text, route_text,
                         status_text> {};
  struct fresh_2 : counter<"fresh.2", "{request}", "Series at first sight, by two threads.",
                           method_text, route_text, status_text> {};
  struct fresh_8 : counter<"fresh.8", "{request}", "Series at first sight, by eight threads.",
                           method_text, route_text, status_text> {};
  using metrics = zerometer::list<common, each, full, fresh, fresh_2, fresh_8>;
};

struct gone : zerometer::meter<gone, "bench.gone", zerometer::droppable> {
  struct requests : counter<"requests", "{request}", "Of a meter that is dropped.",
                            zerometer::label<"method", zerometer::text<>>,
                            zerometer::label<"route", zerometer::text<>>,
                            zerometer::label<"status", zerometer::text<>>> {};
  using metrics = zerometer::list<requests>;
};
struct off : zerometer::meter<off, "bench.off", zerometer::enabled<false>> {
  struct requests : counter<"requests", "{request}", "Of a meter that is off.",
                            zerometer::label<"method", method>> {};
  using metrics = zerometer::list<requests>;
};

using texts_exposition = zerometer::exposition<texts, gone>;
using calls_exposition = zerometer::exposition<calls>;

}  // namespace bench
