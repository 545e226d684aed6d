// SPDX-License-Identifier: MIT
/// The sockets that a host and a port stand for: one for each address that a name has, so that
/// `localhost` is 127.0.0.1 and ::1.
///
/// An address that this machine does not have is passed over where there is another; one that is
/// taken is an error, because half an endpoint would be found by half of those who look for it.
/// What cannot be opened says what to do.
#pragma once

#include <zerometer/export/detail/listen_error.hpp>
#include <zerometer/export/error.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class listening_sockets {
public:
  static constexpr std::size_t most = 8;

  listening_sockets() noexcept = default;
  listening_sockets(const listening_sockets&) = delete;
  listening_sockets& operator=(const listening_sockets&) = delete;
  ~listening_sockets() { close(); }

  /// Port 0 is any that is free, the same for every address.
  [[nodiscard]] export_error open(std::string_view host, std::uint16_t port) noexcept {
    close();
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
      host = host.substr(1, host.size() - 2);
    }
    std::array<char, 256> name{};
    if (host.empty() || host.size() >= name.size()) {
      return {exporter::pull,
              export_trouble::configuration,
              0,
              {"a host has 1 to 255 characters: set OTEL_EXPORTER_PROMETHEUS_HOST to localhost, or "
               "to the address to listen on"}};
    }
    std::memcpy(name.data(), host.data(), host.size());
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(name.data(), nullptr, &hints, &found); error != 0) {
      const int system = error == EAI_SYSTEM ? errno : 0;
      if (system == EMFILE || system == ENFILE) {
        return listen_failed(system, {}, host);
      }
      return {exporter::pull,
              error == EAI_MEMORY ? export_trouble::memory : export_trouble::address,
              error,
              {"no address for the host ", host, ", to listen on it: ", ::gai_strerror(error),
               "; set OTEL_EXPORTER_PROMETHEUS_HOST to localhost, or to an address of this "
               "machine"}};
    }
    export_error error;
    // With port 0 another address may have the first one's port taken: then again.
    for (int attempt = 0; attempt < 16; ++attempt) {
      close();
      error = open_each(*found, port, host);
      if (port != 0 || error.trouble() != export_trouble::port_in_use) {
        break;
      }
    }
    ::freeaddrinfo(found);
    if (error) {
      close();
    }
    return error;
  }

  [[nodiscard]] std::span<const int> sockets() const noexcept { return {sockets_.data(), size_}; }

  /// As they are bound, for a URL: `127.0.0.1:9464`, `[::1]:9464`. Also when they are closed again.
  [[nodiscard]] std::string_view address(std::size_t which) const noexcept {
    return which < named_ ? std::string_view{texts_[which].data()} : std::string_view{};
  }

  void close() noexcept {
    for (const int socket : sockets()) {
      ::close(socket);
    }
    size_ = 0;
  }

private:
  using text = std::array<char, NI_MAXHOST + 16>;

  export_error open_each(const addrinfo& found, std::uint16_t port,
                         std::string_view host) noexcept {
    export_error passed_over;
    named_ = 0;
    for (const addrinfo* next = &found; next != nullptr && size_ < most; next = next->ai_next) {
      sockaddr_storage address{};
      if (next->ai_addrlen > sizeof address || is_named_before(found, *next)) {
        continue;
      }
      std::memcpy(&address, next->ai_addr, next->ai_addrlen);
      set_port(address, port);
      const int error = open_one(address, next->ai_addrlen);
      if (error == 0) {
        port = port_of(size_ - 1);
        write_text(sockets_[size_ - 1], texts_[named_++]);
        continue;
      }
      text wanted{};
      write_text(address, next->ai_addrlen, wanted);
      passed_over = listen_failed(error, wanted.data(), host);
      if (error != EADDRNOTAVAIL && error != EAFNOSUPPORT) {
        return passed_over;
      }
    }
    return size_ == 0 ? passed_over : export_error{};
  }

  /// A hosts file may have an address twice.
  [[nodiscard]] static bool is_named_before(const addrinfo& found, const addrinfo& one) noexcept {
    const addrinfo* other = &found;
    while (other != &one && (other->ai_addrlen != one.ai_addrlen ||
                             std::memcmp(other->ai_addr, one.ai_addr, one.ai_addrlen) != 0)) {
      other = other->ai_next;
    }
    return other != &one;
  }

  static void set_port(sockaddr_storage& address, std::uint16_t port) noexcept {
    const std::uint16_t big = htons(port);
    // The same place in both families.
    static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
    std::memcpy(reinterpret_cast<char*>(&address) + offsetof(sockaddr_in, sin_port), &big,
                sizeof big);
  }
  [[nodiscard]] std::uint16_t port_of(std::size_t which) const noexcept {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    std::uint16_t big = 0;
    if (::getsockname(sockets_[which], reinterpret_cast<sockaddr*>(&address), &size) == 0) {
      std::memcpy(&big, reinterpret_cast<const char*>(&address) + offsetof(sockaddr_in, sin_port),
                  sizeof big);
    }
    return ntohs(big);
  }

  /// 0, or what the system says.
  [[nodiscard]] int open_one(const sockaddr_storage& address, socklen_t size) noexcept {
#if defined(SOCK_CLOEXEC) && defined(SOCK_NONBLOCK)
    const int socket = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
#else
    const int socket = ::socket(address.ss_family, SOCK_STREAM, 0);
    ::fcntl(socket, F_SETFD, FD_CLOEXEC);
    ::fcntl(socket, F_SETFL, O_NONBLOCK);
#endif
    if (socket < 0) {
      return errno;
    }
    const int yes = 1;  // a restart must not wait for the old connections to be forgotten
    bool done = ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0;
    if (address.ss_family == AF_INET6) {
      // `::` is every address, of IPv4 too, whatever the system's default.
      sockaddr_in6 v6{};
      std::memcpy(&v6, &address, sizeof v6);
      constexpr in6_addr any{};
      const int only = std::memcmp(&v6.sin6_addr, &any, sizeof any) == 0 ? 0 : 1;
      done = done && ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only) == 0;
    }
    if (!done || ::bind(socket, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::listen(socket, SOMAXCONN) != 0) {
      const int error = errno;
      ::close(socket);
      return error;
    }
    sockets_[size_++] = socket;
    return 0;
  }

  static void write_text(int socket, text& out) noexcept {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
      write_text(address, size, out);
    }
  }
  static void write_text(const sockaddr_storage& address, socklen_t size, text& out) noexcept {
    const bool six = address.ss_family == AF_INET6;
    std::array<char, 8> port{};
    char* end = out.data();
    *end = '[';
    end += six ? 1 : 0;
    if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, end, NI_MAXHOST,
                      port.data(), port.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
      out.front() = '\0';
      return;
    }
    end += std::strlen(end);
    *end = ']';
    end += six ? 1 : 0;
    *end++ = ':';
    std::memcpy(end, port.data(), port.size());
  }

  std::array<int, most> sockets_{};
  std::array<text, most> texts_{};
  std::size_t size_ = 0;
  std::size_t named_ = 0;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
