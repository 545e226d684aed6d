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
                                      zm::name_suffixes{}, true, zm::text_format::prometheus>;

TEST_CASE("[A-08] [D-N5] families by name, one head each, another type's metric left out") {
  constexpr auto& page = families::page;
  static_assert(page.size == 4);
  static_assert(page.places[0].metric == 1 && page.places[0].first);
  static_assert(page.places[1].metric == 3 && !page.places[1].first);
  static_assert(page.places[2].metric == 2 && page.places[2].first);
  static_assert(page.places[3].metric == 0 && page.places[3].first);
  CHECK(page.size == 4);
}

struct three : zm::meter<three, "three"> {
  struct a_b : gauge<"a_b", "", "Between a and a_total."> {};
  struct a : counter<"a", "", "A."> {};
  struct v : info<"v", "An info."> {};
  using metrics = zm::list<a_b, a, v>;
};
struct four : zm::meter<four, "four"> {
  struct v_info : gauge<"v_info", "", "A gauge at the info's name."> {};
  using metrics = zm::list<v_info>;
};

TEST_CASE("[A-10] [B-20] each format sorts by its own names and clashes by its own types") {
  using all = zm::list<three::a_b, three::a, three::v, four::v_info>;
  constexpr auto& text =
      zm::detail::families<all, zm::name_suffixes{}, true, zm::text_format::prometheus>::page;
  static_assert(text.places[0].metric == 0 && text.places[1].metric == 1);
  static_assert(text.size == 4 && !text.places[3].first);  // both are gauges
  constexpr auto& open =
      zm::detail::families<all, zm::name_suffixes{}, true, zm::text_format::openmetrics>::page;
  static_assert(open.places[0].metric == 1 && open.places[1].metric == 0);
  static_assert(open.size == 3 && open.places[2].metric == 2);
  CHECK(open.size == 3);
}
