// SPDX-License-Identifier: MIT
/// The pull endpoint's other half: one loop that accepts, asks libmicrohttpd to read and to write,
/// and ends what takes too long. The same code for every exposition; export/pull.hpp brings the
/// page.
///
/// libmicrohttpd (GNU LGPL 2.1 or later) runs without a thread of its own and without a socket to
/// listen on: this loop accepts, so that a limit is met by ending the oldest connection and not by
/// refusing the newest.
#pragma once

#include <zerometer/clock.hpp>
#include <zerometer/export/detail/connection_acceptor.hpp>
#include <zerometer/export/detail/connection_limit.hpp>
#include <zerometer/export/detail/connection_table.hpp>
#include <zerometer/export/detail/exporter_thread.hpp>
#include <zerometer/export/detail/listen_error.hpp>
#include <zerometer/export/detail/listening_sockets.hpp>
#include <zerometer/export/detail/scrape_handler.hpp>
#include <zerometer/export/detail/scrape_request.hpp>
#include <zerometer/export/detail/wake_pipe.hpp>
#include <zerometer/export/error.hpp>
#include <zerometer/export/pull_options.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <microhttpd.h>
#include <poll.h>
#include <sys/socket.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class pull_server {
public:
  pull_server(page_writer write, void* context, error_handler on_error) noexcept
      : handler_{write, context, on_error} {}
  pull_server(const pull_server&) = delete;
  pull_server& operator=(const pull_server&) = delete;
  ~pull_server() { stop(); }

  /// Everything but serving.
  [[nodiscard]] export_error open(const pull_options& options) noexcept {
    stop();
    stop_ = nanoseconds_of(options.stop_ms);
    handler_.closing = false;
    if (options.path.size() > 255 || !options.path.starts_with('/')) {
      return {exporter::pull,
              export_trouble::configuration,
              0,
              {"a path begins with a slash and has at most 255 characters: /metrics is one"}};
    }
    handler_.configure(options);
    if (const export_error error = acceptor_.listeners().open(options.host, options.port)) {
      return error;
    }
    const connection_limit limit = limit_connections(options.connections, descriptor_limit());
    acceptor_.configure(options, limit.connections);
    if (const int error = wake_.open(); error != 0) {
      acceptor_.listeners().close();
      return listen_failed(error, acceptor_.listeners().address(0), options.host);
    }
    errno = 0;
    daemon_ = start_daemon(MHD_OPTION_CONNECTION_LIMIT,
                           static_cast<unsigned>(connection_table::capacity + 1),
                           MHD_OPTION_CONNECTION_MEMORY_LIMIT, options.connection_bytes,
                           MHD_OPTION_NOTIFY_CONNECTION, &scrape_handler::connection_changed,
                           static_cast<void*>(&handler_), MHD_OPTION_NOTIFY_COMPLETED,
                           &scrape_handler::request_completed, static_cast<void*>(&handler_));
    if (daemon_ == nullptr) {
      const int error = errno;
      close();
      return error == EMFILE || error == ENFILE
                 ? listen_failed(error, acceptor_.listeners().address(0), options.host)
                 : export_error{exporter::pull,
                                export_trouble::internal,
                                error,
                                {"libmicrohttpd does not start"}};
    }
    if (limit.lowered) {
      handler_.reporter().tell(limit.lowered);
    }
    return {};
  }

  /// Open, and a thread that serves.
  [[nodiscard]] export_error start(const pull_options& options) noexcept {
    if (const export_error error = open(options)) {
      return error;
    }
    const auto body = [](void* self) noexcept { static_cast<pull_server*>(self)->serve(); };
    if (const int error = thread_.start("zm-pull", body, this); error != 0) {
      close();
      return {exporter::pull,
              export_trouble::internal,
              error,
              {"no thread is left to serve on ", acceptor_.listeners().address(0),
               ": raise the limit (ulimit -u, TasksMax=)"}};
    }
    return {};
  }

  /// Until request_stop(), on this thread. What wakes it stays open when it returns, because others
  /// may be about to wake it.
  void serve() noexcept {
    std::uint64_t until = connection_table::never;
    while (daemon_ != nullptr) {
      wait(until);
      const std::uint64_t now = steady_clock::now();
      acceptor_.accept_all(daemon_, now);
      ::MHD_run(daemon_);
      handler_.table().end_expired(now, [&](connection_entry& entry) { handler_.cut(entry); });
      if (handler_.closing) {
        // Who has been let in and has asked is still answered.
        until = until == connection_table::never ? now + stop_ : until;
        end_all(connection_phase::asking);
        end_all(connection_phase::idle);
        if (now >= until || handler_.table().count(connection_phase::answering) == 0) {
          break;
        }
      }
    }
    end();
  }

  /// Any thread, and any signal handler.
  void request_stop() const noexcept { wake_.wake(); }

  void stop() noexcept {
    request_stop();
    thread_.join();
    close();
  }

  [[nodiscard]] std::string_view address(std::size_t which) const noexcept {
    return acceptor_.listeners().address(which);
  }

private:
  static constexpr std::uint64_t second = 1'000'000'000;

  template <class... Options>
  [[nodiscard]] MHD_Daemon* start_daemon(Options... options) noexcept {
    const bool epoll = ::MHD_is_feature_supported(MHD_FEATURE_EPOLL) == MHD_YES;
    MHD_Daemon* const daemon = ::MHD_start_daemon(
        (epoll ? unsigned{MHD_USE_EPOLL} : 0U) | MHD_USE_NO_LISTEN_SOCKET | one_thread, 0, nullptr,
        nullptr, &scrape_handler::handle, static_cast<void*>(&handler_), options...,
        MHD_OPTION_END);
    const MHD_DaemonInfo* const info =
        daemon == nullptr || !epoll ? nullptr
                                    : ::MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    events_ = info == nullptr ? -1 : info->epoll_fd;
    return daemon;
  }

  /// Until something is to be done.
  void wait(std::uint64_t until) noexcept {
    std::array<pollfd, listening_sockets::most + 2> fds{};
    std::size_t count = 0;
    fds[count++] = {handler_.closing ? -1 : wake_.socket(), POLLIN, 0};
    fds[count++] = {events_, POLLIN, 0};
    const std::uint64_t now = steady_clock::now();
    std::uint64_t end =
        handler_.table().next_deadline() < until ? handler_.table().next_deadline() : until;
    if (now < acceptor_.again()) {
      end = acceptor_.again() < end ? acceptor_.again() : end;
    } else {
      for (const int socket : acceptor_.listeners().sockets()) {
        fds[count++] = {socket, POLLIN, 0};
      }
    }
    MHD_UNSIGNED_LONG_LONG hint = 0;
    if (::MHD_get_timeout(daemon_, &hint) == MHD_YES) {
      const std::uint64_t then = now + std::uint64_t{hint} * 1'000'000;
      end = then < end ? then : end;
    }
    if (events_ < 0 && handler_.table().size() != 0) {
      // Where there is no epoll the daemon has nothing to wait for: it is asked at times.
      constexpr std::uint64_t tick = 10'000'000;
      end = now + tick < end ? now + tick : end;
    }
    // One more than it takes, so that the end is reached.
    constexpr std::uint64_t longest = 60 * second;
    const std::uint64_t left = end <= now ? 0 : end - now;
    const int timeout =
        left == 0 ? 0 : static_cast<int>((left < longest ? left : longest) / 1'000'000 + 1);
    ::poll(fds.data(), static_cast<nfds_t>(count), timeout);
    if (fds[0].revents != 0) {
      handler_.closing = true;
      acceptor_.listeners().close();
    }
  }

  void end_all(connection_phase phase) noexcept {
    handler_.table().for_each([&](connection_entry& entry) {
      if (entry.phase == phase) {
        handler_.cut(entry);
      }
    });
  }

  void end() noexcept {
    if (daemon_ != nullptr) {
      ::MHD_stop_daemon(daemon_);
      daemon_ = nullptr;
    }
    acceptor_.listeners().close();
  }
  void close() noexcept {
    end();
    wake_.close();
  }

  scrape_handler handler_;
  std::uint64_t stop_ = 0;
  connection_acceptor acceptor_{handler_};
  wake_pipe wake_{};
  exporter_thread thread_{};
  MHD_Daemon* daemon_ = nullptr;
  int events_ = -1;  // the daemon's epoll; -1 where there is none
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
