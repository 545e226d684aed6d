// SPDX-License-Identifier: MIT
/// Text labels: values that are known only at run time, as many as a table has room for.
///
///     struct logins : counter<"auth.logins", "{login}", "Log-ins.", zm::label<"result", result>,
///                             zm::label<"user.email", zm::text<64>>, zm::label<"client.address",
///                             zm::text<40>>, zm::cardinality_limit<500>> {};
///     logins::inc(result::success, email, address);
///
/// A series is created by the first recording of its values, in a table of the metric's own and of
/// fixed size. A table that is full puts what is new into one more series, the one with the label
/// `otel.metric.overflow="true"`, so that totals still add up. An empty value is an absent label. A
/// value that is too long is cut on a character's boundary, and bytes that are not UTF-8 become
/// U+FFFD: both are counted in `zerometer.invalid`, recorded, and what is left is the value.
/// Source: OpenTelemetry, "Metrics SDK", Cardinality limits.
#pragma once

#include <zerometer/version.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {

/// The type of a text label, and what a call passes for it: a string of any kind, of which at most
/// `Bytes` bytes are kept. It is read during the call alone. A null pointer is an empty text.
template <std::size_t Bytes = 128>
class text {
  static_assert(Bytes >= 4 && Bytes <= 4096,
                "a text label keeps 4 to 4,096 bytes of a value: zm::text<128>, say.");

public:
  static constexpr std::size_t limit = Bytes;

  constexpr text() noexcept = default;
  constexpr text(const char* characters) noexcept
      : view_{characters != nullptr ? std::string_view{characters} : std::string_view{}} {}
  template <class String>
    requires(std::convertible_to<const String&, std::string_view> &&
             !std::convertible_to<const String&, const char*>)
  constexpr text(const String& characters) noexcept : view_{characters} {}

  [[nodiscard]] constexpr std::string_view view() const noexcept { return view_; }

private:
  std::string_view view_;
};

/// Beside a metric's labels: how many series it has at most, the overflow series not counted. The
/// default of a metric with text labels is OpenTelemetry's, 2,000. One without has a cell for each
/// combination of its values, unless this says that most of them never happen: then its series
/// stand in such a table as well, created by the first recording.
template <std::size_t Series>
struct cardinality_limit {
  static_assert(Series > 0 && Series <= 1'000'000,
                "a metric with text labels has 1 to 1,000,000 series: change its "
                "zm::cardinality_limit.");
  static constexpr std::size_t count = Series;
};

/// Beside a metric's labels, where its series stand in a table: its cells are in each thread's
/// shard, as those of other metrics are, and not in one block that all threads add to. No
/// contention, and as much memory again for every shard.
struct per_thread {};

namespace detail {

template <class Type>
inline constexpr bool is_text = false;
template <std::size_t Bytes>
inline constexpr bool is_text<text<Bytes>> = true;

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
