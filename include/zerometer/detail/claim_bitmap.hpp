// SPDX-License-Identifier: MIT
/// Which of a fixed number of things are held: a bit for each, taken by one compare-and-swap. The
/// shards of a meter, and the records of a table of series.
#pragma once

#include <zerometer/version.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <std::size_t Count>
class claim_bitmap {
public:
  /// One that nobody held, now the caller's; `Count` when there is none. The search begins at a
  /// word, for who knows that those before it are taken.
  [[nodiscard]] std::size_t take(std::size_t from = 0) noexcept {
    for (std::size_t turn = 0; turn < words; ++turn) {
      const std::size_t word = (from + turn) % words;
      const std::size_t left = Count - word * 64;
      const std::size_t here = left < 64 ? left : 64;
      const std::uint64_t all = here == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << here) - 1;
      // Relaxed: a guess; the exchange decides.
      std::uint64_t taken = __atomic_load_n(&taken_[word], __ATOMIC_RELAXED);
      while ((taken & all) != all) {
        const int bit = std::countr_one(taken);
        // Acquire: pairs with the release in put_back(); what is taken is as its last holder left
        // it. A lost race means that another thread has got one.
        if (__atomic_compare_exchange_n(&taken_[word], &taken, taken | (std::uint64_t{1} << bit),
                                        true, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
          return word * 64 + static_cast<std::size_t>(bit);
        }
      }
    }
    return Count;
  }

  /// Gives one back, as it is.
  void put_back(std::size_t index) noexcept {
    // Release: pairs with the acquire in take().
    __atomic_fetch_and(&taken_[index / 64], ~(std::uint64_t{1} << (index % 64)), __ATOMIC_RELEASE);
  }

  /// Takes a certain one, where no other thread is.
  void hold(std::size_t index) noexcept { taken_[index / 64] |= std::uint64_t{1} << (index % 64); }

private:
  static constexpr std::size_t words = Count / 64 + 1;
  std::uint64_t taken_[words]{};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
