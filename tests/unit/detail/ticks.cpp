// SPDX-License-Identifier: MIT
#include <zerometer/detail/ticks.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace zm = zerometer;

namespace {

// One of each a test, since the line's clocks are types.
template <int Test>
struct time_of {
  static inline std::uint64_t value = 1'000'000'000;
  static inline std::uint64_t lost = 0;  // ticks between the readings
  static inline int readings = 0;
  static inline bool is_steady = true;
  static std::uint64_t now() noexcept {
    ++readings;
    return value;
  }
  struct ticks {
    static inline std::uint64_t value = 500;
    static std::uint64_t read() noexcept { return value += lost; }
    static bool steady() noexcept { return is_steady; }
  };
  // Three ticks a nanosecond.
  static void pass(std::uint64_t nanoseconds) noexcept {
    value += nanoseconds;
    ticks::value += nanoseconds * 3;
  }
  using line = zm::detail::tick_line<time_of, ticks>;
};

}  // namespace

TEST_CASE("before the window is over a reading is the clock's, afterwards the counter's") {
  using world = time_of<0>;
  world::line line;
  CHECK(line.now() == 1'000'000'000);
  world::pass(world::line::window - 1);
  CHECK(line.now() == world::value);
  CHECK_FALSE(line.calibrated());
  world::pass(1);
  CHECK(line.now() == world::value);
  CHECK(line.calibrated());
  const int readings = world::readings;
  for (int i = 0; i < 100; ++i) {
    world::pass(1'000'000'007);
    const std::uint64_t now = line.now();
    CHECK(now <= world::value);
    CHECK(now + 1000 >= world::value);
  }
  CHECK(world::readings == readings);
}

TEST_CASE("ten years are no overflow") {
  using world = time_of<1>;
  world::line line;
  static_cast<void>(line.now());
  world::pass(world::line::window);
  static_cast<void>(line.now());
  REQUIRE(line.calibrated());
  constexpr std::uint64_t ten_years = 315'360'000'000'000'000;
  world::pass(ten_years);
  CHECK(line.now() <= world::value);
  CHECK(line.now() + ten_years / 100'000'000 >= world::value);
}

TEST_CASE("a counter that is not invariant is never used") {
  using world = time_of<2>;
  world::is_steady = false;
  world::line line;
  for (int i = 0; i < 10; ++i) {
    CHECK(line.now() == world::value);
    world::pass(world::line::window);
  }
  CHECK_FALSE(line.calibrated());
}

TEST_CASE("readings that are far from the counter's make no rate") {
  using world = time_of<3>;
  world::line line;
  world::lost = 100'000;  // 33 µs: the begin is not known
  static_cast<void>(line.now());
  world::lost = 0;
  world::pass(world::line::window);
  CHECK(line.now() == world::value);
  CHECK_FALSE(line.calibrated());
  world::lost = 100'000;  // the end is not known
  world::pass(world::line::window);
  static_cast<void>(line.now());
  CHECK_FALSE(line.calibrated());
  world::pass(1000 * world::line::window);  // however long it took
  static_cast<void>(line.now());
  CHECK_FALSE(line.calibrated());
  world::lost = 0;
  world::pass(world::line::window);
  static_cast<void>(line.now());
  CHECK(line.calibrated());
}

TEST_CASE(
    "a core that is behind the one that calibrated is at its time, not before the beginning") {
  using world = time_of<4>;
  world::line line;
  static_cast<void>(line.now());
  world::pass(world::line::window);
  static_cast<void>(line.now());
  REQUIRE(line.calibrated());
  world::ticks::value -= 100;
  CHECK(line.now() == world::value);
}
