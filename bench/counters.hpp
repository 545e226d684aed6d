// SPDX-License-Identifier: MIT
//
// What the pages of one counter with 100 to 100,000 series hold, the same for every library: two to
// five labels of ten values each, and a count of one to nine digits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bench {

enum class digit { d0, d1, d2, d3, d4, d5, d6, d7, d8, d9 };
inline constexpr std::array<std::string_view, 10> digits{"0", "1", "2", "3", "4",
                                                         "5", "6", "7", "8", "9"};
constexpr auto label_values(digit) { return digits; }

/// The names of the labels, the one that varies least first.
inline constexpr std::array<std::string_view, 5> places{"a", "b", "c", "d", "e"};

constexpr std::size_t counters_in(std::size_t labels) {
  std::size_t all = 1;
  for (std::size_t i = 0; i < labels; ++i)
    all *= 10;
  return all;
}

/// The value of a series' label, and what it has counted.
constexpr std::size_t digit_of(std::size_t series, std::size_t place) {
  return series / counters_in(place) % 10;
}
constexpr std::uint64_t count_of(std::size_t series) {
  return (series + 1) * 2654435761 % 1'000'000'000 / counters_in(series % 9);
}

/// Our page of them; the text lives as long as the process.
std::string_view counters_page(std::size_t labels);

}  // namespace bench
