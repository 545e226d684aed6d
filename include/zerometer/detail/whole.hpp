// SPDX-License-Identifier: MIT
/// What a histogram of integers observes: an integer of whatever type, and no number of another
/// kind.
#pragma once

#include <zerometer/descriptor.hpp>

#include <concepts>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class whole {
public:
  template <std::integral Integer>
    requires(!std::same_as<Integer, bool>)
  constexpr whole(Integer value) noexcept
      : magnitude_{static_cast<std::uint64_t>(value)}, negative_{value < 0} {}
  template <class Number>
    requires(!std::integral<Number> || std::same_as<Number, bool>)
  constexpr whole(Number) noexcept : magnitude_{0}, negative_{false} {
    static_assert(never<Number>,
                  "this histogram observes integers in the unit of its bounds: give observe an "
                  "integer.");
  }
  [[nodiscard]] constexpr std::uint64_t magnitude() const noexcept { return magnitude_; }
  [[nodiscard]] constexpr bool negative() const noexcept { return negative_; }

private:
  std::uint64_t magnitude_;
  bool negative_;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
