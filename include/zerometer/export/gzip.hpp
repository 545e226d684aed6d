// SPDX-License-Identifier: MIT
/// gzip, piece by piece, in memory of its own: zlib's deflate without a heap.
///
///     zm::gzip zip;
///     zip.reset();                                            // before each page
///     while (!text.empty()) { send(zip.push(text, buffer)); } // takes from the front of `text`
///     while (!zip.done())   { send(zip.finish(buffer)); }
///
/// The same pieces give the same bytes, without a time or a name. Lines of a page resemble the line
/// before them, so that a window of 4 KiB finds what one of 32 KiB does: a page of 279,180 bytes
/// becomes 20,509 bytes here, 19,581 with zlib's defaults, which take seven times the memory. Not
/// for concurrent use, and not for a stack.
///
/// Source: RFC 1952; zlib's manual. Needs zlib, of zlib's licence.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

#include <zlib.h>

namespace zerometer {
inline namespace v0_1 {

class gzip {
public:
  /// zlib takes 39 KB of it and touches no more; zlib-ng, whose hash table has one size, 160 KB.
  static constexpr std::size_t arena_bytes = std::size_t{192} * 1024;

  // Not the arena, so that what zlib does not take is never touched.
  gzip() noexcept {  // NOLINT(cppcoreguidelines-pro-type-member-init)
    stream_.zalloc = &allocate;
    stream_.zfree = &release;
    stream_.opaque = this;
    // The macro deflateInit2 has a cast that our warnings do not take.
    ready_ =
        ::deflateInit2_(&stream_, level, Z_DEFLATED, window_bits + gzip_format, memory_level,
                        Z_DEFAULT_STRATEGY, ZLIB_VERSION, static_cast<int>(sizeof stream_)) == Z_OK;
  }
  // zlib's state points to the stream, and lies in the arena: there is nothing to end.
  gzip(const gzip&) = delete;
  gzip& operator=(const gzip&) = delete;
  ~gzip() = default;

  /// False if this program's zlib is another than the one it was compiled with, or wants more than
  /// the arena has. Then nothing can be pushed.
  [[nodiscard]] bool ready() const noexcept { return ready_; }

  /// What zlib has taken of the arena.
  [[nodiscard]] std::size_t taken() const noexcept { return taken_; }

  /// Begins a page, whatever became of the one before.
  void reset() noexcept { done_ = !ready_ || ::deflateReset(&stream_) != Z_OK; }

  /// Compresses from the front of `text`, all of it unless the buffer is full first, and returns
  /// how many bytes of the buffer are written: none, often.
  [[nodiscard]] std::size_t push(std::string_view& text, std::span<char> buffer) noexcept {
    return step(text, buffer, Z_NO_FLUSH);
  }

  /// Writes what is left behind the last push: to be called until done().
  [[nodiscard]] std::size_t finish(std::span<char> buffer) noexcept {
    std::string_view nothing;
    return step(nothing, buffer, Z_FINISH);
  }

  /// Whether the page is complete.
  [[nodiscard]] bool done() const noexcept { return done_; }

private:
  static constexpr int level = 6;
  static constexpr int window_bits = 12;
  static constexpr int memory_level = 5;
  static constexpr int gzip_format = 16;  // added to the window's bits
  static constexpr std::size_t alignment = 64;

  [[nodiscard]] static uInt at_once(std::size_t size) noexcept {
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    return static_cast<uInt>(size < most ? size : most);
  }

  std::size_t step(std::string_view& text, std::span<char> buffer, int flush) noexcept {
    if (done_) {
      text = {};
    }
    if (done_ || buffer.empty()) {  // zlib takes no null pointer, not even for no room
      return 0;
    }
    const uInt given = at_once(text.size());
    const uInt room = at_once(buffer.size());
    // zlib takes a pointer to what it only reads as one to what it writes.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = given;
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = room;
    const int result = ::deflate(&stream_, flush);
    text.remove_prefix(given - stream_.avail_in);
    // Z_BUF_ERROR is no room, or nothing to do. Of the others none can come.
    done_ = result != Z_OK && result != Z_BUF_ERROR;
    return room - stream_.avail_out;
  }

  static voidpf allocate(voidpf self, uInt count, uInt size) noexcept {
    gzip& zip = *static_cast<gzip*>(self);
    const std::size_t wanted = (std::size_t{count} * size + alignment - 1) / alignment * alignment;
    if (wanted > arena_bytes - zip.taken_) {
      return nullptr;
    }
    void* const place = zip.arena_.data() + zip.taken_;
    zip.taken_ += wanted;
    return place;
  }
  /// zlib gives back only what it has at an end, and there is none.
  static void release(voidpf, voidpf) noexcept {}

  z_stream stream_{};
  std::size_t taken_ = 0;
  bool ready_ = false;
  bool done_ = true;
  alignas(alignment) std::array<char, arena_bytes> arena_;
};

}  // namespace v0_1
}  // namespace zerometer
