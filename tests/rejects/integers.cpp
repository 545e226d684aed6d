// SPDX-License-Identifier: MIT
// expect 1: zm::integers needs at least one member
// expect 2: a member of zm::integers stands there twice
// expect 3: the members of zm::integers lie within 4,096 of each other
// expect 4: zm::integers takes integers, not bool and not characters
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

#if REJECT == 1
using status = zm::integers<>;
#elif REJECT == 2
using status = zm::integers<200, 404, 200>;
#elif REJECT == 3
using status = zm::integers<0, 4096>;
#elif REJECT == 4
using status = zm::integers<200, nullptr>;
#else
using status = zm::integers<200, 404, -1, 4094>;
#endif

struct server : zm::meter<server, "server"> {
  struct requests : counter<"requests", "", "Requests.", zm::label<"status", status>> {};
  using metrics = zm::list<requests>;
};

void serve() { server::requests::inc(status{200}); }
