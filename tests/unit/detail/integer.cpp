// SPDX-License-Identifier: MIT
#include <zerometer/detail/integer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <random>
#include <string>

using namespace zerometer::detail;

static std::string text_of(std::uint64_t value) {
  std::array<char, 32> buffer{};
  buffer.fill('#');
  char* const end = write_integer(buffer.data(), value);
  CHECK(buffer[24] == '#');  // no more is written over
  return {buffer.data(), end};
}

TEST_CASE("[A-14] every number of digits, at its edges") {
  CHECK(text_of(0) == "0");
  std::uint64_t power = 1;
  for (int digits = 1; digits <= 20; ++digits, power *= 10) {
    for (const std::uint64_t value : {power - 1, power, power + 1, power * 9, power + power / 2}) {
      CHECK(text_of(value) == std::to_string(value));
    }
  }
  CHECK(text_of(~std::uint64_t{0}) == "18446744073709551615");
}

TEST_CASE("every number below 10^5, and 10^6 random ones") {
  std::size_t wrong = 0;
  for (std::uint64_t value = 0; value < 100000; ++value) {
    wrong += text_of(value) == std::to_string(value) ? 0U : 1U;
  }
  std::mt19937_64 random{1};
  for (int i = 0; i < 1'000'000; ++i) {
    const std::uint64_t value = random() >> (random() % 64);
    wrong += text_of(value) == std::to_string(value) ? 0U : 1U;
  }
  CHECK(wrong == 0);
}
