// SPDX-License-Identifier: MIT
// expect 1: each parameter of a zm::only_if predicate has the type of exactly one label
// expect 3: a zm::only_if predicate is a function, or an object with one call operator
// expect 2: each parameter of a zm::only_if predicate has the type of exactly one label
// expect 4: no combination of this metric's label values can exist
// expect 5: no combination of this metric's label values can exist
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

enum class fur { black, white };
constexpr auto label_values(fur) { return zm::values("black", "white"); }

#if REJECT == 1
constexpr bool purring(fur colour, int) { return colour == fur::black; }
#elif REJECT == 3
constexpr auto purring = [](auto colour) { return colour == fur::black; };
#elif REJECT == 4 || REJECT == 5
constexpr bool purring(fur colour, bool) { return colour < fur::black; }
#else
constexpr bool purring(fur colour, bool awake) { return awake || colour == fur::black; }
#endif

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 2
  struct purrs : counter<"purrs", "", "Purrs.", zm::label<"fur", fur>, zm::label<"awake", bool>,
                         zm::label<"hungry", bool>, zm::only_if<purring>> {};
#elif REJECT == 5
  struct purrs : counter<"purrs", "", "Purrs.", zm::label<"fur", fur>, zm::label<"awake", bool>,
                         zm::label<"name", zm::text<>>, zm::only_if<purring>> {};
#else
  struct purrs : counter<"purrs", "", "Purrs.", zm::label<"fur", fur>, zm::label<"awake", bool>,
                         zm::only_if<purring>> {};
#endif
  using metrics = zm::list<purrs>;
};

zm::snapshot<zm::exposition<cat>> now;

#if REJECT <= 3
static_assert(cat::purrs::labels::possible(0));
#else
void purr() { now.take(); }
#endif
