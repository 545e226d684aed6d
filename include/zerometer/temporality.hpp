// SPDX-License-Identifier: MIT
/// What a pushed count is since. Source: OpenTelemetry, "Metrics Data Model", Temporality.
#pragma once

#include <zerometer/version.hpp>

namespace zerometer {
inline namespace v0_1 {

/// The start of the process, or the last export. Of counters and histograms; the rest is always
/// cumulative.
enum class temporality : unsigned char { cumulative, delta };

}  // namespace v0_1
}  // namespace zerometer
