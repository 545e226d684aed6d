// SPDX-License-Identifier: MIT
#include <zerometer/detail/text_budget.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

namespace zm = zerometer;

struct shop : zm::meter<shop, "shop", zm::memory_limit<(1 << 20)>> {
  struct plain : counter<"plain", "", "Plain."> {};
  struct raised : counter<"raised", "", "Raised.", zm::text_limit<100'000>> {};
  struct sparse : counter<"sparse", "", "Sparse.", zm::label<"x", bool>, zm::sparse> {};
  struct observed : observable_gauge<"observed", "", "Observed."> {};
  struct open
      : counter<"open", "", "Open.", zm::label<"x", zm::text<8>>, zm::cardinality_limit<9>> {};
  using metrics = zm::list<plain, raised, sparse, observed, open>;
};

TEST_CASE("64 KiB or what the descriptor says, and what is not on every page has no limit") {
  using zm::detail::budgeted;
  static_assert(budgeted<shop::plain, 65'536>() == 65'536);  // one more: rejects/budget.cpp
  static_assert(budgeted<shop::raised, 100'000>() == 100'000);
  static_assert(budgeted<shop::sparse, 100'000>() == 100'000);
  static_assert(budgeted<shop::observed, 100'000>() == 100'000);
  static_assert(budgeted<shop::open, 100'000>() == 100'000);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("4 MiB of memory, or what the meter says") {
  static_assert(shop::options::memory_limit_bytes == 1 << 20);
  static_assert(zm::self::options::memory_limit_bytes == 4 << 20);
  CHECK(true);  // the static_asserts above are the test
}
