// SPDX-License-Identifier: MIT
// expect 1: this buffer may be too small for the page: give it zm::prometheus::max_bytes
// expect 2: this buffer may be too small for the page: give it zm::prometheus::max_bytes
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <array>

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
  struct lives : counter<"lives", "", "Lives."> {};
  using metrics = zm::list<lives>;
};
using app = zm::exposition<cat>;
using who = zm::resource<64>;

#if REJECT == 1
std::array<char, zm::prometheus::max_bytes<app> - 1> page;
#elif REJECT == 2
// Large enough without the resource that is rendered with it.
std::array<char, zm::prometheus::max_bytes<app>> page;
#else
std::array<char, zm::prometheus::max_bytes<app, who>> page;
#endif

bool print(const who& resource) {
#if REJECT == 1
  static_cast<void>(resource);
  return static_cast<bool>(zm::prometheus::render<app>(page));
#else
  return static_cast<bool>(zm::prometheus::render<app>(page, resource));
#endif
}
