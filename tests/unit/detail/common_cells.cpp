// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <thread>

namespace zm = zerometer;

struct shop : zm::meter<shop, "shop"> {
  struct sales
      : counter<"sales", "", "Sales.", zm::label<"item", zm::text<8>>, zm::cardinality_limit<4>> {};
  struct weight : histogram<"weight", "", "Weights.", zm::bounds{1, 2},
                            zm::label<"item", zm::text<8>>, zm::cardinality_limit<4>> {};
  using metrics = zm::list<sales, weight>;
};
using cells = zm::detail::common_cells<shop>;
using plan = zm::detail::layout<shop>;

TEST_CASE("all threads add to one block, and a reader copies what it asks for") {
  std::array<std::thread, 4> threads;
  for (std::thread& thread : threads) {
    thread = std::thread{[] {
      for (int i = 0; i < 10000; ++i) {
        cells::add(1, std::uint64_t{1});
        cells::observe(plan::common.sums_begin + 1, 0.5, 5 + 3 + 2);
      }
    }};
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::array<std::uint64_t, 20> counts{};
  std::array<double, 5> sums{};
  constexpr auto sales = plan::first_of<shop::sales::descriptor_type>;
  cells::read<shop::sales>(sales, 0, 2, counts.data(), nullptr, sums.data());
  CHECK(counts[1] == 40000);
  counts = {};
  constexpr auto weight = plan::first_of<shop::weight::descriptor_type>;
  cells::read<shop::weight>(weight, 1, 1, counts.data(), nullptr, sums.data());
  CHECK(counts[3 + 2] == 40000);
  CHECK(sums[1] == 20000);
  CHECK(sums[0] == 0);
  cells::reset();
  cells::read<shop::weight>(weight, 1, 1, counts.data(), nullptr, sums.data());
  CHECK(counts[3 + 2] == 0);
  CHECK(sums[1] == 0);
}

struct plain : zm::meter<plain, "plain"> {
  struct only : counter<"only", "", "Only."> {};
  using metrics = zm::list<only>;
};

TEST_CASE("a meter without text labels pays nothing for them") {
  static_assert(zm::detail::common_cells<plain>::bytes == 0);
  static_assert(zm::detail::common_cells<shop>::bytes >= (5 + 5 * 3 + 5) * 8);
  CHECK(true);  // the static_asserts above are the test
}
