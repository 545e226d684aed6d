// SPDX-License-Identifier: MIT
#include <zerometer/bounds.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace zm = zerometer;
using namespace zm::detail;

static constexpr zm::bounds usual{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

namespace {

/// A table for bounds that only run time knows.
struct run_time_table {
  explicit run_time_table(const std::vector<double>& upper)
      : plan{plan_buckets(upper.data(), upper.size(), table_bytes)}, cells(plan.cells) {
    fill_cells(plan, upper.data(), upper.size(), cells.data());
    for (const double bound : upper) {
      limits.push_back(bits_of(bound + 0.0));
    }
    limits.resize(upper.size() + plan.cost, infinity_bits);
  }
  [[nodiscard]] std::size_t find(double value) const {
    return find_bucket(plan, cells.data(), limits.data(), bits_of(value));
  }
  bucket_plan plan;
  std::vector<std::uint16_t> cells;
  std::vector<std::uint64_t> limits;
};

std::size_t expected(const std::vector<double>& upper, double value) {
  return static_cast<std::size_t>(std::lower_bound(upper.begin(), upper.end(), value) -
                                  upper.begin());
}

/// Bounds of every kind: close together and far apart, denormal and huge, with 0 and without.
std::vector<double> random_bounds(std::mt19937_64& random) {
  std::vector<double> upper;
  const std::size_t size = 1 + random() % 40;
  const std::uint64_t kind = random() % 5;
  double walk = std::ldexp(1.0 + static_cast<double>(random() % 1000) / 1000,
                           static_cast<int>(random() % 60) - 30);
  while (upper.size() < size) {
    double bound = 0;
    if (kind == 0) {
      bound = std::bit_cast<double>(random() >> 1);  // any finite double, and others
    } else if (kind == 1) {
      bound = static_cast<double>(random() % 1000);
      if (random() % 20 == 0) {
        bound = std::bit_cast<double>(random() % 4);  // zero and the smallest there are
      }
    } else if (kind == 2) {
      bound = walk;
      walk *= 1.0 + static_cast<double>(random() % 1000) / 2000;
    } else if (kind == 3) {
      bound = walk;
      walk = std::nextafter(walk, std::numeric_limits<double>::infinity());
    } else {
      bound = static_cast<double>(random() % 100000) / 1000.0;
    }
    if (is_finite(bound)) {
      upper.push_back(bound);
    }
    if (kind == 2 && !is_finite(walk)) {
      break;
    }
  }
  std::sort(upper.begin(), upper.end());
  upper.erase(std::unique(upper.begin(), upper.end()), upper.end());
  return upper;
}

}  // namespace

TEST_CASE("[G-16] [A-11] the bucket is std::lower_bound's, on 10^4 random sets of bounds") {
  std::mt19937_64 random{20261122};
  std::size_t wrong = 0;
  for (int set = 0; set < 10000; ++set) {
    const std::vector<double> upper = random_bounds(random);
    const run_time_table table{upper};
    REQUIRE(table.cells.size() <= table_bytes);
    const auto check = [&](double value) {
      wrong += value >= 0 && is_finite(value) && table.find(value) != expected(upper, value);
    };
    for (const double bound : upper) {
      check(bound);
      check(std::nextafter(bound, 0.0));
      check(std::nextafter(bound, std::numeric_limits<double>::infinity()));
    }
    for (int i = 0; i < 20; ++i) {
      check(std::bit_cast<double>(random() >> 1));
      check(upper.back() * static_cast<double>(random() % 2000) / 1000);
    }
    for (const double value :
         {0.0, 5e-324, std::numeric_limits<double>::min(), std::numeric_limits<double>::max()}) {
      check(value);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("the compiler's table is the same") {
  using table = bucket_table<usual>;
  const std::vector<double> upper(std::begin(usual.upper), std::end(usual.upper));
  const run_time_table other{upper};
  CHECK(table::plan.cells == other.plan.cells);
  for (const double bound : upper) {
    for (const double value : {std::nextafter(bound, 0.0), bound, std::nextafter(bound, 1e9)}) {
      CHECK(table::find(bits_of(value)) == expected(upper, value));
    }
  }
  CHECK(table::find(infinity_bits) == upper.size());
  CHECK(table::find(0) == 0);
}

TEST_CASE("tables are small and one compare follows") {
  static_assert(bucket_table<usual>::plan.cells == 14);
  static_assert(sizeof(bucket_table<usual>::table.cells) == 14);
  static_assert(usual.cost() == 1);
  constexpr auto geometric = zm::exponential_bounds<200>(1e-6, 1.1);
  static_assert(geometric.cost() == 1);
  static_assert(sizeof(bucket_table<geometric>::table.cells) < 512);
  constexpr zm::bounds close{1.0, 1.0000000000000002, 1.0000000000000004};
  static_assert(close.cost() == 1);
  constexpr zm::bounds close_and_far{1.0, 1.0000000000000002, 1.0000000000000004, 1e9};
  static_assert(close_and_far.cost() == 3);
  CHECK(bucket_table<close_and_far>::find(bits_of(1.0000000000000002)) == 1);
  constexpr auto many = zm::linear_bounds<300>(1, 1);
  CHECK(bucket_table<many>::find(bits_of(299.5)) == 299);
}

TEST_CASE("bounds may begin at 0") {
  constexpr zm::bounds from_zero{0, 5, 10};
  using table = bucket_table<from_zero>;
  CHECK(table::find(bits_of(0.0)) == 0);
  CHECK(table::find(bits_of(5e-324)) == 1);
  CHECK(table::find(bits_of(5.0)) == 1);
  CHECK(table::find(bits_of(std::nextafter(5.0, 6.0))) == 2);
  CHECK(table::find(bits_of(10.1)) == 3);
  constexpr zm::bounds denormal{0.0, 5e-324, 1e-5};
  CHECK(bucket_table<denormal>::find(bits_of(0.0)) == 0);
  CHECK(bucket_table<denormal>::find(bits_of(5e-324)) == 1);
  CHECK(bucket_table<denormal>::find(bits_of(1e-323)) == 2);
  constexpr zm::bounds zero{0.0};
  CHECK(bucket_table<zero>::find(bits_of(0.0)) == 0);
  CHECK(bucket_table<zero>::find(bits_of(1.0)) == 1);
}

TEST_CASE("linear and exponential bounds") {
  constexpr auto linear = zm::linear_bounds<3>(10, 5);
  CHECK(linear.upper[2] == 20.0);
  constexpr auto powers = zm::exponential_bounds<4>(1, 2);
  CHECK(powers.upper[3] == 8.0);
}

TEST_CASE("what a histogram refuses") {
  constexpr std::array<double, 2> infinite{1, std::numeric_limits<double>::infinity()};
  constexpr std::array<double, 2> nan{1, std::numeric_limits<double>::quiet_NaN()};
  constexpr std::array<double, 2> same{1, 1};
  CHECK_FALSE(all_finite(infinite.data(), 2));
  CHECK_FALSE(all_finite(nan.data(), 2));
  CHECK_FALSE(strictly_increasing(same.data(), 2));
  CHECK(strictly_increasing(usual.upper, usual.size));
}
