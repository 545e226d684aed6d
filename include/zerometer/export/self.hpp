// SPDX-License-Identifier: MIT
/// The exporters' own metrics: how each export ended, when one last succeeded, what it cost.
///
///     using app = zm::exposition<http, db, zm::exports>;
///
/// A meter as any other, for an exposition to list: it is not on the meter `zerometer`, because a
/// program without exporters would carry it for nothing. Exporters record in it whether it is
/// listed or not. Of a page or a request that carries it, it is as it was before that one: the
/// outcome of an export is seen with the next.
#pragma once

#include <zerometer/bounds.hpp>
#include <zerometer/export/error.hpp>
#include <zerometer/label.hpp>
#include <zerometer/list.hpp>
#include <zerometer/meter.hpp>
#include <zerometer/options.hpp>

namespace zerometer {
inline namespace v0_1 {

/// How an export ended.
enum class export_outcome : unsigned char {
  success,
  partial,  // the receiver has rejected some points
  refused,  // an answer that no repetition changes, or a scrape that was turned away
  failed,   // no answer, or none in time
};
constexpr auto label_values(export_outcome) noexcept {
  return values("success", "partial", "refused", "failed");
}

struct exports : meter<exports, "zerometer.exporter", version<"0.1.0">, shared_atomic> {
  struct count : counter<"zerometer.exports", "{export}", "Exports by how they ended.",
                         label<"exporter", exporter>, label<"outcome", export_outcome>> {};
  struct retries
      : counter<"zerometer.export.retries", "{retry}",
                "Requests that were sent again because the receiver did not take them."> {};
  struct rejected_points : counter<"zerometer.export.rejected_points", "{point}",
                                   "Data points that the receiver said it rejected."> {};
  struct bytes : counter<"zerometer.export.size", "By", "Bytes sent, as they were on the wire.",
                         label<"exporter", exporter>> {};
  struct duration
      : histogram<
            "zerometer.export.duration", "s", "Time from the collection to the end of the export.",
            nanosecond_bounds(1'000'000, 10'000'000, 100'000'000, 1'000'000'000, 10'000'000'000),
            label<"exporter", exporter>> {};
  struct last_success : gauge<"zerometer.export.last_success.timestamp", "s",
                              "When an export last succeeded, in seconds since 1970; 0: none did.",
                              label<"exporter", exporter>> {};
  using metrics = list<count, retries, rejected_points, bytes, duration, last_success>;
};

}  // namespace v0_1
}  // namespace zerometer
