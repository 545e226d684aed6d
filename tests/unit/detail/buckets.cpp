// SPDX-License-Identifier: MIT
#include <zerometer/bounds.hpp>
#include <zerometer/detail/buckets.hpp>
#include <zerometer/detail/domain.hpp>

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

namespace {

/// A table for bounds that only run time knows.
struct run_time_table {
  run_time_table(const std::vector<std::uint64_t>& keys, std::vector<std::uint64_t> forms)
      : plan{plan_buckets(keys.data(), keys.size(), table_cells(keys.size()))}, cells(plan.cells),
        limits{std::move(forms)} {
    fill_cells(plan, keys.data(), keys.size(), cells.data());
    limits.resize(keys.size() + plan.cost, ~std::uint64_t{0});
  }
  [[nodiscard]] std::size_t find(std::uint64_t key, std::uint64_t value) const {
    return find_bucket(plan, cells.data(), limits.data(), key, value);
  }
  bucket_plan plan;
  std::vector<std::uint16_t> cells;
  std::vector<std::uint64_t> limits;
};

template <class Number>
std::size_t expected(const std::vector<Number>& upper, Number value) {
  return static_cast<std::size_t>(std::lower_bound(upper.begin(), upper.end(), value) -
                                  upper.begin());
}

template <class Number>
void make_bounds(std::vector<Number>& upper) {
  std::sort(upper.begin(), upper.end());
  upper.erase(std::unique(upper.begin(), upper.end()), upper.end());
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
      walk *= 1.0 + static_cast<double>(1 + random() % 1000) / 2000;
    } else if (kind == 3) {
      bound = walk;
      walk = std::nextafter(walk, std::numeric_limits<double>::infinity());
    } else {
      bound = static_cast<double>(random() % 100000) / 1000.0;
    }
    if (is_finite(bound)) {
      upper.push_back(bound);
    }
  }
  make_bounds(upper);
  return upper;
}

}  // namespace

TEST_CASE("[G-16] [A-11] the bucket is std::lower_bound's, on 10^4 random sets of bounds") {
  std::mt19937_64 random{20261122};
  std::size_t wrong = 0;
  for (int set = 0; set < 10000; ++set) {
    std::vector<double> upper = random_bounds(random);
    // Every second set has negative bounds too.
    const bool with_sign = set % 2 == 1;
    if (with_sign) {
      const std::vector<double> positive = upper;
      for (const double bound : positive) {
        upper.push_back(-bound);
      }
      make_bounds(upper);
    }
    const auto form = [&](double value) {
      return with_sign ? ordered_bits(value) : bits_of(value);
    };
    std::vector<std::uint64_t> forms;
    for (const double bound : upper) {
      forms.push_back(form(bound));
    }
    const run_time_table table{forms, forms};
    REQUIRE(table.cells.size() <= table_bytes);
    const auto check = [&](double value) {
      if (is_finite(value) && (with_sign || !(value < 0)) && bits_of(value) != sign_bit) {
        wrong += table.find(form(value), form(value)) == expected(upper, value) ? 0U : 1U;
      }
    };
    for (const double bound : upper) {
      check(bound);
      check(std::nextafter(bound, -std::numeric_limits<double>::infinity()));
      check(std::nextafter(bound, std::numeric_limits<double>::infinity()));
    }
    for (int i = 0; i < 20; ++i) {
      check(std::bit_cast<double>(random()));
      check(std::bit_cast<double>(random() >> 1));
      check(upper.back() * static_cast<double>(random() % 2000) / 1000);
    }
    for (const double value :
         {0.0, 5e-324, std::numeric_limits<double>::min(), std::numeric_limits<double>::max()}) {
      check(value);
      check(-value);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("[G-16] the same for 10^4 random sets of integer bounds") {
  std::mt19937_64 random{7};
  std::size_t wrong = 0;
  std::size_t converted = 0;
  for (int set = 0; set < 10000; ++set) {
    std::vector<std::uint64_t> upper;
    const std::size_t size = 1 + random() % 40;
    const std::uint64_t base = random() >> (random() % 64);
    const unsigned least = set % 3 == 0 ? 0 : 11;  // at most 2^53
    while (upper.size() < size) {
      upper.push_back(set % 2 == 0 ? random() >> (least + random() % (64 - least))
                                   : base + random() % 100);
    }
    make_bounds(upper);
    const auto key = [&](std::uint64_t value) {
      return upper.back() <= exact_integers ? converted_bits(value) : leading_bits(value);
    };
    converted += upper.back() <= exact_integers ? 1U : 0U;
    std::vector<std::uint64_t> keys;
    for (const std::uint64_t bound : upper) {
      keys.push_back(key(bound));
    }
    const run_time_table table{keys, upper};
    const auto check = [&](std::uint64_t value) {
      wrong += table.find(key(value), value) == expected(upper, value) ? 0U : 1U;
    };
    for (const std::uint64_t bound : upper) {
      check(bound);
      check(bound - 1);
      check(bound + 1);
    }
    for (int i = 0; i < 20; ++i) {
      check(random() >> (random() % 64));
    }
    check(0);
    for (const unsigned bit : {11U, 53U, 63U}) {
      check((std::uint64_t{1} << bit) - 1);
      check(std::uint64_t{1} << bit);
      check((std::uint64_t{1} << bit) + 1);
    }
    check(~std::uint64_t{0});
  }
  CHECK(wrong == 0);
  CHECK((converted > 2000 && converted < 9000));
}

TEST_CASE("tables are small") {
  constexpr zm::bounds usual{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  using table = bucket_table<double_domain<usual, false>>;
  static_assert(table::plan.cells == 14);
  static_assert(sizeof(table::table.cells) == 14);
  using geometric = bucket_table<double_domain<zm::exponential_bounds<200>(1e-6, 1.1), false>>;
  static_assert(sizeof(geometric::table.cells) < 512);
  using many = bucket_table<double_domain<zm::linear_bounds<300>(1, 1), false>>;
  CHECK(many::find(bits_of(299.5)) == 299);
}
