// SPDX-License-Identifier: MIT
/// Which shards of a meter are held: a bit for each, taken by one compare-and-swap.
#pragma once

#include <zerometer/version.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <std::size_t Shards>
class shard_bitmap {
public:
  /// A shard that nobody held, now the caller's; `Shards` when there is none.
  [[nodiscard]] std::size_t take() noexcept {
    for (std::size_t word = 0; word < words; ++word) {
      const std::size_t here = Shards - word * 64 < 64 ? Shards - word * 64 : 64;
      const std::uint64_t all = here == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << here) - 1;
      // Relaxed: a guess; the exchange decides.
      std::uint64_t taken = __atomic_load_n(&taken_[word], __ATOMIC_RELAXED);
      while ((taken & all) != all) {
        const int bit = std::countr_one(taken);
        // Acquire: pairs with the release in put_back(); the cells are as their last owner left
        // them. A lost race means that another thread has got a shard.
        if (__atomic_compare_exchange_n(&taken_[word], &taken, taken | (std::uint64_t{1} << bit),
                                        true, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
          return word * 64 + static_cast<std::size_t>(bit);
        }
      }
    }
    return Shards;
  }

  /// Gives a shard back, its cells as they are.
  void put_back(std::size_t shard) noexcept {
    // Release: pairs with the acquire in take().
    __atomic_fetch_and(&taken_[shard / 64], ~(std::uint64_t{1} << (shard % 64)), __ATOMIC_RELEASE);
  }

private:
  static constexpr std::size_t words = Shards / 64 + 1;
  std::uint64_t taken_[words]{};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
