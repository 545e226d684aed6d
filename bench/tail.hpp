// SPDX-License-Identifier: MIT
//
// What each library's part of the tail measurement is made of: the loop that times every call by
// itself, and the counts of what it found.
#pragma once

#include "inputs.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bench {

/// How often each duration was seen: exact below 4,096 ticks of the processor's counter, to 1.6 %
/// above. Adding one touches one number and the greatest.
class tick_counts {
public:
  void add(std::uint64_t ticks) noexcept {
    ++counts_[place_of(ticks)];
    greatest_ = std::max(greatest_, ticks);
  }

  /// The duration that all but one call in `one_in` stayed below or at.
  [[nodiscard]] std::uint64_t quantile(double one_in) const noexcept {
    std::uint64_t all = 0;
    for (const auto count : counts_)
      all += count;
    auto above = static_cast<std::uint64_t>(static_cast<double>(all) / one_in);
    for (std::size_t place = counts_.size(); place-- > 0;) {
      if (counts_[place] > above)
        return std::min(ticks_of(place), greatest_);
      above -= counts_[place];
    }
    return 0;
  }
  [[nodiscard]] std::uint64_t greatest() const noexcept { return greatest_; }

private:
  static constexpr unsigned exact_bits = 12;
  static constexpr unsigned steps_bits = 6;  // of each doubling above

  static constexpr std::size_t place_of(std::uint64_t ticks) noexcept {
    const auto bits = static_cast<unsigned>(std::bit_width(ticks));
    if (bits <= exact_bits)
      return ticks;
    const std::size_t step = (ticks >> (bits - 1 - steps_bits)) & ((1 << steps_bits) - 1);
    return (1 << exact_bits) + ((bits - exact_bits - 1) << steps_bits) + step;
  }
  /// The greatest duration of a place.
  static constexpr std::uint64_t ticks_of(std::size_t place) noexcept {
    if (place < (1 << exact_bits))
      return place;
    const std::size_t above = place - (1 << exact_bits);
    const auto shift = static_cast<unsigned>(above >> steps_bits) + exact_bits - steps_bits;
    const std::uint64_t step = (above & ((1 << steps_bits) - 1)) + (1 << steps_bits);
    return ((step + 1) << shift) - 1;
  }

  std::vector<std::uint64_t> counts_ =
      std::vector<std::uint64_t>((1 << exact_bits) + ((64 - exact_bits) << steps_bits));
  std::uint64_t greatest_ = 0;
};

// Neither may an instruction before the first reading still run, nor one of the call start before
// it or end after the second.
#if defined(__x86_64__)
inline std::uint64_t first_ticks() noexcept {
  std::uint32_t low, high;
  asm volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high) : : "memory");
  return std::uint64_t{high} << 32 | low;
}
inline std::uint64_t second_ticks() noexcept {
  std::uint32_t low, high;
  asm volatile("rdtscp\n\tlfence" : "=a"(low), "=d"(high) : : "ecx", "memory");
  return std::uint64_t{high} << 32 | low;
}
#elif defined(__aarch64__)
inline std::uint64_t first_ticks() noexcept {
  std::uint64_t ticks;
  asm volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(ticks) : : "memory");
  return ticks;
}
inline std::uint64_t second_ticks() noexcept { return first_ticks(); }
#else
#error "the tail measurement knows the counters of x86-64 and AArch64"
#endif

/// Makes `calls` calls of `call(i)`, i an index into the inputs, each timed by itself.
template <class Call>
void time_each(std::size_t calls, tick_counts& counts, Call call) {
  for (std::size_t i = 0; i < calls; ++i) {
    const auto before = first_ticks();
    call(i % draws);
    counts.add(second_ticks() - before);
  }
}

/// One operation of one library.
struct tail_subject {
  const char* operation;
  const char* library;
  void (*time)(std::size_t calls, tick_counts& counts);
  void (*scrape)();
  std::uint64_t (*total)();  // of the calls that were recorded
};

/// prometheus-cpp's, or none where it is not installed.
std::span<const tail_subject> tail_of_prometheus_cpp();

}  // namespace bench
