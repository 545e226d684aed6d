// SPDX-License-Identifier: MIT
#include <zerometer/list.hpp>

#include <doctest/doctest.h>

#include <type_traits>

namespace zm = zerometer;
using zm::list;

TEST_CASE("lists are joined, filtered and indexed") {
  static_assert(list<int, char>::size == 2);
  static_assert(
      std::is_same_v<zm::detail::joined<list<int>, list<char, long>>::type, list<int, char, long>>);
  static_assert(
      std::is_same_v<zm::detail::filtered<list<int, double, char>, std::is_integral>::type,
                     list<int, char>>);
  static_assert(std::is_same_v<zm::detail::filtered<list<>, std::is_integral>::type, list<>>);
  static_assert(std::is_same_v<zm::detail::element<1, list<int, char, long>>::type, char>);
  CHECK(true);  // the static_asserts above are the test
}
