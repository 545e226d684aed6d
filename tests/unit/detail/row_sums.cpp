// SPDX-License-Identifier: MIT
#include <zerometer/detail/row_sums.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

namespace detail = zerometer::detail;

constexpr std::size_t size = 3;

/// Each cell of rows 0 to `last` is read once, and no other.
template <std::size_t Most>
void check_reads(std::size_t last) {
  std::vector<std::array<unsigned, size>> reads(last + 1);
  std::array<std::uint64_t, size> totals{7, 7, 7};  // what stands there is no part of a sum
  detail::sum_rows<Most>(totals.data(), size, last, [&](std::size_t row, std::size_t cell) {
    ++reads.at(row).at(cell);
    return (std::uint64_t{1} << row) * (cell + 1);
  });
  for (std::size_t cell = 0; cell < size; ++cell) {
    CHECK(totals.at(cell) == ((std::uint64_t{2} << last) - 1) * (cell + 1));
    for (const auto& row : reads) {
      CHECK(row.at(cell) == 1);
    }
  }
}

}  // namespace

TEST_CASE("each cell of each row is read once, whatever the number of rows") {
  for (std::size_t last = 0; last < 14; ++last) {
    check_reads<14>(last);
  }
  check_reads<0>(0);
  check_reads<1>(0);
  check_reads<1>(1);
  check_reads<2>(2);
  check_reads<3>(3);
  check_reads<4>(3);
  check_reads<4>(4);
}

TEST_CASE("a sum is one fold from the first row to the last") {
  // In another order the small ones would come together, and show.
  constexpr std::array<double, 10> rows{1e16, 1, 1, 1, 1, 1, 1, 1, 1, -1e16};
  double fold = 0;
  for (const double each : rows) {
    fold += each;
  }
  double total = 7;
  detail::sum_rows<64>(&total, 1, rows.size() - 1,
                       [&](std::size_t row, std::size_t) { return rows.at(row); });
  CHECK(total == fold);
  CHECK(total == 0);
}

TEST_CASE("of no cells nothing is read") {
  double* const nowhere = nullptr;
  bool read = false;
  detail::sum_rows<64>(nowhere, 0, 5, [&](std::size_t, std::size_t) {
    read = true;
    return 0.0;
  });
  CHECK_FALSE(read);
}
