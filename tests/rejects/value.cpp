// SPDX-License-Identifier: MIT
// expect 1: value takes the metric's labels
// expect 2: value takes the metric's labels
// expect 3: an info has no value: it is always 1
#include <zerometer/zerometer.hpp>

#include <cstdint>

namespace zm = zerometer;

enum class fur { black, white };
constexpr auto label_values(fur) { return zm::values("black", "white"); }

struct cat : zm::meter<cat, "cat"> {
  struct lives : counter<"lives", "", "Lives.", zm::label<"fur", fur>> {};
  struct breed : info<"breed", "Breed.", zm::constant<"name", "Manx">> {};
  using metrics = zm::list<lives, breed>;
};
using app = zm::exposition<cat>;

zm::snapshot<app> now;

std::uint64_t left() {
  now.take();
#if REJECT == 1
  return now.value<cat::lives>();
#elif REJECT == 2
  return now.value<cat::lives>(true);
#elif REJECT == 3
  return static_cast<std::uint64_t>(now.value<cat::breed>());
#else
  return now.value<cat::lives>(fur::black);
#endif
}
