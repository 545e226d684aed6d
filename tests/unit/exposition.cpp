// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace zm = zerometer;

struct small : zm::meter<small, "small", zm::shards<4>> {
  struct a : counter<"a", "", "A."> {};
  struct b : histogram<"b", "", "B.", zm::bounds{1, 2}> {};
  using metrics = zm::list<a, b>;
};
struct large : zm::meter<large, "large"> {
  struct a : counter<"a", "", "A.", zm::label<"x", zm::integers<0, 1, 2, 3, 4, 5, 6, 7, 8, 9>>> {};
  using metrics = zm::list<a>;
};

TEST_CASE("an exposition lists its meters, and zm::self last unless told not to") {
  static_assert(
      std::is_same_v<zm::exposition<small, large>::meters, zm::list<small, large, zm::self>>);
  static_assert(
      std::is_same_v<zm::exposition<small, zm::without_self_metrics>::meters, zm::list<small>>);
  static_assert(std::is_same_v<zm::exposition<zm::self, small>::meters, zm::list<zm::self, small>>);
  static_assert(std::is_same_v<zm::exposition<small, zm::without_self_metrics>::metrics,
                               zm::list<small::a, small::b>>);
  static_assert(std::is_same_v<zm::exposition<zm::without_self_metrics>::metrics, zm::list<>>);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("memory is a constant, and the sum of its meters'") {
  // Five shards of 16 cells: a, three buckets, three cells of trash, a sum and its trash.
  static_assert(zm::memory_bytes<small> >= 5 * 16 * sizeof(std::uint64_t));
  static_assert(zm::memory_bytes<small> < 1024);
  static_assert(zm::memory_bytes<zm::exposition<small, large>> ==
                zm::memory_bytes<small> + zm::memory_bytes<large> + zm::memory_bytes<zm::self>);
  static_assert(zm::snapshot_bytes<zm::exposition<small, zm::without_self_metrics>> ==
                8 * (1 + 3 + 1 + 4));
  CHECK(true);  // the static_asserts above are the test
}
