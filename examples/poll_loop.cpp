// SPDX-License-Identifier: MIT
/// Metrics behind a poll loop of one's own: a page goes out piece by piece between the loop's other
/// work, in memory that is fixed from the start.
///
///     poll_loop [PORT] &
///     curl http://127.0.0.1:9464/metrics
///
/// What a server on a network has to stand: a connection has a deadline from its first byte to its
/// last, whether it sends slowly, reads slowly or does nothing; a header has a limit; beyond so
/// many connections the others wait in the kernel's queue, which has a limit too. Nothing else is
/// on this port, so that any request is answered with the page.
#include <zerometer/negotiation.hpp>
#include <zerometer/text_stream.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace zm = zerometer;
using steady = std::chrono::steady_clock;

struct loop : zm::meter<loop, "poll.loop"> {
  struct sent : histogram<"sent", "By", "Sent at once.", zm::exponential_bounds<1000>(1, 1.01),
                          zm::text_limit<131072>> {};
  using metrics = zm::list<sent>;
};
using app = zm::exposition<loop>;

struct connection {
  explicit connection(int socket) : fd{socket} {}
  ~connection() {
    const linger cut{rest.empty() ? 0 : 1, 0};  // half a page is no page: the client sees a reset
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &cut, sizeof cut);
    ::close(fd);
  }
  int fd;
  steady::time_point deadline = steady::now() + std::chrono::seconds{5};
  std::array<char, 4096> text{};  // the request with a zero behind it, then each piece of the page
  std::span<char> rest{text.data(), text.size() - 1};  // where to read to, or what to send
  zm::snapshot<app> values{};                          // of one moment, however long sending takes
  std::optional<zm::text_stream<app>> page;
};

void answer(connection& c) {
  const char* accept = ::strcasestr(c.text.data(), "\naccept:");
  const std::size_t size = accept == nullptr ? 0 : std::strcspn(accept += 8, "\r\n");
  const zm::negotiated format = zm::negotiate(std::string_view{accept, size});
  c.values.take();
  c.page.emplace(format.format, c.values);
  constexpr auto head = "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nConnection: close\r\n\r\n";
  const int n = std::snprintf(c.text.data(), c.text.size(), head, format.content_type.data());
  c.rest = {c.text.data(), static_cast<std::size_t>(n)};
}

/// One step of a connection that is ready, without waiting; false when it has ended.
bool serve(connection& c) {
  const bool sends = c.page.has_value();
  const auto size = sends ? ::send(c.fd, c.rest.data(), c.rest.size(), MSG_NOSIGNAL)
                          : ::recv(c.fd, c.rest.data(), c.rest.size(), 0);
  c.rest = c.rest.subspan(size > 0 ? static_cast<std::size_t>(size) : 0);
  if (!sends && std::strstr(c.text.data(), "\r\n\r\n") != nullptr)
    answer(c);
  if (sends && size > 0)
    loop::sent::observe(static_cast<double>(size));
  if (sends && c.rest.empty())
    c.rest = {c.text.data(), c.page->read(c.text)};
  // Not above 0 where the client has gone, or its header is longer than the room for it.
  return size > 0 && !(sends && c.rest.empty());
}

int main(int count, char** arguments) {
  const auto port = static_cast<std::uint16_t>(count > 1 ? std::atoi(arguments[1]) : 9464);
  const sockaddr_in here{AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}, {}};
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int queued = 16384;  // the kernel keeps no more than this of a page, either
  ::setsockopt(listener, SOL_SOCKET, SO_SNDBUF, &queued, sizeof queued);
  const auto* const address = reinterpret_cast<const sockaddr*>(&here);
  if (::bind(listener, address, sizeof here) != 0 || ::listen(listener, 16) != 0)
    return 1;
  static std::array<std::optional<connection>, 8> all;
  std::array<pollfd, all.size()> ready{};
  constexpr short in = POLLIN, out = POLLOUT;
  while (true) {
    for (std::size_t i = 0; auto& c : all) {
      if (c && (c->deadline <= steady::now() || (ready[i].revents != 0 && !serve(*c))))
        c.reset();
      if (const int fd = c ? -1 : ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK); fd >= 0)
        c.emplace(fd);
      // A place that is free waits for a client.
      ready[i++] = {c ? c->fd : listener, c && c->page ? out : in, 0};
    }
    ::poll(ready.data(), ready.size(), 1000);
  }
}
