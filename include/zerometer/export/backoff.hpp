// SPDX-License-Identifier: MIT
/// How long to wait before the same request is sent again: exponential, with jitter, and never
/// beyond the end of the export.
///
///     zm::backoff again;
///     while (const auto wait = again.next(asked, left, random)) { … }
///
/// One second, half as much again each time up to five, a fifth more or less, five times: the
/// numbers of opentelemetry-js. What the receiver asks for in Retry-After is waited at least; where
/// no time is left for it, there is no next time. Times are milliseconds. Source: OpenTelemetry,
/// "OTLP Specification", OTLP/HTTP Throttling; "OpenTelemetry Protocol Exporter", Retry.
#pragma once

#include <zerometer/version.hpp>

#include <cstdint>
#include <optional>

namespace zerometer {
inline namespace v0_1 {

class backoff {
public:
  static constexpr unsigned retries = 5;
  static constexpr std::uint64_t first = 1000;
  static constexpr std::uint64_t longest = 5000;

  /// `left` is until the export ends, and `random` any number, all equally likely.
  [[nodiscard]] constexpr std::optional<std::uint64_t> next(std::uint64_t asked, std::uint64_t left,
                                                            std::uint32_t random) noexcept {
    if (tries_ == retries) {
      return std::nullopt;
    }
    ++tries_;
    // Within [0.8, 1.2].
    const std::uint64_t own = step_ * 4 / 5 + ((step_ * 2 / 5 * random) >> 32);
    step_ = step_ * 3 / 2 < longest ? step_ * 3 / 2 : longest;
    const std::uint64_t wait = own < asked ? asked : own;
    return wait < left ? std::optional{wait} : std::nullopt;
  }

private:
  std::uint64_t step_ = first;
  unsigned tries_ = 0;
};

}  // namespace v0_1
}  // namespace zerometer
