// SPDX-License-Identifier: MIT
/// Pushes metrics to a collector: OTLP over HTTP, in JSON or in protobuf, at an interval.
///
///     static zm::push_exporter<app, zm::resource<256>> push;
///     zm::push_options options;
///     options.endpoint = "https://collector:4318/v1/metrics";
///     if (const zm::export_error error = push.start(options, who)) { … error.text() … }
///     …
///     push.shutdown(std::chrono::seconds{5});  // the last interval goes out here
///
/// start() makes one thread, `zm-push`, with all signals blocked; open() makes none, for those who
/// call export_once() from a loop of their own. Exports never run two at a time. A failed one is
/// repeated as its answer says (otlp_response.hpp, backoff.hpp) until the timeout; nothing is
/// queued: the next export tells what this one could not, cumulative values by themselves, deltas
/// over all intervals since. Where no answer came it is not known whether a request arrived: a
/// delta may then be told twice. Every failure goes to the error handler, on the thread that
/// exported, and `zm::exports` counts.
///
/// Large, since it has two snapshots and two buffers: it belongs in static storage, where what is
/// not used is not touched. Its destructor is a shutdown within five seconds; main() should rather
/// say when. In the child of a fork it is closed, and may be opened again, behind zm::after_fork.
/// Both encodings are in the program: the second is 30 to 55 KB of code for a catalogue of 30
/// metrics. curl allocates, at the opening, for each connection and for each look-up of a name,
/// which is a thread of its own for as long as it takes.
///
/// Needs libcurl (the curl licence) and zlib. Source: OpenTelemetry, "OTLP Specification",
/// "OpenTelemetry Protocol Exporter", and "Metrics SDK", Periodic exporting MetricReader.
#pragma once

#include <zerometer/export/detail/monotonic.hpp>
#include <zerometer/export/detail/push_schedule.hpp>
#include <zerometer/export/detail/push_source.hpp>
#include <zerometer/export/error.hpp>
#include <zerometer/export/push_options.hpp>
#include <zerometer/otlp.hpp>
#include <zerometer/otlp_delta.hpp>
#include <zerometer/resource.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <variant>

namespace zerometer {
inline namespace v0_1 {

/// The size of a request's buffer that is enough for all of an exposition in either encoding, up to
/// 4 MiB: what is more comes in several requests.
template <class Exposition, class Resource = no_resource>
inline constexpr std::size_t push_bytes = [] {
  using enum otlp::encoding;
  constexpr auto larger = [](std::size_t a, std::size_t b) { return a < b ? b : a; };
  constexpr std::size_t most = std::size_t{4} << 20;
  constexpr std::size_t least = larger(otlp::min_bytes<Exposition, json, Resource>,
                                       otlp::min_bytes<Exposition, protobuf, Resource>);
  constexpr std::size_t all = larger(otlp::max_bytes<Exposition, json, Resource>,
                                     otlp::max_bytes<Exposition, protobuf, Resource>);
  return all < most ? all : larger(most, least);
}();

/// `Bytes`: the most that a request has before compression; what is more comes in another.
template <class Exposition, class Resource = no_resource,
          std::size_t Bytes = push_bytes<Exposition, Resource>>
class push_exporter {
public:
  push_exporter() noexcept = default;
  push_exporter(const push_exporter&) = delete;
  push_exporter& operator=(const push_exporter&) = delete;
  ~push_exporter() { shutdown(); }

  /// Without a thread. `who` and all that the options point to are copied.
  [[nodiscard]] export_error open(const push_options& options = {},
                                  const Resource& who = {}) noexcept {
    return schedule_.open(options, buffer_, compressed_, [&]() noexcept {
      who_ = who;
      return options.encoding == otlp::encoding::json
                 ? source<otlp::encoding::json>(options.temporality)
                 : source<otlp::encoding::protobuf>(options.temporality);
    });
  }

  /// The same, and a thread that exports at the interval, the first time after one.
  [[nodiscard]] export_error start(const push_options& options = {},
                                   const Resource& who = {}) noexcept {
    const export_error error = open(options, who);
    return error ? error : schedule_.start_thread();
  }

  /// Exports now, on this thread, within the timeout. An export that goes on is waited for.
  [[nodiscard]] export_error export_once() noexcept {
    return schedule_.export_now(detail::no_deadline, false);
  }

  /// The same within a time of the caller's; an export that waits for its next repetition makes
  /// way.
  [[nodiscard]] export_error flush(std::chrono::milliseconds within) noexcept {
    return schedule_.export_now(count_of(within), true);
  }

  /// A last export, and the end of the thread and of all connections. Returns within that time: a
  /// transfer that goes on has half of it. Exporting fails afterwards. Not for the error handler.
  export_error shutdown(std::chrono::milliseconds within = std::chrono::seconds{5}) noexcept {
    return schedule_.shutdown(count_of(within));
  }

private:
  template <otlp::encoding Encoding>
  using cumulative = detail::cumulative_requests<Exposition, Encoding>;
  template <otlp::encoding Encoding>
  using delta = otlp::delta_requests<Exposition, Encoding>;

  [[nodiscard]] static std::uint64_t count_of(std::chrono::milliseconds time) noexcept {
    return time.count() > 0 ? static_cast<std::uint64_t>(time.count()) : 0;
  }

  template <otlp::encoding Encoding>
  [[nodiscard]] detail::push_source source(temporality which) noexcept {
    return which == temporality::delta ? source_of<Encoding, delta<Encoding>>(true)
                                       : source_of<Encoding, cumulative<Encoding>>(false);
  }
  template <otlp::encoding Encoding, class Requests>
  [[nodiscard]] detail::push_source source_of(bool is_delta) noexcept {
    // What a child has inherited of the same kind stays: deltas follow each other.
    if (!std::holds_alternative<Requests>(requests_)) {
      requests_.template emplace<Requests>();
    }
    return detail::make_push_source<Exposition, Encoding>(*std::get_if<Requests>(&requests_), who_,
                                                          is_delta);
  }

  std::variant<std::monostate, cumulative<otlp::encoding::json>,
               cumulative<otlp::encoding::protobuf>, delta<otlp::encoding::json>,
               delta<otlp::encoding::protobuf>>
      requests_;
  Resource who_{};
  std::array<char, Bytes> buffer_;
  std::array<char, Bytes> compressed_;
  detail::push_schedule schedule_;
};

}  // namespace v0_1
}  // namespace zerometer
