// SPDX-License-Identifier: MIT
/// One text for each value of a closed set, written by the compiler and copied in blocks.
#pragma once

#include <zerometer/detail/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// The texts that `Source::write(text_writer&, i)` writes for each i below `Source::count`, one
/// behind the other; the one number `count`, of a label that is absent, is empty.
template <class Source>
struct fragment_table {
  static constexpr std::array<std::uint32_t, Source::count + 2> offsets = [] {
    std::array<std::uint32_t, Source::count + 2> table{};
    text_writer measure;
    for (std::size_t i = 0; i < Source::count; ++i) {
      Source::write(measure, i);
      table[i + 1] = static_cast<std::uint32_t>(measure.size());
    }
    table[Source::count + 1] = table[Source::count];
    return table;
  }();
  static constexpr std::size_t longest = [] {
    std::size_t most = 0;
    for (std::size_t i = 0; i < Source::count; ++i) {
      most = offsets[i + 1] - offsets[i] > most ? offsets[i + 1] - offsets[i] : most;
    }
    return most;
  }();
  static constexpr std::size_t shortest = [] {
    std::size_t least = longest;
    for (std::size_t i = 0; i < Source::count; ++i) {
      least = offsets[i + 1] - offsets[i] < least ? offsets[i + 1] - offsets[i] : least;
    }
    return least;
  }();

  struct all_values {
    /// What write() reads behind the last and shortest one, in whole blocks: gcc 12 takes the zeros
    /// behind a text for no part of it, and warns.
    static constexpr std::size_t slack = (longest + block - 1) / block * block;
    static constexpr std::size_t size = offsets[Source::count] + slack;
    static constexpr void write(text_writer& out) noexcept {
      for (std::size_t i = 0; i < Source::count; ++i) {
        Source::write(out, i);
      }
      for (std::size_t i = 0; i < slack; ++i) {
        out.push(' ');
      }
    }
  };

  [[nodiscard]] static char* write(char* out, std::size_t value) noexcept {
    const char* const from = text_of<all_values>.data.data() + offsets[value];
    const std::size_t size = offsets[value + 1] - offsets[value];
    if constexpr (longest <= 4 * block) {
      // The blocks of the longest value, whatever this one's size: no loop, and no branch on it.
      copy_constant<longest>(out, from);
      return out + size;
    } else {
      return copy_blocks(out, from, size);
    }
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
