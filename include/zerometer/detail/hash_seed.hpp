// SPDX-License-Identifier: MIT
/// The secret of the tables' hash: drawn once by the process, from what the kernel gave it.
///
/// Source: getauxval(3), AT_RANDOM: sixteen random bytes. They guard the stack as well and stay
/// secret: what is kept is a product of them that cannot be turned back.
#pragma once

#include <zerometer/version.hpp>

#include <cstdint>
#include <cstring>

#if defined(__linux__)
#include <sys/auxv.h>
#endif

namespace zerometer {
inline namespace v0_1 {
namespace detail {

struct hash_seed {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};

struct hash_seed_words {
  static inline constinit hash_seed value{};
};

/// Zeros before the process has drawn it: no table has an entry then.
[[nodiscard]] inline hash_seed load_hash_seed() noexcept {
  // Relaxed, both: the words guard no data. A thread that misses one of them hashes to where
  // nothing is found, and then draws.
  return {__atomic_load_n(&hash_seed_words::value.first, __ATOMIC_RELAXED),
          __atomic_load_n(&hash_seed_words::value.second, __ATOMIC_RELAXED)};
}

/// The finaliser of splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", 2014) over two words, and never zero.
[[nodiscard]] constexpr std::uint64_t mix_seed(std::uint64_t a, std::uint64_t b) noexcept {
  std::uint64_t mixed = a + (b << 1);
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58'476D'1CE4'E5B9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D0'49BB'1331'11EB;
  return (mixed ^ (mixed >> 31)) | 1;
}

/// The first one that is drawn stays.
inline void draw_word(std::uint64_t& word, std::uint64_t drawn) noexcept {
  std::uint64_t none = 0;
  // Relaxed, both: the word guards no data.
  __atomic_compare_exchange_n(&word, &none, drawn, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

/// Draws the seed, if nobody has: afterwards load_hash_seed() on this thread is final.
inline void draw_hash_seed() noexcept {
  const hash_seed seed = load_hash_seed();
  if (seed.first != 0 && seed.second != 0) [[likely]] {
    return;
  }
  std::uint64_t random[2]{0x9E37'79B9'7F4A'7C15, 0xD1B5'4A32'D192'ED03};
#if defined(__linux__)
  // An address comes from a number here: the kernel's.
  if (const auto* const bytes = reinterpret_cast<const char*>(::getauxval(AT_RANDOM))) {
    std::memcpy(random, bytes, sizeof random);
  }
#endif
  // Where the program happens to lie is a secret too, where there is no other.
  const auto place = reinterpret_cast<std::uintptr_t>(&hash_seed_words::value);
  draw_word(hash_seed_words::value.first, mix_seed(random[0] ^ place, random[1]));
  draw_word(hash_seed_words::value.second, mix_seed(random[1] ^ place, random[0]));
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
