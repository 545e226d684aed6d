// SPDX-License-Identifier: MIT
/// Text that the compiler writes: a buffer of fixed capacity, and the search for its exact size.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Appends to a buffer of fixed capacity. What does not fit is counted and not written, so that a
/// writer can be run once on no buffer at all to learn the size that it needs; what comes before
/// `skip` likewise, so that a text can be written window by window.
class text_writer {
public:
  constexpr text_writer() noexcept = default;
  constexpr text_writer(char* data, std::size_t capacity, std::size_t skip = 0) noexcept
      : data_{data}, capacity_{capacity}, skip_{skip} {}

  constexpr void push(char c) noexcept {
    if (size_ >= skip_ && size_ - skip_ < capacity_) {
      data_[size_ - skip_] = c;
    }
    ++size_;
  }
  constexpr void append(std::string_view text) noexcept {
    const std::size_t begin = size_;
    size_ += text.size();
    if (capacity_ == 0 || size_ <= skip_ || begin >= skip_ + capacity_) {
      return;  // measured, which a compiler does at once
    }
    const std::size_t first = begin < skip_ ? skip_ - begin : 0;
    const std::size_t room = skip_ + capacity_ - begin;
    const std::size_t last = text.size() < room ? text.size() : room;
    char* const to = data_ + (begin + first - skip_);
    const char* const from = text.data() + first;
    for (std::size_t i = 0; i < last - first; ++i) {
      to[i] = from[i];
    }
  }
  /// Takes back what was written after the first `size` characters.
  constexpr void shrink(std::size_t size) noexcept { size_ = size; }

  /// All that was appended, written or not.
  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
  /// What stands in the buffer, when nothing was skipped.
  [[nodiscard]] constexpr std::string_view view() const noexcept {
    return {data_, size_ < capacity_ ? size_ : capacity_};
  }

private:
  char* data_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t skip_ = 0;
  std::size_t size_ = 0;
};

/// A block copy reads this many bytes at a time, so text that is copied carries that much slack.
inline constexpr std::size_t block = 32;

/// Copies in blocks: reads and writes up to a block's length beyond the size.
inline char* copy_blocks(char* out, const char* from, std::size_t size) noexcept {
  std::size_t done = 0;
  do {
    std::memcpy(out + done, from + done, block);
    done += block;
  } while (done < size);
  return out + size;
}

/// The same for a size that the compiler knows.
template <std::size_t Size>
inline char* copy_constant(char* out, const char* from) noexcept {
  if constexpr (Size <= 8 * block) {
    [&]<std::size_t... Block>(std::index_sequence<Block...>) {
      (std::memcpy(out + Block * block, from + Block * block, block), ...);
    }(std::make_index_sequence<(Size + block - 1) / block>{});
    return out + Size;
  } else {
    return copy_blocks(out, from, Size);
  }
}

/// A constant text of `Size` characters and the slack that a block copy may read.
template <std::size_t Size>
struct static_text {
  std::array<char, Size + block> data{};
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {data.data(), Size}; }
};

/// How much `Source::write(text_writer&)` writes; a source that knows has it as `Source::size`.
template <class Source>
inline constexpr std::size_t size_of_text = [] {
  if constexpr (requires { Source::size; }) {
    return Source::size;
  } else {
    text_writer measure;
    Source::write(measure);
    return measure.size();
  }
}();

// No consteval: clang would evaluate it twice.
template <class Source>
[[nodiscard]] constexpr auto make_text() noexcept {
  static_text<size_of_text<Source>> text;
  text_writer keep{text.data.data(), size_of_text<Source>};
  Source::write(keep);
  return text;
}

/// The text that `Source::write(text_writer&)` writes, in .rodata, once in the program.
template <class Source>
inline constexpr auto text_of = make_text<Source>();

template <class Source>
inline char* write_text(char* out) noexcept {
  return copy_constant<text_of<Source>.view().size()>(out, text_of<Source>.data.data());
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
