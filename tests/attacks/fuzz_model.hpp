// SPDX-License-Identifier: MIT
/// The model beside the library: what each call should have done, in plain arrays and by other
/// means. Doubles are bits here, because under -ffast-math a double is never what is told apart.
#pragma once

#include "../fuzz/planted.hpp"
#include "fuzz.hpp"

#include <cstring>
#include <type_traits>

namespace fuzz {

inline constexpr std::uint64_t top = std::uint64_t{1} << 63;
inline constexpr std::uint64_t infinite = std::uint64_t{0x7FF} << 52;

/// 1 with PLANTED_FAULT in the environment: a bound is outside its bucket.
inline const std::int64_t bound_off = planted_fault ? 1 : 0;

/// As the double of these bits is ordered; of both zeros 0.
constexpr std::int64_t order(std::uint64_t bits) noexcept {
  return bits >= top ? -static_cast<std::int64_t>(bits - top) : static_cast<std::int64_t>(bits);
}
constexpr bool is_nan(std::uint64_t bits) noexcept { return (bits & ~top) > infinite; }
constexpr bool is_infinite(std::uint64_t bits) noexcept { return (bits & ~top) == infinite; }

inline double number(std::uint64_t bits) noexcept { return std::bit_cast<double>(bits); }

/// A sum of two, rounded as the processor is told to and not as the compiler likes.
inline std::uint64_t sum(std::uint64_t a, std::uint64_t b) noexcept {
  volatile double left = number(a);
  volatile double right = number(b);
  volatile double both = left + right;
  std::uint64_t bits = 0;
  const volatile double* const from = &both;
  const double loaded = *from;
  std::memcpy(&bits, &loaded, sizeof bits);
  return bits;
}
inline std::uint64_t capped(std::uint64_t bits) noexcept {
  return is_infinite(bits) ? bits - 1 : bits;
}

/// A sum of doubles in this thread's shard and in the shared one.
struct summed {
  std::uint64_t own = 0;
  std::uint64_t shared = 0;
  void add(std::uint64_t bits, bool safe = false) noexcept {
    std::uint64_t& to = safe ? shared : own;
    to = sum(to, bits);
  }
  [[nodiscard]] bool is(double value) const noexcept {
    const std::uint64_t all = capped(sum(capped(shared), capped(own)));
    return order(all) == order(std::bit_cast<std::uint64_t>(value));
  }
};

/// The least and the greatest that was observed, as they are ordered.
template <class Order>
struct reach {
  bool is_known = false;
  Order least{};
  Order greatest{};
  void add(Order value) noexcept {
    least = !is_known || value < least ? value : least;
    greatest = !is_known || value > greatest ? value : greatest;
    is_known = true;
  }
  [[nodiscard]] bool is(bool known, Order min, Order max) const noexcept {
    return known == is_known && (!known || (min == least && max == greatest));
  }
};

template <std::size_t Bounds, class Sum>
struct spread {
  std::array<std::uint64_t, Bounds + 1> buckets{};
  Sum total{};
  reach<std::conditional_t<std::is_same_v<Sum, summed>, std::int64_t, std::uint64_t>> reached{};
  template <class Number>
  [[nodiscard]] bool reaches(const zm::histogram_value<Number, false>&) const noexcept {
    return true;
  }
  [[nodiscard]] bool reaches(const zm::histogram_value<std::uint64_t, true>& value) const noexcept {
    return reached.is(value.has_min_max(), value.min(), value.max());
  }
  [[nodiscard]] bool reaches(const zm::histogram_value<double, true>& value) const noexcept {
    return reached.is(value.has_min_max(), order(std::bit_cast<std::uint64_t>(value.min())),
                      order(std::bit_cast<std::uint64_t>(value.max())));
  }
  template <class Value>
  [[nodiscard]] bool is(const Value& value) const noexcept {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
      if (value.bucket(i) != buckets[i]) {
        return false;
      }
      count += buckets[i];
    }
    if constexpr (std::is_same_v<Sum, summed>) {
      return value.count() == count && total.is(value.sum()) && reaches(value);
    } else {
      return value.count() == count && value.sum() == total && reaches(value);
    }
  }
};

inline constexpr std::size_t few = bounds::few.size();

/// What the callbacks are to report: a number of one of them, with labels.
struct report {
  std::uint8_t of = 0;
  method m{};
  error e{};
  status s{};
  bool flag = false;
  std::uint64_t bits = 0;
};
/// A series of an observable.
struct reported {
  bool is_there = false;
  std::uint64_t bits = 0;
  void be(std::uint64_t value) noexcept {
    is_there = true;
    bits = value;
  }
  [[nodiscard]] bool is(bool there, std::uint64_t value) const noexcept {
    return there == is_there && (bits == value || (is_nan(bits) && is_nan(value)));
  }
};

struct model {
  std::uint64_t calls[3][3][2]{};
  std::uint64_t pairs[3][2]{};
  summed joules[3]{};
  std::uint64_t held[2][3]{};
  std::uint64_t level[2]{};
  spread<few, summed> time[3][2]{};
  spread<bounds::with_sign.size(), summed> drift[3]{};
  spread<4, std::uint64_t> exact[3]{};
  std::uint64_t shared_calls[2]{};
  summed shared_joules{};
  spread<4, std::uint64_t> size{};
  std::uint64_t single_held = 0;
  spread<few, summed> single_time[3]{};
  std::uint64_t gone_calls[3]{};
  spread<few, summed> gone_time{};
  bool is_gone = false;
  int kept = -1;  // the series of a handle that was taken earlier; none of an empty one
  reported bound[3]{};
  bool is_bound_wrong = false;
  std::array<report, 16> reports{};
  std::size_t reports_size = 0;
  reported asked_calls[3]{};
  reported asked_joules[3][2]{};
  reported asked_depth[2]{};
  reported asked_heat[3]{};
  std::uint64_t combination = 0;  // of reports
  std::uint64_t label = 0;
  std::uint64_t nan = 0;
  std::uint64_t infinite = 0;
  std::uint64_t negative = 0;
};
inline model want;

/// The first metric whose cells are not as the model has them; null when all are.
[[nodiscard]] const char* compare() noexcept;

/// Where a value is in its label; null is what counts a value that is no member.
template <class Cell, std::size_t Size>
Cell* at(Cell (&cells)[Size], method value) noexcept {
  const auto index = static_cast<std::int64_t>(value);
  return index >= 0 && index < 3 ? &cells[index] : nullptr;
}
template <class Cell>
Cell* at(Cell (&cells)[2], error value) noexcept {
  return static_cast<unsigned>(value) < 2 ? &cells[static_cast<unsigned>(value)] : nullptr;
}
template <class Cell>
Cell* at(Cell (&cells)[3], status value) noexcept {
  const bool representable = value.representable();
  return representable && value.value() == -1    ? &cells[0]
         : representable && value.value() == 200 ? &cells[1]
         : representable && value.value() == 404 ? &cells[2]
                                                 : nullptr;
}
template <class Cells, class First, class Second>
auto at(Cells& cells, First first, Second second) noexcept {
  auto* const row = at(cells, first);
  return row == nullptr ? nullptr : at(*row, second);
}

/// Whether a call with these labels goes on; if not, it is counted as refused.
template <class Cell>
bool there(const Cell* cell) noexcept {
  want.label += cell == nullptr ? 1U : 0U;
  return cell != nullptr;
}

template <class Cell>
void observe(Cell* cell, std::uint64_t bits, const auto& upper, bool with_sign,
             bool safe) noexcept {
  if (is_nan(bits)) {
    ++want.nan;
  } else if (!with_sign && order(bits) < 0 && !is_infinite(bits)) {
    ++want.negative;
  } else {
    want.infinite += is_infinite(bits) ? 1U : 0U;
    std::size_t bucket = 0;
    for (const double bound : upper) {
      bucket += order(bits) + bound_off > order(std::bit_cast<std::uint64_t>(bound)) ? 1U : 0U;
    }
    if (cell != nullptr) {
      ++cell->buckets[bucket];
      cell->total.add(is_infinite(bits) ? 0 : bits, safe);
      if (!is_infinite(bits)) {
        cell->reached.add(order(bits));
      }
    }
  }
}
template <class Cell>
void observe_whole(Cell* cell, std::uint64_t value, bool negative, const auto& upper) noexcept {
  if (negative) {
    ++want.negative;
    return;
  }
  std::size_t bucket = 0;
  for (const std::uint64_t bound : upper) {
    bucket += value > bound ? 1U : 0U;
  }
  ++cell->buckets[bucket];
  cell->total += value;
  cell->reached.add(value);
}
/// Whether a sum takes it; if not, it is counted as refused.
inline bool is_countable(std::uint64_t bits) noexcept {
  if (is_nan(bits)) {
    ++want.nan;
  } else if (order(bits) < 0) {
    ++want.negative;
  } else if (is_infinite(bits)) {
    ++want.infinite;
  } else {
    return true;
  }
  return false;
}
inline void add_double(summed* cell, std::uint64_t bits, bool safe = false) noexcept {
  if (is_countable(bits) && cell != nullptr) {
    cell->add(bits, safe);
  }
}

/// Meters that are asked, and one that can be dropped.
void attack_asked(source& from) noexcept;
void attack_gone(source& from) noexcept;
void attack_bound(source& from) noexcept;

}  // namespace fuzz
