// SPDX-License-Identifier: MIT
/// Closed sets of integers as label values: status codes, ports, error numbers.
///
/// A type of its own and never a bare int, so that an amount cannot be taken for a label. A value
/// finds its index in a table that spans the set or, where a few members lie far apart, by looking
/// at one after the other.
#pragma once

#include <zerometer/detail/fold.hpp>
#include <zerometer/label.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace zerometer {
inline namespace v0_1 {

namespace detail {

template <class Type>
concept plain_integer =
    std::integral<Type> && !std::same_as<Type, bool> && !std::same_as<Type, char> &&
    !std::same_as<Type, wchar_t> && !std::same_as<Type, char8_t> && !std::same_as<Type, char16_t> &&
    !std::same_as<Type, char32_t>;

template <auto Member>
inline constexpr bool fits_in_64 = false;
template <auto Member>
  requires plain_integer<decltype(Member)>
inline constexpr bool fits_in_64<Member> = std::in_range<std::int64_t>(Member);

}  // namespace detail

/// A closed set of integers as the type of a label: `using status = zm::integers<200, 404, 500>`.
/// Any integer converts to it explicitly; one that is no member is counted in
/// `zerometer.invalid{reason="label"}` and recorded nowhere.
template <auto... Members>
class integers {
  static_assert(sizeof...(Members) > 0, "zm::integers needs at least one member.");
  static_assert(detail::all_of(std::array<bool, sizeof...(Members)>{
                    detail::plain_integer<decltype(Members)>...}),
                "zm::integers takes integers, not bool and not characters.");
  static_assert(detail::all_of(std::array<bool, sizeof...(Members)>{
                    detail::fits_in_64<Members>...}),
                "the members of zm::integers fit in 64 signed bits.");

public:
  using value_type = std::int64_t;
  static constexpr std::array<value_type, sizeof...(Members)> members{
      static_cast<value_type>(Members)...};

  constexpr integers() noexcept = default;
  template <detail::plain_integer Integer>
  constexpr explicit integers(Integer value) noexcept
      : value_{static_cast<value_type>(value)}, representable_{std::in_range<value_type>(value)} {}

  [[nodiscard]] constexpr value_type value() const noexcept { return value_; }
  /// False for what 64 signed bits cannot say; it is no member of any set.
  [[nodiscard]] constexpr bool representable() const noexcept { return representable_; }
  friend constexpr bool operator==(integers, integers) noexcept = default;

private:
  value_type value_ = members[0];
  bool representable_ = true;
};

namespace detail {

template <auto... Members>
struct label_domain<integers<Members...>> {
  using set = integers<Members...>;
  using value_type = typename set::value_type;
  static constexpr std::size_t count = sizeof...(Members);

  static constexpr value_type lowest = [] {
    value_type low = set::members[0];
    for (const value_type member : set::members) {
      low = member < low ? member : low;
    }
    return low;
  }();
  /// From the lowest member to the highest.
  static constexpr std::uint64_t width = [] {
    value_type high = set::members[0];
    for (const value_type member : set::members) {
      high = member > high ? member : high;
    }
    return static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(lowest);
  }();
  static constexpr bool is_wide = width >= 4096;
  static_assert(
      count <= (is_wide ? 64 : 65534),
      "the members of zm::integers lie within 4,096 of each other, or are at most 64: use "
      "an enum class for a set that is wider.");
  using slot = std::conditional_t<(count < 255), std::uint8_t, std::uint16_t>;
  /// The place of each integer from the lowest on; nothing for a wide set.
  static constexpr std::array<slot, is_wide ? 0 : width + 1> slots = [] {
    std::array<slot, is_wide ? 0 : width + 1> table{};
    for (slot& entry : table) {
      entry = static_cast<slot>(count);
    }
    for (std::size_t i = 0; i < (is_wide ? 0 : count); ++i) {
      table[static_cast<std::uint64_t>(set::members[i]) - static_cast<std::uint64_t>(lowest)] =
          static_cast<slot>(i);
    }
    return table;
  }();
  static_assert(
      [] {
        std::size_t distinct = 0;
        if (is_wide) {
          for (std::size_t i = 0; i < count; ++i) {
            std::size_t earlier = 0;
            while (set::members[earlier] != set::members[i]) {
              ++earlier;
            }
            distinct += earlier == i ? 1 : 0;
          }
        }
        for (const slot entry : slots) {
          distinct += entry != count ? 1 : 0;
        }
        return distinct == count;
      }(),
      "a member of zm::integers stands there twice: remove one.");

  [[nodiscard]] static constexpr std::size_t index(set value) noexcept {
    if constexpr (is_wide) {
      std::size_t place = 0;
      while (place < count && set::members[place] != value.value()) {
        ++place;
      }
      return value.representable() ? place : count;
    } else {
      const std::uint64_t offset =
          static_cast<std::uint64_t>(value.value()) - static_cast<std::uint64_t>(lowest);
      return offset <= width && value.representable() ? slots[offset] : count;
    }
  }
  [[nodiscard]] static constexpr set at(std::size_t index) noexcept {
    return set{set::members[index]};
  }

  struct digits {
    std::array<char, 20> text{};
    std::size_t size = 0;
  };
  static constexpr std::array<digits, count> texts = [] {
    std::array<digits, count> all{};
    for (std::size_t i = 0; i < count; ++i) {
      std::array<char, 20> reversed{};
      std::size_t size = 0;
      const bool negative = set::members[i] < 0;
      auto rest = static_cast<std::uint64_t>(set::members[i]);
      rest = negative ? 0 - rest : rest;
      do {
        reversed[size++] = static_cast<char>('0' + rest % 10);
        rest /= 10;
      } while (rest != 0);
      if (negative) {
        reversed[size++] = '-';
      }
      all[i].size = size;
      for (std::size_t j = 0; j < size; ++j) {
        all[i].text[j] = reversed[size - 1 - j];
      }
    }
    return all;
  }();
  [[nodiscard]] static constexpr std::string_view text(std::size_t index) noexcept {
    return {texts[index].text.data(), texts[index].size};
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
