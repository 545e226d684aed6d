// SPDX-License-Identifier: MIT
// expect 1: zm::integers needs at least one member
// expect 2: a member of zm::integers stands there twice
// expect 3: the members of zm::integers lie within 4,096 of each other
// expect 4: zm::integers takes integers, not bool and not characters
// expect 5: a member of zm::integers stands there twice
#include <zerometer/zerometer.hpp>

#include <utility>

namespace zm = zerometer;

#if REJECT == 1
using status = zm::integers<>;
#elif REJECT == 2
using status = zm::integers<200, 404, 200>;
#elif REJECT == 3
template <int... Others>
zm::integers<200, 8000, Others...> many(std::integer_sequence<int, Others...>);
using status = decltype(many(std::make_integer_sequence<int, 63>{}));
#elif REJECT == 4
using status = zm::integers<200, nullptr>;
#elif REJECT == 5
using status = zm::integers<200, 80'000, 200>;
#else
using status = zm::integers<200, 404, -1, 80'000>;
#endif

struct server : zm::meter<server, "server"> {
  struct requests : counter<"requests", "", "Requests.", zm::label<"status", status>> {};
  using metrics = zm::list<requests>;
};

void serve() { server::requests::inc(status{200}); }
