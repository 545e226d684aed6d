// SPDX-License-Identifier: MIT
/// The Prometheus text format 0.0.4: a snapshot in, a page out.
///
///     static std::array<char, zm::prometheus::max_bytes<app>> page;
///     std::string_view text = zm::prometheus::render<app>(page);
///
/// Into a buffer whose sufficient size is a constant, or chunk by chunk; no allocation, no lock, no
/// exception. Families stand by name, series in index order, labels by name with `le` last, without
/// timestamps. Not for the hot path's translation units: one of a program includes it.
///
/// Sources: Prometheus, "Exposition formats"; OpenTelemetry, "Prometheus and OpenMetrics
/// Compatibility" and "Metrics Exporter: Prometheus".
#pragma once

#include <zerometer/detail/collection_timer.hpp>
#include <zerometer/detail/families.hpp>
#include <zerometer/detail/prometheus_lines.hpp>
#include <zerometer/detail/target_info.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/exposition.hpp>
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
namespace prometheus {

/// The Content-Type of a page; Prometheus 3 refuses a response without one.
inline constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

/// What a page says beside the values. Without both suffixes: OpenTelemetry's strategy
/// UnderscoreEscapingWithoutSuffixes.
struct options {
  bool unit_suffix = true;   // `_seconds`, `_bytes`, …
  bool type_suffix = true;   // `_total` of counters, `_info` of infos
  bool scope_labels = true;  // `otel_scope_name` and what else the meter says of itself
  bool target_info = true;   // the resource, when there is one
};

/// The page, or nothing and the size of a buffer that holds it in every case.
struct rendered {
  std::string_view text;
  std::size_t needed = 0;

  /// False when the buffer was too small; then `text` is empty.
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return needed == 0; }
  constexpr operator std::string_view() const noexcept { return text; }
};

template <class Exposition, options Options>
using page_of =
    detail::page_lines<Exposition, name_suffixes{Options.unit_suffix, Options.type_suffix},
                       Options.scope_labels, typename Exposition::metrics>;

/// How many metrics are left off a page because another meter has one of the same name and another
/// type, or, without the meters' labels on it, of the same name at all. An application that wants
/// none asserts that it is 0.
template <class Exposition, options Options = options{}>
inline constexpr std::size_t conflicts =
    page_of<Exposition, Options>::plan::metrics - page_of<Exposition, Options>::plan::page.size;

/// A page in pieces of any size, byte for byte the one that `render` writes. The snapshot is the
/// caller's and lives, as the resource does, as long as the stream.
template <class Exposition, options Options = options{}>
class stream {
  using page = page_of<Exposition, Options>;

public:
  template <std::size_t Bytes = 0>
  explicit stream(const snapshot<Exposition>& values, const resource<Bytes>& who) noexcept
      : stream{values, Options.target_info ? who.bytes() : std::string_view{}} {}
  explicit stream(const snapshot<Exposition>& values) noexcept
      : stream{values, std::string_view{}} {}

  // What is pending stands inside the stream: it stays where it is.
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  /// Whether the page is complete.
  [[nodiscard]] bool done() const noexcept {
    return place_ == page::plan::page.size && pending_begin_ == pending_end_ && !in_target_;
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
  stream(const snapshot<Exposition>& values, std::string_view resource) noexcept
      : values_{&values}, resource_{resource}, in_target_{!resource.empty()} {
    go_to(0);
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
    detail::text_writer window{out, room, offset_};
    detail::append_target_info(window, resource_);
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
  /// TYPE come before it, unless an earlier metric has brought them.
  void go_to(std::size_t place) noexcept {
    for (; place < page::plan::page.size; ++place) {
      const detail::family_place& next = page::plan::page.places[place];
      const auto& metric = page::metrics[next.metric];
      headed_ = headed_ && !next.first;
      if (metric.is_seen(*values_)) {
        header_ = headed_ ? std::string_view{} : metric.header;
        headed_ = true;
        break;
      }
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
  std::size_t offset_ = 0;  // in the target's text
  std::size_t place_ = 0;   // in the order of families
  bool headed_ = false;     // whether the family's header is written, or about to be
  std::string_view header_;
  const char* pending_begin_ = nullptr;
  const char* pending_end_ = nullptr;
  typename page::cursor cursor_{};
  std::array<char, page::longest_line> line_{};
};

/// A buffer of this size always holds the page and, behind it, the snapshot that it is made of.
template <class Exposition, class Resource = no_resource, options Options = options{}>
inline constexpr std::size_t max_bytes =
    page_of<Exposition, Options>::all +
    (Options.target_info ? detail::target_info_size(Resource::capacity) : 0) +
    sizeof(snapshot<Exposition>) + alignof(snapshot<Exposition>);

/// Takes a snapshot, which is kept in the tail of the buffer, and writes the page to its begin. A
/// buffer that is too small is an empty text and the size that is needed; so is, in a buffer of any
/// size, a page that the callback of an observable asks for.
template <class Exposition, options Options = options{}, std::size_t Bytes = 0>
[[nodiscard]] rendered render(std::span<char> buffer, const resource<Bytes>& who = {}) noexcept {
  using values = snapshot<Exposition>;
  constexpr std::size_t needed = max_bytes<Exposition, resource<Bytes>, Options>;
  if (buffer.size() < sizeof(values) + alignof(values)) {
    return {{}, needed};
  }
  char* tail = buffer.data() + buffer.size() - sizeof(values);
  tail -= reinterpret_cast<std::uintptr_t>(tail) % alignof(values);
  values* const now = ::new (static_cast<void*>(tail)) values;
  detail::collection_timer<Exposition> snapshot_timer;
  if (!now->take()) {
    return {{}, needed};
  }
  snapshot_timer.stop(collection_phase::snapshot);
  detail::collection_timer<Exposition> render_timer;
  stream<Exposition, Options> page{*now, who};
  const std::size_t size = page.read(buffer.first(static_cast<std::size_t>(tail - buffer.data())));
  if (!page.done()) {
    return {{}, needed};
  }
  render_timer.stop(collection_phase::render);
  return {{buffer.data(), size}, 0};
}

/// The same into a buffer whose size the compiler knows and checks.
template <class Exposition, options Options = options{}, std::size_t Size, std::size_t Bytes = 0>
[[nodiscard]] rendered render(std::array<char, Size>& buffer,
                              const resource<Bytes>& who = {}) noexcept {
  static_assert(Size >= max_bytes<Exposition, resource<Bytes>, Options>,
                "this buffer may be too small for the page: give it "
                "zm::prometheus::max_bytes<exposition, resource> bytes.");
  return render<Exposition, Options>(std::span<char>{buffer}, who);
}

}  // namespace prometheus
}  // namespace v0_1
}  // namespace zerometer
