// SPDX-License-Identifier: MIT
/// The pull endpoint: `http://localhost:9464/metrics`, for Prometheus to scrape.
///
/// Links libmicrohttpd, which is under the GNU LGPL 2.1 or later: link it as a shared library. And
/// zlib.
///
///     static zm::pull_endpoint<app> metrics;
///     if (const zm::export_error error = metrics.start()) { … error.text() … }
///     … metrics.address(), for the line that says where …
///
/// One thread, named `zm-pull`, with every signal blocked; or none, where the program gives one of
/// its own to run(). There each scrape takes a snapshot, runs the callbacks of observables, once,
/// and writes the page, in either text format and compressed if that is asked for; then the status
/// is sent, with the page behind it. A callback that asks for a page of this exposition on that
/// thread gets none, and the scrape goes on.
///
/// Memory: the object, with one snapshot, the table of connections and zlib's arena; from the heap
/// each page while it is being sent, up to pull_options::page_bytes together; and what
/// libmicrohttpd takes, at most pull_options::connection_bytes and a little for each connection.
/// Not for a stack. Two endpoints of one exposition are two objects.
#pragma once

#include <zerometer/detail/collection_timer.hpp>
#include <zerometer/export/detail/page_buffer.hpp>
#include <zerometer/export/detail/pull_server.hpp>
#include <zerometer/export/error.hpp>
#include <zerometer/export/gzip.hpp>
#include <zerometer/export/pull_options.hpp>
#include <zerometer/negotiation.hpp>
#include <zerometer/openmetrics.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/resource.hpp>
#include <zerometer/self.hpp>
#include <zerometer/snapshot.hpp>
#include <zerometer/text_format.hpp>
#include <zerometer/text_stream.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// The whole stream into the page, compressed on the way if there is a gzip.
template <class Stream>
[[nodiscard]] page_status write_page(Stream& stream, gzip* zip, std::span<char> piece,
                                     page_buffer& page) noexcept {
  while (!stream.done()) {
    if (zip == nullptr) {
      const std::span<char> room = page.room(piece.size());
      if (room.empty()) {
        return page.status();
      }
      page.fill(stream.read(room));
      continue;
    }
    std::string_view text{piece.data(), stream.read(piece)};
    while (!text.empty()) {
      const std::span<char> room = page.room(piece.size());
      if (room.empty()) {
        return page.status();
      }
      page.fill(zip->push(text, room));
    }
  }
  while (zip != nullptr && !zip->done()) {
    const std::span<char> room = page.room(piece.size());
    if (room.empty()) {
      return page.status();
    }
    page.fill(zip->finish(room));
  }
  return page_status::complete;
}

}  // namespace detail

template <class Exposition, class Resource = no_resource,
          prometheus::options Prometheus = prometheus::options{},
          openmetrics::options OpenMetrics = openmetrics::options{}>
class pull_endpoint {
public:
  /// The resource is copied.
  explicit pull_endpoint(const Resource& who = {}, error_handler on_error = {}) noexcept
      : who_{who}, server_{&write, this, on_error} {}
  pull_endpoint(const pull_endpoint&) = delete;
  pull_endpoint& operator=(const pull_endpoint&) = delete;
  /// Stops.
  ~pull_endpoint() = default;

  /// Listens, and serves on a thread of its own. Stops first what it was doing before.
  [[nodiscard]] export_error start(const pull_options& options = {}) noexcept {
    return server_.start(options);
  }

  /// Listens alone; whoever connects waits for run().
  [[nodiscard]] export_error open(const pull_options& options = {}) noexcept {
    return server_.open(options);
  }
  /// Serves what open() has opened, on this thread, until request_stop().
  void run() noexcept { server_.serve(); }

  /// Ends what start() or run() does, soon. From any thread and any signal handler.
  void request_stop() const noexcept { server_.request_stop(); }

  /// The same, and waits for the end: answers that have begun are sent to their ends, within
  /// pull_options::stop_ms. Where a thread is in run() it is that one which waits: not for here.
  void stop() noexcept { server_.stop(); }

  /// Where it listens or has listened last, as `127.0.0.1:9464` or `[::1]:9464`, for the addresses
  /// of a name one after the other; empty behind the last.
  [[nodiscard]] std::string_view address(std::size_t which = 0) const noexcept {
    return server_.address(which);
  }

private:
  static detail::page_status write(void* self, text_format format, content_coding& coding,
                                   detail::page_buffer& page) noexcept {
    auto& endpoint = *static_cast<pull_endpoint*>(self);
    detail::collection_timer<Exposition> snapshot_timer;
    if (!endpoint.values_.take()) {
      return detail::page_status::not_collected;
    }
    snapshot_timer.stop(collection_phase::snapshot);
    detail::collection_timer<Exposition> render_timer;
    gzip* const zip =
        coding == content_coding::gzip && endpoint.zip_.ready() ? &endpoint.zip_ : nullptr;
    if (zip == nullptr) {
      coding = content_coding::identity;
    } else {
      zip->reset();
    }
    text_stream<Exposition, Prometheus, OpenMetrics> stream{format, endpoint.values_,
                                                            endpoint.who_};
    const detail::page_status status = detail::write_page(stream, zip, endpoint.piece_, page);
    render_timer.stop(collection_phase::render);
    return status;
  }

  snapshot<Exposition> values_{};
  Resource who_;
  gzip zip_{};
  std::array<char, std::size_t{16} * 1024> piece_{};
  detail::pull_server server_;  // the last, so that it ends first
};

}  // namespace v0_1
}  // namespace zerometer
