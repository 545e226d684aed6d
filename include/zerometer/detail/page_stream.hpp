// SPDX-License-Identifier: MIT
/// A page of metrics, whole or in pieces: the one implementation of prometheus.hpp and
/// openmetrics.hpp.
#pragma once

#include <zerometer/detail/collection_timer.hpp>
#include <zerometer/detail/epoch.hpp>
#include <zerometer/detail/families.hpp>
#include <zerometer/detail/page_lines.hpp>
#include <zerometer/detail/page_style.hpp>
#include <zerometer/detail/start_time.hpp>
#include <zerometer/detail/target_info.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/resource.hpp>
#include <zerometer/self.hpp>
#include <zerometer/snapshot.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {

/// The page, or nothing and the size of a buffer that holds it in every case.
struct rendered {
  std::string_view text;
  std::size_t needed = 0;

  /// False when the buffer was too small; then `text` is empty.
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return needed == 0; }
  constexpr operator std::string_view() const noexcept { return text; }
};

namespace detail {

template <class Exposition, page_style Style>
using page_of = page_lines<Exposition, Style, typename Exposition::metrics>;

template <class Exposition, page_style Style>
inline constexpr std::size_t page_conflicts =
    page_of<Exposition, Style>::plan::metrics - page_of<Exposition, Style>::plan::page.size;

/// A page in pieces of any size, byte for byte the one that `render` writes. The snapshot is the
/// caller's and lives, as the resource does, as long as the stream.
template <class Exposition, page_style Style>
class page_stream {
  using page = page_of<Exposition, Style>;
  // Asked, so that each metric's budget of text is checked where nobody else asks for the size.
  static_assert(page::all >= page::end.size());

public:
  template <std::size_t Bytes = 0>
  explicit page_stream(const snapshot<Exposition>& values, const resource<Bytes>& who) noexcept
      : page_stream{values, Style.target_info ? who.bytes() : std::string_view{},
                    who.start_time()} {}
  explicit page_stream(const snapshot<Exposition>& values) noexcept
      : page_stream{values, std::string_view{}, 0} {}

  // What is pending stands inside the stream: it stays where it is.
  page_stream(const page_stream&) = delete;
  page_stream& operator=(const page_stream&) = delete;

  /// Whether the page is complete.
  [[nodiscard]] bool done() const noexcept {
    return place_ == page::plan::page.size && pending_begin_ == pending_end_ && !in_target_ &&
           (page::end.empty() || header_.empty());
  }

  /// Writes the next piece and returns its size: the buffer's, until the page ends.
  [[nodiscard]] std::size_t read(std::span<char> buffer) noexcept {
    char* out = buffer.data();
    char* const end = out + buffer.size();
    while (out != end && !done()) {
      if (pending_begin_ != pending_end_) {
        out = copy_some(out, end, pending_begin_,
                        static_cast<std::size_t>(pending_end_ - pending_begin_));
      } else if (in_target_) {
        out = write_target(out, end);
      } else {
        out = write_family(out, end);
      }
    }
    return static_cast<std::size_t>(out - buffer.data());
  }

private:
  page_stream(const snapshot<Exposition>& values, std::string_view resource,
              std::uint64_t start) noexcept
      : values_{&values}, resource_{resource}, in_target_{!resource.empty()},
        cursor_{created(start)} {
    go_to(0);
  }

  /// When counting began, if the page tells it: earlier than now always.
  [[nodiscard]] static std::uint64_t created(std::uint64_t said) noexcept {
    if constexpr (Style.created) {
      return start_before(start_time(said), epoch_nanoseconds());
    } else {
      return said;
    }
  }

  /// Copies what fits, and moves `from` behind it.
  static char* copy_some(char* out, char* end, const char*& from, std::size_t size) noexcept {
    const auto room = static_cast<std::size_t>(end - out);
    const std::size_t count = size < room ? size : room;
    std::memcpy(out, from, count);
    from += count;
    return out + count;
  }

  char* write_target(char* out, char* end) noexcept {
    const auto room = static_cast<std::size_t>(end - out);
    text_writer window{out, room, offset_};
    append_target_info(window, resource_, Style.format);
    const std::size_t left = window.size() - offset_;
    if (left <= room) {
      in_target_ = false;
      offset_ = 0;
      return out + left;
    }
    offset_ += room;
    return end;
  }

  /// Goes to the first metric from `place` on that has something to show. Its family's HELP and
  /// TYPE come before it, unless an earlier metric has brought them; behind the last one, what ends
  /// the page.
  void go_to(std::size_t place) noexcept {
    for (; place < page::plan::page.size; ++place) {
      const family_place& next = page::plan::page.places[place];
      const auto& metric = page::metrics[next.metric];
      headed_ = headed_ && !next.first;
      if (metric.is_seen(*values_)) {
        header_ = headed_ ? std::string_view{} : metric.header;
        headed_ = true;
        break;
      }
    }
    if (!page::end.empty() && place == page::plan::page.size) {
      header_ = page::end;
    }
    place_ = place;
    cursor_.series = 0;
  }

  char* write_family(char* out, char* end) noexcept {
    if (!header_.empty()) {
      const char* from = header_.data();
      out = copy_some(out, end, from, header_.size());
      header_.remove_prefix(static_cast<std::size_t>(from - header_.data()));
      return out;
    }
    const auto& metric = page::metrics[page::plan::page.places[place_].metric];
    char* const written = metric.write(*values_, cursor_, out, end);
    if (cursor_.series != metric.series && written == out) {
      // No room for the longest line: the next ones go by way of a buffer.
      pending_begin_ = line_.data();
      pending_end_ = metric.write(*values_, cursor_, line_.data(), line_.data() + line_.size());
    }
    if (cursor_.series == metric.series) {
      go_to(place_ + 1);
    }
    return written;
  }

  const snapshot<Exposition>* values_;
  std::string_view resource_;
  bool in_target_;
  std::size_t offset_ = 0;     // in the target's text
  std::size_t place_ = 0;      // in the order of families
  bool headed_ = false;        // whether the family's header is written, or about to be
  std::string_view header_{};  // of a family, or the page's end
  const char* pending_begin_ = nullptr;
  const char* pending_end_ = nullptr;
  typename page::cursor cursor_;
  std::array<char, page::longest_line> line_{};
};

/// The page and, behind it, the snapshot that it is made of.
template <class Exposition, std::size_t ResourceBytes, page_style Style>
inline constexpr std::size_t page_bytes =
    page_of<Exposition, Style>::all +
    (Style.target_info ? target_info_size(ResourceBytes, Style.format) : 0) +
    sizeof(snapshot<Exposition>) + alignof(snapshot<Exposition>);

template <class Exposition, page_style Style, std::size_t Bytes>
[[nodiscard]] rendered render_page(std::span<char> buffer, const resource<Bytes>& who) noexcept {
  using values = snapshot<Exposition>;
  constexpr std::size_t needed = page_bytes<Exposition, Bytes, Style>;
  if (buffer.size() < sizeof(values) + alignof(values)) {
    return {{}, needed};
  }
  char* tail = buffer.data() + buffer.size() - sizeof(values);
  tail -= reinterpret_cast<std::uintptr_t>(tail) % alignof(values);
  values* const now = ::new (static_cast<void*>(tail)) values;
  collection_timer<Exposition> snapshot_timer;
  if (!now->take()) {
    return {{}, needed};
  }
  snapshot_timer.stop(collection_phase::snapshot);
  collection_timer<Exposition> render_timer;
  page_stream<Exposition, Style> page{*now, who};
  const std::size_t size = page.read(buffer.first(static_cast<std::size_t>(tail - buffer.data())));
  if (!page.done()) {
    return {{}, needed};
  }
  render_timer.stop(collection_phase::render);
  return {{buffer.data(), size}, 0};
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
