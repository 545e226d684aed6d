// SPDX-License-Identifier: MIT
/// Lets connections in, and makes room for those that come by ending those that are missed least.
///
/// A limit is met by ending an old connection and not by refusing a new one: who holds many and
/// asks nothing keeps nobody out. Where no descriptor is left it waits a tenth of a second, says
/// so, and gives one of its own up.
#pragma once

#include <zerometer/export/detail/connection_table.hpp>
#include <zerometer/export/detail/listening_sockets.hpp>
#include <zerometer/export/detail/scrape_handler.hpp>
#include <zerometer/export/detail/scrape_request.hpp>
#include <zerometer/export/error.hpp>
#include <zerometer/export/pull_options.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <microhttpd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class connection_acceptor {
public:
  explicit connection_acceptor(scrape_handler& handler) noexcept : handler_{&handler} {}

  [[nodiscard]] listening_sockets& listeners() noexcept { return sockets_; }
  [[nodiscard]] const listening_sockets& listeners() const noexcept { return sockets_; }

  /// `most` is what there may be of connections in all.
  void configure(const pull_options& options, std::size_t most) noexcept {
    most_ = most;
    per_address_ = options.connections_per_address;
    request_ = nanoseconds_of(options.request_ms);
    again_ = 0;
  }

  /// Not before this.
  [[nodiscard]] std::uint64_t again() const noexcept { return again_; }

  void accept_all(MHD_Daemon* daemon, std::uint64_t now) noexcept {
    for (const int socket : sockets_.sockets()) {
      // So many at once, and then those that are in are served again.
      for (int i = 0; i < 64 && now >= again_ && accept_one(daemon, socket, now); ++i) {
      }
    }
  }

private:
  static constexpr std::uint64_t pause = 100'000'000;

  /// False if there is nobody to accept.
  bool accept_one(MHD_Daemon* daemon, int listener, std::uint64_t now) noexcept {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    auto* const name = reinterpret_cast<sockaddr*>(&address);
#if defined(SOCK_CLOEXEC) && defined(SOCK_NONBLOCK)
    const int socket = ::accept4(listener, name, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
#else
    const int socket = ::accept(listener, name, &size);  // the daemon does the rest
#endif
    if (socket < 0) {
      return accept_failed(errno, now);
    }
    const peer from = peer_of(address);
    if ((!has_room(&from) && !make_room(daemon, &from)) ||
        (!has_room(nullptr) && !make_room(daemon, nullptr))) {
      ::close(socket);
      handler_->reporter().report(
          export_trouble::busy, 0,
          {"a connection was refused: every one that there may be is busy with an answer; see "
           "zm::pull_options::connections and connections_per_address"});
      return true;
    }
    connection_entry* const entry = handler_->table().add(socket, from);
    if (entry == nullptr) {
      ::close(socket);
      return true;
    }
    handler_->table().enter(*entry, connection_phase::asking, now, now + request_);
    errno = 0;
    if (::MHD_add_connection(daemon, socket, name, size) != MHD_YES) {
      // The socket is closed, and the entry left if the daemon had already told of it.
      const int error = errno;
      if (entry->phase != connection_phase::none) {
        handler_->table().remove(*entry);
      }
      handler_->reporter().report(
          error == EMFILE || error == ENFILE ? export_trouble::descriptors : export_trouble::memory,
          error, {"libmicrohttpd did not take a connection, probably for lack of memory"});
    }
    return true;
  }

  [[nodiscard]] bool accept_failed(int error, std::uint64_t now) noexcept {
    if (error == EAGAIN || error == EWOULDBLOCK) {
      return false;
    }
    if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM) {
      const bool memory = error == ENOBUFS || error == ENOMEM;
      handler_->reporter().report(
          memory ? export_trouble::memory : export_trouble::descriptors, error,
          {memory ? "the system has no memory for a connection"
                  : "no file descriptor is left for a connection: raise the limit (ulimit -n, "
                    "LimitNOFILE=), or look for what leaks them; until then scrapes wait"});
      again_ = now + pause;
      // What we hold and nobody uses may be what is missing.
      if (connection_entry* const unused = oldest_unused(nullptr); unused != nullptr) {
        handler_->cut(*unused);
      }
      return false;
    }
    return true;  // the client has gone again, or the network has
  }

  /// Whether there may be one more, in all or of one peer.
  [[nodiscard]] bool has_room(const peer* from) const noexcept {
    const connection_table& table = handler_->table();
    return from == nullptr ? table.size() < most_ : table.count(*from) < per_address_;
  }

  /// Ends the connection that is missed least, unless one ends by itself: false if all are busy.
  bool make_room(MHD_Daemon* daemon, const peer* from) noexcept {
    // Who has asked by now is no longer one who has not, and who was answered is no longer busy.
    MHD_UNSIGNED_LONG_LONG left = 0;
    for (int i = 0; i < 8 && left == 0; ++i) {
      ::MHD_run(daemon);
      if (has_room(from)) {
        return true;
      }
      if (::MHD_get_timeout(daemon, &left) != MHD_YES) {
        break;
      }
    }
    connection_entry* oldest = oldest_unused(from);
    if (oldest == nullptr && from == nullptr) {
      oldest = handler_->table().oldest(connection_phase::answering);
    }
    if (oldest == nullptr) {
      return false;
    }
    handler_->cut(*oldest);
    ::MHD_run(daemon);
    return has_room(from);
  }

  [[nodiscard]] connection_entry* oldest_unused(const peer* from) noexcept {
    connection_entry* const asking = handler_->table().oldest(connection_phase::asking, from);
    return asking != nullptr ? asking : handler_->table().oldest(connection_phase::idle, from);
  }

  scrape_handler* handler_;
  listening_sockets sockets_{};
  std::size_t most_ = 0;
  std::size_t per_address_ = 0;
  std::uint64_t request_ = 0;
  std::uint64_t again_ = 0;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
