// SPDX-License-Identifier: MIT
#include <zerometer/export/backoff.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <random>

namespace {

constexpr std::uint64_t forever = UINT64_MAX;
constexpr std::uint32_t middle = 1U << 31;

}  // namespace

TEST_CASE("[F-21] a second, half as much again each time, five at most") {
  zerometer::backoff again;
  for (const std::uint64_t wait : {1000U, 1500U, 2250U, 3375U, 5000U}) {
    CHECK(again.next(0, forever, middle) == wait);
  }
  CHECK_FALSE(again.next(0, forever, middle).has_value());
}

TEST_CASE("[F-21] a fifth more or less, all of it and evenly") {
  CHECK(zerometer::backoff{}.next(0, forever, 0) == 800);
  CHECK(zerometer::backoff{}.next(0, forever, UINT32_MAX) == 1199);
  std::mt19937 random;
  std::array<int, 4> quarters{};
  for (int i = 0; i < 40'000; ++i) {
    const auto wait = zerometer::backoff{}.next(0, forever, static_cast<std::uint32_t>(random()));
    REQUIRE(wait.has_value());
    REQUIRE(*wait >= 800);
    REQUIRE(*wait < 1200);
    ++quarters[(*wait - 800) / 100];
  }
  for (const int count : quarters) {
    CHECK(count > 9'500);
  }
}

TEST_CASE("[F-20] [F-21] the receiver is waited for, and nobody waits beyond the end") {
  CHECK(zerometer::backoff{}.next(7000, forever, middle) == 7000);
  CHECK(zerometer::backoff{}.next(10, forever, middle) == 1000);
  CHECK(zerometer::backoff{}.next(0, 1001, middle) == 1000);
  CHECK_FALSE(zerometer::backoff{}.next(0, 1000, middle).has_value());
  CHECK(zerometer::backoff{}.next(7000, 7001, middle) == 7000);
  CHECK_FALSE(zerometer::backoff{}.next(7000, 7000, middle).has_value());
  CHECK_FALSE(zerometer::backoff{}.next(0, 0, 0).has_value());
  CHECK_FALSE(zerometer::backoff{}.next(UINT64_MAX, UINT64_MAX, 0).has_value());
}
