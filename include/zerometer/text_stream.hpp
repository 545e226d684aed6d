// SPDX-License-Identifier: MIT
/// A page in pieces, in whichever text format a client asked for.
///
///     const zm::negotiated answer = zm::negotiate(accept_header);
///     zm::text_stream<app> page{answer.format, values, who};
///     while (!page.done()) { send(socket, buffer.data(), page.read(buffer)); }
///
/// The stream of prometheus.hpp or of openmetrics.hpp, in one object of fixed size. Not for a
/// program that offers one format alone: it has the code of both.
#pragma once

#include <zerometer/openmetrics.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/resource.hpp>
#include <zerometer/snapshot.hpp>
#include <zerometer/text_format.hpp>

#include <cstddef>
#include <new>
#include <span>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {

template <class Exposition, prometheus::options Prometheus = prometheus::options{},
          openmetrics::options OpenMetrics = openmetrics::options{}>
class text_stream {
  using plain_stream = prometheus::stream<Exposition, Prometheus>;
  using open_stream = openmetrics::stream<Exposition, OpenMetrics>;
  static_assert(std::is_trivially_destructible_v<plain_stream> &&
                std::is_trivially_destructible_v<open_stream>);

public:
  /// The snapshot and the resource live as long as the stream.
  template <std::size_t Bytes>
  text_stream(text_format format, const snapshot<Exposition>& values,
              const resource<Bytes>& who) noexcept
      : format_{format} {
    if (is_open()) {
      ::new (static_cast<void*>(&open_)) open_stream{values, who};
    } else {
      ::new (static_cast<void*>(&plain_)) plain_stream{values, who};
    }
  }
  text_stream(text_format format, const snapshot<Exposition>& values) noexcept
      : text_stream{format, values, no_resource{}} {}

  text_stream(const text_stream&) = delete;
  text_stream& operator=(const text_stream&) = delete;

  /// Whether the page is complete.
  [[nodiscard]] bool done() const noexcept { return is_open() ? open_.done() : plain_.done(); }

  /// Writes the next piece and returns its size: the buffer's, until the page ends.
  [[nodiscard]] std::size_t read(std::span<char> buffer) noexcept {
    return is_open() ? open_.read(buffer) : plain_.read(buffer);
  }

private:
  [[nodiscard]] bool is_open() const noexcept { return format_ == text_format::openmetrics; }

  text_format format_;
  union {
    plain_stream plain_;
    open_stream open_;
  };
};

}  // namespace v0_1
}  // namespace zerometer
