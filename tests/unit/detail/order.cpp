// SPDX-License-Identifier: MIT
#include <zerometer/detail/order.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string_view>

using namespace zerometer::detail;
using names = std::array<std::string_view, 5>;

TEST_CASE("names are ordered byte by byte, equal ones as they came") {
  constexpr names some{"b", "a", "ab", "b", "B"};
  static_assert(sorted_order(some) == std::array<std::size_t, 5>{4, 1, 2, 0, 3});
  static_assert(compare_text("a", "a") == 0);
  static_assert(compare_text("a", "ab") < 0);
  static_assert(compare_text("\xC3", "a") > 0);
  static_assert(!all_different(some));
  static_assert(all_different(names{"b", "a", "ab", "c", "B"}));
  CHECK(sorted_order(some) == std::array<std::size_t, 5>{4, 1, 2, 0, 3});
}

namespace {
template <std::size_t Size>
struct many {
  // Names with a long prefix in common, as a real catalogue has them, in a shuffled order.
  std::array<std::array<char, 40>, Size> text{};
  constexpr many() noexcept {
    for (std::size_t i = 0; i < Size; ++i) {
      text[i].fill('x');
      const std::size_t number = i * 7919 % Size;
      text[i][37] = static_cast<char>('0' + number / 100);
      text[i][38] = static_cast<char>('0' + number / 10 % 10);
      text[i][39] = static_cast<char>('0' + number % 10);
    }
  }
  [[nodiscard]] constexpr std::array<std::string_view, Size> views() const noexcept {
    std::array<std::string_view, Size> all{};
    for (std::size_t i = 0; i < Size; ++i) {
      all[i] = {text[i].data(), text[i].size()};
    }
    return all;
  }
};
}  // namespace

TEST_CASE("hundreds of names are within the compilers' limits") {
  static constexpr many<500> all;
  static_assert(all_different(all.views()));
  constexpr auto order = sorted_order(all.views());
  for (std::size_t i = 1; i < order.size(); ++i) {
    CHECK(all.views()[order[i - 1]] < all.views()[order[i]]);
  }
}

TEST_CASE("what is equal keeps its order") {
  std::array<std::array<int, 2>, 5> pairs{{{2, 0}, {1, 1}, {2, 2}, {1, 3}, {0, 4}}};
  merge_sort(pairs, [](const auto& a, const auto& b) { return a[0] <= b[0]; });
  CHECK(pairs == std::array<std::array<int, 2>, 5>{{{0, 4}, {1, 1}, {1, 3}, {2, 0}, {2, 2}}});
}
