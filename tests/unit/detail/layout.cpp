// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

namespace zm = zerometer;

struct server : zm::meter<server, "server"> {
  struct a : counter<"a", "", "A.", zm::label<"x", bool>> {};
  struct b : histogram<"b", "", "B.", zm::bounds{1, 2}, zm::label<"x", bool>> {};
  struct c : gauge<"c", "", "C."> {};
  struct d : counter<"d", "", "D."> {};
  struct e : histogram<"e", "", "E.", zm::bounds{1}> {};
  using metrics = zm::list<a, b, c, d, e>;
};
using plan = zm::detail::layout<server>;

TEST_CASE("cells are dense, region by region, in the order of declaration") {
  static_assert(plan::total.counts == 2 + 2 * 3 + 1 + 2);
  static_assert(plan::total.sums == 2 + 1);
  static_assert(plan::total.gauges == 1);
  static_assert(plan::first_of<server::a::descriptor_type>.counts == 0);
  static_assert(plan::first_of<server::b::descriptor_type>.counts == 2);
  static_assert(plan::first_of<server::d::descriptor_type>.counts == 8);
  static_assert(plan::first_of<server::e::descriptor_type>.counts == 9);
  static_assert(plan::first_of<server::e::descriptor_type>.sums == 2);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("empty handles have cells of their own, and a shard is whole pairs of cache lines") {
  static_assert(plan::trash_counts == 3);
  static_assert(plan::late_begin == plan::total.counts + 3);
  static_assert(plan::sums_begin == plan::late_begin + plan::total.late + 1);
  static_assert(plan::shard_cells >= plan::sums_begin + plan::total.sums + 1);
  static_assert(plan::shard_cells * 8 % zm::detail::shard_alignment == 0);
  static_assert(plan::shard_cells * 8 - (plan::sums_begin + plan::total.sums + 1) * 8 <
                zm::detail::shard_alignment);
  CHECK(true);  // the static_asserts above are the test
}
