// SPDX-License-Identifier: MIT
#include <zerometer/detail/decimal_integers.hpp>

#include <doctest/doctest.h>

#include <cstdint>

using namespace zerometer::detail;

TEST_CASE_TEMPLATE("both widths calculate alike", Integer, wide_integer, big_integer) {
  Integer number{12345};
  number.multiply(1'000'003);
  number.shift_left(40);
  number.multiply_power_of_ten(10);
  Integer tenth{12345};
  tenth.multiply(1'000'003);
  tenth.shift_left(40);
  tenth.multiply_power_of_ten(9);
  CHECK(tenth.compare(number) < 0);
  CHECK(number.compare(tenth) > 0);

  Integer more = number;
  more.add(Integer{7});
  CHECK(more.compare(number) > 0);
  CHECK(more.divide(tenth) == 10);
  CHECK(more.compare(Integer{7}) == 0);  // the remainder
  CHECK(more.divide(tenth) == 0);
  CHECK(more.compare(Integer{7}) == 0);
  CHECK(number.divide(tenth) == 10);
  CHECK(number.compare(Integer{0}) == 0);
}

TEST_CASE("a big integer carries into as many words as it needs, and borrows back") {
  big_integer large{~std::uint64_t{0}};
  large.shift_left(1000);
  large.add(big_integer{1});
  big_integer less = large;
  less.subtract(big_integer{2});
  CHECK(less.compare(large) < 0);
  less.add(big_integer{2});
  CHECK(less.compare(large) == 0);
  less.subtract(large);
  CHECK(less.compare(big_integer{0}) == 0);
}
