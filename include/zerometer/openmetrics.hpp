// SPDX-License-Identifier: MIT
/// OpenMetrics 1.0: a snapshot in, a page out.
///
///     static std::array<char, zm::openmetrics::max_bytes<app>> page;
///     std::string_view text = zm::openmetrics::render<app>(page);
///
/// The series, values and order of prometheus.hpp, in the words of the other format: families
/// without the suffix of their type, units, whole doubles with a point, infos, and an end that a
/// reader can tell from a page cut short. negotiation.hpp says which of the two a client asks for.
/// A histogram with zm::signed_values has buckets alone: its sum could fall. Where type suffixes
/// are switched off, a counter is of type unknown and an info a gauge, because their types demand
/// the suffix.
///
/// Sources: OpenMetrics 1.0; OpenTelemetry, "Prometheus and OpenMetrics Compatibility".
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
namespace openmetrics {

/// The Content-Type of a page; Prometheus 3 refuses a response without one. A request that
/// names an escaping scheme is answered with it: see negotiation.hpp.
inline constexpr std::string_view content_type = detail::openmetrics_1_0_0.plain;

/// What a page says beside the values. Without both suffixes: OpenTelemetry's strategy
/// UnderscoreEscapingWithoutSuffixes.
struct options {
  bool unit_suffix = true;   // `_seconds`, `_bytes`, …
  bool type_suffix = true;   // `_total` of counters, `_info` of infos
  bool scope_labels = true;  // `otel_scope_name` and what else the meter says of itself
  bool target_info = true;   // the resource, when there is one
  /// `_created` behind each counter and histogram: when it began to count, as start_time() of the
  /// resource says or, without that, the start of the process. Most servers take it for a series of
  /// its own, and so it is off.
  bool created = false;
};

using zerometer::rendered;

/// The options as the renderer takes them.
template <options Options>
inline constexpr detail::page_style style{.format = text_format::openmetrics,
                                          .suffixes = {Options.unit_suffix, Options.type_suffix},
                                          .scope_labels = Options.scope_labels,
                                          .target_info = Options.target_info,
                                          .created = Options.created};

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
/// buffer that is too small is an empty text and the size that is needed.
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
                "zm::openmetrics::max_bytes<exposition, resource> bytes.");
  return render<Exposition, Options>(std::span<char>{buffer}, who);
}

}  // namespace openmetrics
}  // namespace v0_1
}  // namespace zerometer
