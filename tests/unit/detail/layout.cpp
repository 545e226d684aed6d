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
  static_assert(!plan::has_common);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("empty handles have cells of their own, and a shard is whole pairs of cache lines") {
  static_assert(plan::widest == 3);
  static_assert(plan::shard.late_begin == plan::total.counts + 3);
  static_assert(plan::shard.sums_begin == plan::shard.late_begin + plan::total.late + 1);
  static_assert(plan::shard.size >= plan::shard.sums_begin + plan::total.sums + 1);
  static_assert(plan::shard.size * 8 % zm::detail::shard_alignment == 0);
  static_assert(plan::shard.size * 8 - (plan::shard.sums_begin + plan::total.sums + 1) * 8 <
                zm::detail::shard_alignment);
  CHECK(true);  // the static_asserts above are the test
}

struct ranged : zm::meter<ranged, "ranged"> {
  struct a : histogram<"a", "", "A.", zm::bounds{1, 2}, zm::label<"x", bool>, zm::min_max> {};
  struct b : histogram<"b", "", "B.", zm::bounds{1}> {};
  struct c : histogram<"c", "", "C.", zm::whole_bounds(1), zm::min_max> {};
  using metrics = zm::list<a, b, c>;
};
using ranged_plan = zm::detail::layout<ranged>;

TEST_CASE("minimum and maximum have a region, which is there where a metric keeps them") {
  static_assert(ranged_plan::total.greatest == 2 * 2 + 2);
  static_assert(ranged_plan::first_of<ranged::c::descriptor_type>.greatest == 4);
  constexpr auto shard = ranged_plan::shard;
  static_assert(shard.greatest_begin == shard.sums_begin + shard.total.sums + 1);
  static_assert(shard.size >= shard.greatest_begin + 6 + 2);
  static_assert(plan::total.greatest == 0);
  // What a meter without it takes is what it would take if there were no such thing.
  static_assert(zm::detail::plan_block({.counts = 27, .sums = 1}, 0).size == 32);
  static_assert(zm::detail::plan_block({.counts = 27, .sums = 1, .greatest = 2}, 0).size == 48);
  CHECK(true);  // the static_asserts above are the test
}

struct mixed : zm::meter<mixed, "mixed"> {
  struct closed : counter<"closed", "", "C.", zm::label<"x", bool>> {};
  struct text : counter<"text", "", "T.", zm::label<"t", zm::text<8>>, zm::cardinality_limit<9>> {};
  struct each : counter<"each", "", "E.", zm::label<"t", zm::text<8>>, zm::cardinality_limit<5>,
                        zm::per_thread> {};
  struct level : gauge<"level", "", "L.", zm::label<"t", zm::text<8>>, zm::cardinality_limit<7>> {};
  struct time : histogram<"time", "", "T.", zm::bounds{1}, zm::label<"t", zm::text<8>>,
                          zm::cardinality_limit<2>> {};
  using metrics = zm::list<closed, text, each, level, time>;
};
using mixed_plan = zm::detail::layout<mixed>;

TEST_CASE("metrics with text labels are in the common block, unless they are per thread") {
  static_assert(mixed_plan::has_common);
  static_assert(mixed_plan::shard.total.counts == 2 + 6);
  static_assert(mixed_plan::common.total.counts == 10 + 3 * 2);
  static_assert(mixed_plan::common.total.sums == 3);
  static_assert(mixed_plan::shard.total.gauges == 8);
  static_assert(mixed_plan::first_of<mixed::each::descriptor_type>.counts == 2);
  static_assert(mixed_plan::first_of<mixed::text::descriptor_type>.counts == 0);
  static_assert(mixed_plan::first_of<mixed::time::descriptor_type>.counts == 10);
  static_assert(mixed_plan::first_read<mixed::text::descriptor_type>.counts == 8);
  static_assert(mixed_plan::first_read<mixed::each::descriptor_type>.counts == 2);
  CHECK(true);  // the static_asserts above are the test
}
