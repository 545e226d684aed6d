// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cstdint>
#include <limits>

namespace zm = zerometer;

enum class room { kitchen, attic };
constexpr auto label_values(room) { return zm::values("kitchen", "attic"); }

struct house : zm::meter<house, "house"> {
  struct temperature : gauge<"temperature", "Cel", "In a room.", zm::label<"room", room>> {};
  struct people : gauge<"people", "{person}", "At home."> {};
  using metrics = zm::list<temperature, people>;
};
using app = zm::exposition<house>;
static zm::snapshot<app> now;

static std::uint64_t invalid(zm::invalid_reason reason) {
  now.take();
  return now.value<zm::self::invalid>(reason);
}

TEST_CASE("the last value written is the value") {
  house::temperature::set(21.5, room::kitchen);
  house::temperature::set(-4, room::attic);
  house::temperature::set(19.25, room::kitchen);
  now.take();
  CHECK(now.value<house::temperature>(room::kitchen) == 19.25);
  CHECK(now.value<house::temperature>(room::attic) == -4.0);
}

TEST_CASE("inc, dec, add and sub move it") {
  house::people::set(2);
  house::people::inc();
  house::people::add(2.5);
  house::people::dec();
  house::people::sub(0.25);
  const auto handle = house::people::series();
  handle.inc();
  handle.inc();
  handle.dec();
  handle.sub(1);
  handle.add(1);
  now.take();
  CHECK(now.value<house::people>() == 5.25);
}

TEST_CASE("set takes anything, NaN and infinities included") {
  for (const double value :
       {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::denorm_min(),
        -0.0}) {
    house::people::set(value);
    now.take();
    CHECK(std::bit_cast<std::uint64_t>(now.value<house::people>()) ==
          std::bit_cast<std::uint64_t>(value));
  }
}

TEST_CASE("NaN is not added") {
  house::people::set(3);
  const std::uint64_t before = invalid(zm::invalid_reason::nan);
  house::people::add(std::numeric_limits<double>::quiet_NaN());
  house::people::sub(-std::numeric_limits<double>::quiet_NaN());
  CHECK(invalid(zm::invalid_reason::nan) == before + 2);
  CHECK(now.value<house::people>() == 3.0);
}

TEST_CASE("a label value that is no member writes nothing") {
  const std::uint64_t before = invalid(zm::invalid_reason::label);
  house::temperature::set(1, room::kitchen);
  house::temperature::set(99, static_cast<room>(2));
  house::temperature::add(99, static_cast<room>(-1));
  CHECK(invalid(zm::invalid_reason::label) == before + 2);
  CHECK(now.value<house::temperature>(room::kitchen) == 1.0);
}

TEST_CASE("of a call with two faults one is counted: the label's") {
  const std::uint64_t labels = invalid(zm::invalid_reason::label);
  const std::uint64_t nans = invalid(zm::invalid_reason::nan);
  house::temperature::add(std::numeric_limits<double>::quiet_NaN(), static_cast<room>(2));
  house::temperature::sub(std::numeric_limits<double>::quiet_NaN(), static_cast<room>(2));
  CHECK(invalid(zm::invalid_reason::label) == labels + 2);
  CHECK(invalid(zm::invalid_reason::nan) == nans);
}

TEST_CASE("an empty handle writes nothing") {
  house::people::set(1);
  const decltype(house::people::series()) empty;
  empty.set(9);
  empty.inc();
  now.take();
  CHECK(now.value<house::people>() == 1.0);
}
