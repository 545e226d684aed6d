// SPDX-License-Identifier: MIT
#include <zerometer/detail/families.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

namespace zm = zerometer;

struct one : zm::meter<one, "one"> {
  struct z : counter<"z", "", "Z."> {};
  struct a : counter<"a", "", "A."> {};
  struct x : gauge<"x", "", "X."> {};
  using metrics = zm::list<z, a, x>;
};
struct two : zm::meter<two, "two"> {
  struct a : counter<"a", "", "Another help."> {};
  struct x : histogram<"x", "", "X.", zm::bounds{1}> {};
  struct x_again : gauge<"x.", "", "X."> {};
  using metrics = zm::list<a, x>;
};

using families = zm::detail::families<zm::list<one::z, one::a, one::x, two::a, two::x>,
                                      zm::name_suffixes{}, true>;

TEST_CASE("[A-08] [D-N5] families by name, one head each, another type's metric left out") {
  constexpr auto& page = families::page;
  static_assert(page.size == 4);
  static_assert(page.places[0].metric == 1 && page.places[0].first);
  static_assert(page.places[1].metric == 3 && !page.places[1].first);
  static_assert(page.places[2].metric == 2 && page.places[2].first);
  static_assert(page.places[3].metric == 0 && page.places[3].first);
  CHECK(page.size == 4);
}
