// SPDX-License-Identifier: MIT
/// OTLP metrics, in JSON or in binary protobuf: a snapshot in, requests out.
///
///     const auto all = zm::otlp::collect(now, who);  // takes the snapshot
///     zm::otlp::requests<app, zm::otlp::encoding::json> requests{all, who};
///     while (const auto request = requests.next(buffer)) {
///       post(request.body);
///     }
///
/// The buffer is the limit: what does not fit into one request comes in the next, and each is
/// complete and valid by itself. A buffer of `max_bytes` holds all in one. No socket, no
/// allocation, no lock, no exception. What has no points is not sent: neither a metric, nor a
/// meter, nor a request. Not for the hot path's translation units: one of a program includes it.
///
/// Counters, up-down counters and histograms are cumulative, or, of the counters and histograms, a
/// delta against a previous snapshot (otlp_delta.hpp keeps it). Series that nothing was recorded in
/// are then left out. An info is a gauge at 1. A counter beyond 2^63-1, which is as far as OTLP
/// goes, begins again at 0. Minima and maxima are not recorded and so absent.
///
/// Sources: opentelemetry-proto, metrics.proto and "OTLP Specification"; OpenTelemetry, "Metrics
/// Data Model".
#pragma once

#include <zerometer/detail/epoch.hpp>
#include <zerometer/detail/otlp_json.hpp>
#include <zerometer/detail/otlp_protobuf.hpp>
#include <zerometer/detail/otlp_walk.hpp>
#include <zerometer/detail/start_time.hpp>
#include <zerometer/exposition.hpp>
#include <zerometer/resource.hpp>
#include <zerometer/snapshot.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace otlp {

/// What OTEL_EXPORTER_OTLP_PROTOCOL calls http/json and http/protobuf.
enum class encoding : unsigned char { json, protobuf };

template <encoding Encoding>
using encoding_of =
    std::conditional_t<Encoding == encoding::json, detail::otlp_json, detail::otlp_protobuf>;

/// The Content-Type of a request.
template <encoding Encoding>
inline constexpr std::string_view content_type = encoding_of<Encoding>::content_type;

/// What requests are made of. Times are nanoseconds since 1970. All is the caller's and lives as
/// long as the requests are written.
template <class Exposition>
struct collection {
  const snapshot<Exposition>& values;
  std::uint64_t start;  // since when the process counts
  std::uint64_t time;   // of the snapshot
  /// Of a delta: the snapshot that it is told against, and when that was taken.
  const snapshot<Exposition>* previous = nullptr;
  std::uint64_t previous_time = 0;
};

/// Takes a snapshot and says of when it is. Counts begin with the process, unless the resource says
/// another time or a fork began them again.
template <class Exposition, std::size_t Bytes = 0>
[[nodiscard]] collection<Exposition> collect(snapshot<Exposition>& values,
                                             const resource<Bytes>& who = {}) noexcept {
  const std::uint64_t start = detail::start_time(who.start_time());
  values.take();
  return {values, start, detail::epoch_nanoseconds()};
}

/// How much of a collection has been written.
using place = detail::otlp_place;

/// A request, or none.
struct request {
  std::string_view body;
  /// Not 0: the buffer is too small; one of so many bytes is not.
  std::size_t needed = 0;
  /// Whether there is something to send.
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return !body.empty(); }
};

/// A buffer of this size holds a request with at least one point, whichever it is.
template <class Exposition, encoding Encoding, class Resource = no_resource>
inline constexpr std::size_t min_bytes =
    detail::otlp_walk<encoding_of<Encoding>, Exposition>::least +
    encoding_of<Encoding>::resource_factor * Resource::capacity;

/// A buffer of this size holds everything in one request.
template <class Exposition, encoding Encoding, class Resource = no_resource>
inline constexpr std::size_t max_bytes =
    detail::otlp_walk<encoding_of<Encoding>, Exposition>::all +
    encoding_of<Encoding>::resource_factor * Resource::capacity;

/// The requests of one collection, in the order of meters, metrics and series.
template <class Exposition, encoding Encoding>
class requests {
  using walk = detail::otlp_walk<encoding_of<Encoding>, Exposition>;

public:
  template <std::size_t Bytes = 0>
  explicit requests(const collection<Exposition>& from, const resource<Bytes>& who = {},
                    place from_here = {}) noexcept
      : moment_{&from.values, from.previous, from.start, from.previous_time, from.time},
        resource_{who.bytes()}, least_{min_bytes<Exposition, Encoding, resource<Bytes>>},
        place_{from_here} {
    // A start that is the time itself would say that the values are of no interval.
    moment_.start = before(moment_.start);
    moment_.previous_time = before(moment_.previous_time);
  }

  /// What comes next; requests that begin there are the rest of these.
  [[nodiscard]] place where() const noexcept { return place_; }
  /// Whether all has been written.
  [[nodiscard]] bool done() const noexcept { return place_ == end; }
  static constexpr place end = walk::end;

  /// Writes the next request, as long as the buffer allows. None, when nothing is left to send, or
  /// when the buffer is smaller than `min_bytes`.
  [[nodiscard]] request next(std::span<char> buffer) noexcept {
    const std::size_t room = buffer.size() < largest ? buffer.size() : largest;
    const std::size_t size = walk::write(moment_, resource_, place_, buffer.data(), room);
    return {{buffer.data(), size}, size == 0 && !done() ? least_ : 0};
  }

private:
  /// What four bytes of a length can say.
  static constexpr std::size_t largest = (std::size_t{1} << 28) - 1;

  [[nodiscard]] std::uint64_t before(std::uint64_t start) const noexcept {
    return start < moment_.time ? start : moment_.time - 1;
  }

  detail::otlp_moment<Exposition> moment_;
  std::string_view resource_;
  std::size_t least_;
  place place_;
};

/// All of a collection in one request; none, and the size of a buffer that holds it in every case,
/// when the buffer is too small.
template <encoding Encoding, class Exposition, std::size_t Bytes = 0>
[[nodiscard]] request render(std::span<char> buffer, const collection<Exposition>& from,
                             const resource<Bytes>& who = {}) noexcept {
  requests<Exposition, Encoding> all{from, who};
  const request one = all.next(buffer);
  return all.done() ? one : request{{}, max_bytes<Exposition, Encoding, resource<Bytes>>};
}

}  // namespace otlp
}  // namespace v0_1
}  // namespace zerometer
