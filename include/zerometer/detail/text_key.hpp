// SPDX-License-Identifier: MIT
/// The values of text labels on their way into a table: read once, hashed, comparable.
///
/// The hash multiplies 64 by 64 bits and folds the product, as wyhash does
/// (github.com/wangyi-fudan/wyhash), with two secret words so that nobody outside can make values
/// collide. Nothing rests on it: keys are compared in full.
#pragma once

#include <zerometer/detail/hash_seed.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

__extension__ using uint128 = unsigned __int128;

template <class Word>
[[nodiscard]] inline std::uint64_t load_word(const char* from) noexcept {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// The first and the last eight bytes of a text; of one of up to 16 bytes, with its size, all.
struct text_ends {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  text_ends() noexcept = default;
  text_ends(const char* text, std::size_t size) noexcept {
    if (size >= 8) [[likely]] {
      first = load_word<std::uint64_t>(text);
      last = load_word<std::uint64_t>(text + size - 8);
    } else if (size >= 4) {
      first = load_word<std::uint32_t>(text);
      last = load_word<std::uint32_t>(text + size - 4);
    } else if (size > 0) {
      first = load_word<std::uint8_t>(text) | load_word<std::uint8_t>(text + size / 2) << 8 |
              load_word<std::uint8_t>(text + size - 1) << 16;
    }
  }
};

/// One value: where it is, and what was read of it.
struct key_text {
  const char* data = nullptr;
  std::size_t size = 0;
  text_ends ends;
};

/// The values of a series: the closed labels' as one number, the texts.
template <std::size_t Texts>
struct text_key {
  std::uint64_t hash = 0;
  std::uint32_t digits = 0;
  bool ascii = true;  // no byte of any text is beyond 0x7F
  std::array<key_text, Texts> texts{};

  text_key() noexcept = default;
  text_key(std::uint32_t number, const std::array<std::string_view, Texts>& values) noexcept
      : digits{number} {
    const hash_seed seed = load_hash_seed();
    std::uint64_t bytes = 0;  // all, one over the other
    std::uint64_t sum = seed.second + digits * odd;
    for (std::size_t i = 0; i < Texts; ++i) {
      texts[i] = {values[i].data(), values[i].size(), {values[i].data(), values[i].size()}};
      // Equal values of two labels shall not cancel each other.
      sum += hash_text(texts[i], {seed.first + (i + 1) * odd, seed.second}, bytes);
    }
    hash = fold(sum, seed.first ^ odd);
    ascii = (bytes & 0x8080'8080'8080'8080) == 0;
  }

private:
  static constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15;  // 2^64 / golden ratio

  [[nodiscard]] static std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
    const uint128 product = static_cast<uint128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }

  [[nodiscard]] static std::uint64_t hash_text(const key_text& text, hash_seed seed,
                                               std::uint64_t& bytes) noexcept {
    std::uint64_t hash = seed.second ^ text.size;
    bytes |= text.ends.first | text.ends.last;
    // The last 16 bytes overlap what is before them, the last eight are in `ends`.
    for (std::size_t i = 0; i + 16 < text.size; i += 16) {
      const std::uint64_t low = load_word<std::uint64_t>(text.data + i);
      const std::uint64_t high = load_word<std::uint64_t>(text.data + i + 8);
      bytes |= low | high;
      hash = fold(low ^ seed.first, high ^ hash);
    }
    std::uint64_t first = text.ends.first;
    if (text.size > 16) {
      first = load_word<std::uint64_t>(text.data + text.size - 16);
      bytes |= first;
    }
    return fold(first ^ seed.first, text.ends.last ^ hash);
  }
};

/// Whether a text is the `text.size` bytes that are stored there.
[[nodiscard]] inline bool is_stored(const key_text& text, const char* stored) noexcept {
  const text_ends ends{stored, text.size};
  if (ends.first != text.ends.first || ends.last != text.ends.last) {
    return false;
  }
  for (std::size_t i = 8; i + 8 < text.size; i += 8) {
    if (load_word<std::uint64_t>(text.data + i) != load_word<std::uint64_t>(stored + i)) {
      return false;
    }
  }
  return true;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
