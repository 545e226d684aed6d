// SPDX-License-Identifier: MIT
// expect 1: the labels of an info are facts: give it zm::constant labels only
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 1
  struct breed : info<"breed.info", "Breed.", zm::label<"pure", bool>> {};
#else
  struct breed : info<"breed.info", "Breed.", zm::constant<"name", "Manx">> {};
#endif
  using metrics = zm::list<breed>;
};

constexpr auto type = cat::breed::type;
