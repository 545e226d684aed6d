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

#include <zerometer/detail/page_stream.hpp>
#include <zerometer/detail/page_style.hpp>
#include <zerometer/exposition.hpp>
#include <zerometer/resource.hpp>
#include <zerometer/text_format.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace prometheus {

/// The Content-Type of a page; Prometheus 3 refuses a response without one.
inline constexpr std::string_view content_type = detail::prometheus_content_type;

/// What a page says beside the values. Without both suffixes: OpenTelemetry's strategy
/// UnderscoreEscapingWithoutSuffixes.
struct options {
  bool unit_suffix = true;   // `_seconds`, `_bytes`, …
  bool type_suffix = true;   // `_total` of counters, `_info` of infos
  bool scope_labels = true;  // `otel_scope_name` and what else the meter says of itself
  bool target_info = true;   // the resource, when there is one
};

using zerometer::rendered;

/// The options as the renderer takes them.
template <options Options>
inline constexpr detail::page_style style{.format = text_format::prometheus,
                                          .suffixes = {Options.unit_suffix, Options.type_suffix},
                                          .scope_labels = Options.scope_labels,
                                          .target_info = Options.target_info};

/// How many metrics are left off a page because another meter has one of the same name and another
/// type, or, without the meters' labels on it, of the same name at all. An application that wants
/// none asserts that it is 0.
template <class Exposition, options Options = options{}>
inline constexpr std::size_t conflicts = detail::page_conflicts<Exposition, style<Options>>;

/// A page in pieces of any size, byte for byte the one that `render` writes. The snapshot is the
/// caller's and lives, as the resource does, as long as the stream:
/// `stream(const snapshot<Exposition>&, const resource<Bytes>& = {})`, `read(std::span<char>)`,
/// `done()`.
template <class Exposition, options Options = options{}>
using stream = detail::page_stream<Exposition, style<Options>>;

/// A buffer of this size always holds the page and, behind it, the snapshot that it is made of.
template <class Exposition, class Resource = no_resource, options Options = options{}>
inline constexpr std::size_t max_bytes =
    detail::page_bytes<Exposition, Resource::capacity, style<Options>>;

/// Takes a snapshot, which is kept in the tail of the buffer, and writes the page to its begin. A
/// buffer that is too small is an empty text and the size that is needed; so is, in a buffer of any
/// size, a page that the callback of an observable asks for.
template <class Exposition, options Options = options{}, std::size_t Bytes = 0>
[[nodiscard]] rendered render(std::span<char> buffer, const resource<Bytes>& who = {}) noexcept {
  return detail::render_page<Exposition, style<Options>>(buffer, who);
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
