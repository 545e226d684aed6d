// SPDX-License-Identifier: MIT
/// The pull endpoint's upper half: requests in, pages out, and what each connection is at.
///
/// Called by libmicrohttpd on the thread that runs it, and by no other. A page is collected and
/// written before its status is said. What is held for slow readers has a limit: beyond it whoever
/// has not read a page within a second gives it up, and where nobody has been that slow the new one
/// is turned away with 503.
#pragma once

#include <zerometer/clock.hpp>
#include <zerometer/export/detail/connection_table.hpp>
#include <zerometer/export/detail/microhttpd.hpp>
#include <zerometer/export/detail/page_buffer.hpp>
#include <zerometer/export/detail/scrape_request.hpp>
#include <zerometer/export/detail/trouble_reporter.hpp>
#include <zerometer/export/error.hpp>
#include <zerometer/export/pull_options.hpp>
#include <zerometer/export/self.hpp>
#include <zerometer/negotiation.hpp>
#include <zerometer/self.hpp>
#include <zerometer/text_format.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <microhttpd.h>
#include <sys/socket.h>
#include <time.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Collects and writes a page; `coding` is what it may be, and then what it is.
using page_writer = page_status (*)(void* context, text_format format, content_coding& coding,
                                    page_buffer& page) noexcept;

class scrape_handler {
public:
  scrape_handler(page_writer write, void* context, error_handler on_error) noexcept
      : write_{write}, context_{context}, reporter_{on_error} {}
  scrape_handler(const scrape_handler&) = delete;
  scrape_handler& operator=(const scrape_handler&) = delete;
  ~scrape_handler() = default;

  /// The path begins with a slash and has at most 255 characters.
  void configure(const pull_options& options) noexcept {
    path_ = {};
    std::memcpy(path_.data(), options.path.data(), options.path.size());
    page_bytes_ = options.page_bytes;
    answer_ = nanoseconds_of(options.answer_ms);
    idle_ = nanoseconds_of(options.idle_ms);
  }

  [[nodiscard]] connection_table& table() noexcept { return table_; }
  [[nodiscard]] const connection_table& table() const noexcept { return table_; }

  /// No further request is answered on any connection.
  bool closing = false;

  /// The daemon sees that the connection has ended, and closes it.
  void cut(connection_entry& entry) noexcept {
    ::shutdown(entry.socket, SHUT_RDWR);
    forget_page(entry);
    entry.phase = connection_phase::cut;
  }

  [[nodiscard]] trouble_reporter& reporter() noexcept { return reporter_; }

  static void connection_changed(void* self, MHD_Connection* connection, void** context,
                                 MHD_ConnectionNotificationCode what) noexcept {
    auto& server = *static_cast<scrape_handler*>(self);
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
      *context = server.table_.find(socket_of(connection));
    } else if (*context != nullptr) {
      auto& entry = *static_cast<connection_entry*>(*context);
      server.forget_page(entry);
      server.table_.remove(entry);
    }
  }

  /// Called once with the head, once for each part of a body, once more with nothing left.
  static MHD_Result handle(void* self, MHD_Connection* connection, const char* target,
                           const char* method, const char* version, const char*, std::size_t* body,
                           void** state) noexcept {
    auto& server = *static_cast<scrape_handler*>(self);
    if (*state == nullptr) {
      auto* const entry = static_cast<connection_entry*>(context_of(connection));
      *state = entry;
      if (entry == nullptr || entry->phase == connection_phase::cut) {
        return MHD_NO;
      }
      server.begin_answer(*entry,
                          ::MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                                        "X-Prometheus-Scrape-Timeout-Seconds"));
      return MHD_YES;  // an answer this early would close the connection
    }
    auto& entry = *static_cast<connection_entry*>(*state);
    if (*body != 0) {
      entry.body += *body;
      *body = 0;
      return entry.body > most_body ? MHD_NO : MHD_YES;
    }
    const scrape_answer answer =
        answer_to(method, target, version, header_lines{connection, MHD_HTTP_HEADER_HOST}.count(),
                  server.path_.data());
    return answer == scrape_answer::page ? server.scrape(entry, connection, method)
                                         : refuse(connection, answer);
  }

  static void request_completed(void* self, MHD_Connection*, void** state,
                                MHD_RequestTerminationCode how) noexcept {
    if (*state != nullptr) {
      static_cast<scrape_handler*>(self)->completed(*static_cast<connection_entry*>(*state),
                                                    how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    }
  }

private:
  static constexpr std::uint64_t second = 1'000'000'000;
  static constexpr std::size_t most_body = std::size_t{64} * 1024;

  void begin_answer(connection_entry& entry, const char* seconds) noexcept {
    const std::uint64_t now = steady_clock::now();
    const std::uint64_t most = answer_;
    table_.enter(entry, connection_phase::answering, now,
                 now + (seconds == nullptr ? most : scrape_timeout(seconds, most)));
    entry.counted = false;
    entry.body = 0;
  }

  /// Collects first, and then knows the status.
  MHD_Result scrape(connection_entry& entry, MHD_Connection* connection,
                    std::string_view method) noexcept {
    entry.counted = method == "GET";
    entry.collected = steady_clock::now();
    const negotiated format = negotiate(header_lines{connection, MHD_HTTP_HEADER_ACCEPT}.joined());
    content_coding coding =
        negotiate_coding(header_lines{connection, MHD_HTTP_HEADER_ACCEPT_ENCODING}.joined());
    // Who has not read a page within a second gives it up where there is no room for another.
    while (pages_ + expected_ > page_bytes_) {
      connection_entry* const slow =
          table_.oldest(connection_phase::answering, nullptr, entry.collected - second);
      if (slow == nullptr) {
        break;
      }
      cut(*slow);
    }
    const std::size_t room = pages_ < page_bytes_ ? page_bytes_ - pages_ : 0;
    page_buffer page{room, expected_};
    const page_status status = write_(context_, format.format, coding, page);
    if (status != page_status::complete) {
      return no_page(entry, connection, status);
    }
    expected_ = page.size() + page.size() / 8;
    const std::size_t size = page.size();
    if (respond_page(connection, page.release(), size, format.content_type.data(),
                     coding == content_coding::gzip) != MHD_YES) {
      return no_page(entry, connection, page_status::no_memory);
    }
    entry.page = size;
    pages_ += size;
    return MHD_YES;
  }

  MHD_Result no_page(connection_entry& entry, MHD_Connection* connection,
                     page_status status) noexcept {
    const bool busy = status == page_status::too_large && pages_ != 0;
    finish(entry, busy ? export_outcome::refused : export_outcome::failed);
    if (busy) {
      reporter_.report(
          export_trouble::busy, MHD_HTTP_SERVICE_UNAVAILABLE,
          {"a scrape was turned away with 503: the pages that are being sent have all the room "
           "that there is; see zm::pull_options::page_bytes"});
      return respond(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "too many pages at once\n",
                     MHD_HTTP_HEADER_RETRY_AFTER, "1");
    }
    if (status == page_status::too_large) {
      reporter_.report(
          export_trouble::too_large, MHD_HTTP_INTERNAL_SERVER_ERROR,
          {"the page is larger than there is room for: see zm::pull_options::page_bytes"});
    } else if (status == page_status::no_memory) {
      reporter_.report(export_trouble::memory, MHD_HTTP_INTERNAL_SERVER_ERROR,
                       {"no memory for a page, which was answered with 500"});
    } else {
      reporter_.report(export_trouble::internal, MHD_HTTP_INTERNAL_SERVER_ERROR,
                       {"a page was asked for inside the callback of an observable"});
    }
    return respond(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, "no page\n");
  }

  void completed(connection_entry& entry, bool whole) noexcept {
    if (entry.counted && whole && entry.phase != connection_phase::cut) {
      exports::bytes::add(entry.page, exporter::pull);
      timespec time{};
      ::clock_gettime(CLOCK_REALTIME, &time);
      exports::last_success::set(static_cast<double>(time.tv_sec) +
                                     static_cast<double>(time.tv_nsec) * 1e-9,
                                 exporter::pull);
    }
    finish(entry, whole ? export_outcome::success : export_outcome::failed);
    forget_page(entry);
    if (closing) {
      cut(entry);
    } else if (entry.phase == connection_phase::answering) {
      const std::uint64_t now = steady_clock::now();
      table_.enter(entry, connection_phase::idle, now, now + idle_);
    }
  }

  /// Counts an export, once.
  static void finish(connection_entry& entry, export_outcome outcome) noexcept {
    if (entry.counted) {
      entry.counted = false;
      exports::count::inc(exporter::pull, outcome);
      exports::duration::observe(static_cast<std::int64_t>(steady_clock::now() - entry.collected),
                                 exporter::pull);
    }
  }

  void forget_page(connection_entry& entry) noexcept {
    pages_ -= entry.page;
    entry.page = 0;
  }

  page_writer write_;
  void* context_;
  trouble_reporter reporter_;
  connection_table table_{};
  std::array<char, 256> path_{};
  std::uint64_t answer_ = 0;
  std::uint64_t idle_ = 0;
  std::size_t page_bytes_ = 0;
  std::size_t pages_ = 0;  // what all connections hold
  std::size_t expected_ = std::size_t{16} * 1024;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
