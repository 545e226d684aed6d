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
  struct price : histogram<"price", "", "Prices.", zm::whole_bounds(1), zm::min_max,
                           zm::label<"item", zm::text<8>>, zm::cardinality_limit<4>> {};
  using metrics = zm::list<sales, weight, price>;
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

TEST_CASE("minimum and maximum are read of the series that a reader asks for") {
  constexpr auto price = plan::first_of<shop::price::descriptor_type>;
  const std::size_t first = plan::common.greatest_begin + price.greatest;
  for (const std::uint64_t key : {std::uint64_t{7}, std::uint64_t{3}, std::uint64_t{5}}) {
    cells::observe(plan::common.late_begin + price.late + 1, key, price.counts + 2,
                   zm::detail::extremes{first + 2, key});
  }
  cells::observe_shared(plan::common.late_begin + price.late + 1, std::uint64_t{9},
                        price.counts + 3, zm::detail::extremes{first + 2, 9});
  std::array<std::uint64_t, 10> greatest{};
  cells::read_greatest<shop::price>(price, 1, 1, greatest.data());
  CHECK(greatest == std::array<std::uint64_t, 10>{0, 0, 9, ~std::uint64_t{3}});
  cells::reset();
  cells::read_greatest<shop::price>(price, 1, 1, greatest.data());
  CHECK(greatest == std::array<std::uint64_t, 10>{});
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
