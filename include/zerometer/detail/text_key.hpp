// SPDX-License-Identifier: MIT
/// The values of text labels on their way into a table: read once, hashed, comparable.
///
/// The hash multiplies 64 by 64 bits and folds the product, as wyhash does
/// (github.com/wangyi-fudan/wyhash), with two secret words so that nobody outside can make values
/// collide. Nothing rests on it: keys are compared in full.
#pragma once

#include <zerometer/detail/hash_seed.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

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

/// Four words of a text. With its size they are all of one of up to 32 bytes, and the begin and the
/// end of a longer one. Two ways of reading and no more: a branch on a size that nobody can predict
/// costs more than a load that was not needed.
struct text_words {
  std::array<std::uint64_t, 4> word{};

  constexpr text_words() noexcept = default;
  [[gnu::always_inline]] text_words(const char* text, std::size_t size) noexcept {
    if (size >= 8) {
      const std::size_t last = size - 8;
      word = {load_word<std::uint64_t>(text),
              load_word<std::uint64_t>(text + (last < 8 ? last : 8)),
              load_word<std::uint64_t>(text + (last < 16 ? last : 16)),
              load_word<std::uint64_t>(text + last)};
    } else if (size >= 2) {
      const std::size_t last = size - 2;
      word[0] = load_word<std::uint16_t>(text) |
                load_word<std::uint16_t>(text + (last < 2 ? last : 2)) << 16 |
                load_word<std::uint16_t>(text + (last < 4 ? last : 4)) << 32 |
                load_word<std::uint16_t>(text + last) << 48;
    } else if (size == 1) {
      word[0] = load_word<std::uint8_t>(text);
    }
  }
  /// What lies between the words that are read, of a longer text: bytes 24 to `size` - 8.
  static constexpr std::size_t middle = 24;
  static constexpr std::size_t whole = 32;
};

/// One value: where it is, and what was read of it.
struct key_text {
  const char* data = nullptr;
  std::size_t size = 0;
  text_words words;
};

/// The values of a series: the closed labels' as one number, the texts. Unrolled by hand, so that
/// it stays in registers: a compiler keeps so short a loop.
template <std::size_t Texts>
class text_key {
public:
  using numbers = std::make_index_sequence<Texts>;
  using views = std::array<std::string_view, Texts>;

  [[gnu::always_inline]] text_key(std::uint32_t number, const views& values) noexcept
      : digits_{number} {
    read(values, numbers{});
  }

  [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }
  [[nodiscard]] std::uint32_t digits() const noexcept { return digits_; }
  [[nodiscard]] const key_text& text(std::size_t i) const noexcept { return texts_[i]; }
  /// Whether no byte of any text is beyond 0x7F.
  [[nodiscard]] bool is_ascii() const noexcept { return (bytes_ & 0x8080'8080'8080'8080) == 0; }
  /// Whether some text is more than its words.
  [[nodiscard]] bool is_long() const noexcept { return is_long_; }

  /// For tests: keys that collide.
  void set_hash(std::uint64_t hash) noexcept { hash_ = hash; }

private:
  static constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15;  // 2^64 / golden ratio

  template <std::size_t... I>
  [[gnu::always_inline]] void read(const views& values, std::index_sequence<I...>) noexcept {
    const hash_seed seed = load_hash_seed();
    ((texts_[I] = {values[I].data(), values[I].size(), {values[I].data(), values[I].size()}}), ...);
    // Equal values of two labels shall not cancel each other.
    std::uint64_t sum = (hash_words(texts_[I], {seed.first + (I + 1) * odd, seed.second}) + ... +
                         (seed.second + digits_ * odd));
    bytes_ = (bytes_of(texts_[I]) | ... | 0);
    is_long_ = ((texts_[I].size > text_words::whole ? 1U : 0U) | ... | 0U) != 0;
    if (is_long_) [[unlikely]] {
      (read_middle(texts_[I], seed, sum), ...);
    }
    hash_ = fold(sum, seed.first ^ odd);
  }

  [[nodiscard]] static std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
    const uint128 product = static_cast<uint128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }

  [[nodiscard]] static std::uint64_t bytes_of(const key_text& text) noexcept {
    const auto& word = text.words.word;
    return (word[0] | word[1]) | (word[2] | word[3]);
  }
  [[nodiscard]] static std::uint64_t hash_words(const key_text& text, hash_seed seed) noexcept {
    const auto& word = text.words.word;
    return fold(word[0] ^ seed.first, word[1] ^ (seed.second + text.size)) +
           fold(word[2] ^ std::rotl(seed.first, 32), word[3] ^ std::rotl(seed.second, 32));
  }
  void read_middle(const key_text& text, hash_seed seed, std::uint64_t& sum) noexcept {
    for (std::size_t i = text_words::middle; i + 8 < text.size; i += 8) {
      const std::uint64_t middle = load_word<std::uint64_t>(text.data + i);
      bytes_ |= middle;
      sum = fold(middle ^ seed.first, sum ^ seed.second);
    }
  }

  std::uint64_t hash_ = 0;
  std::uint64_t bytes_ = 0;  // of all texts, one over the other
  std::uint32_t digits_;
  bool is_long_ = false;
  std::array<key_text, Texts> texts_{};
};

/// What differs in the words of two texts: nothing, if they are one.
[[nodiscard]] inline std::uint64_t difference(const text_words& a, const text_words& b) noexcept {
  return ((a.word[0] ^ b.word[0]) | (a.word[1] ^ b.word[1])) |
         ((a.word[2] ^ b.word[2]) | (a.word[3] ^ b.word[3]));
}
/// Whether two texts of one size and the same words are the same between them, too.
[[nodiscard]] inline bool is_same_middle(const key_text& text, const char* stored) noexcept {
  for (std::size_t i = text_words::middle; i + 8 < text.size; i += 8) {
    if (load_word<std::uint64_t>(text.data + i) != load_word<std::uint64_t>(stored + i)) {
      return false;
    }
  }
  return true;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
