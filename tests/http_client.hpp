// SPDX-License-Identifier: MIT
/// An HTTP client that can do what no client should: for the tests of the pull endpoint. Every wait
/// has a deadline, behind which a test has failed.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_response {
  int status = 0;  // 0: the connection ended, or nothing came in time
  std::string head;
  std::string body;

  /// Of a header, in lower case; empty if it is not there.
  [[nodiscard]] std::string header(std::string_view name) const {
    std::string lower = head;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::size_t at = lower.find("\r\n" + std::string{name} + ": ");
    if (at == lower.npos) {
      return {};
    }
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

class http_client {
public:
  static inline int patience = 20'000;  // milliseconds

  http_client() = default;
  /// To `127.0.0.1:9464` or `[::1]:9464`, from another address of this machine if one is given.
  explicit http_client(std::string_view address, const char* from = nullptr) {
    const std::size_t colon = address.rfind(':');
    const auto port =
        static_cast<std::uint16_t>(std::atoi(std::string{address.substr(colon + 1)}.c_str()));
    std::string host{address.substr(0, colon)};
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (host.front() == '[') {
      host = host.substr(1, host.size() - 2);
      v6.sin6_family = AF_INET6;
      v6.sin6_port = htons(port);
      ::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr);
      connect(reinterpret_cast<const sockaddr*>(&v6), sizeof v6, AF_INET6, nullptr);
    } else {
      v4.sin_family = AF_INET;
      v4.sin_port = htons(port);
      ::inet_pton(AF_INET, host.c_str(), &v4.sin_addr);
      connect(reinterpret_cast<const sockaddr*>(&v4), sizeof v4, AF_INET, from);
    }
  }
  http_client(http_client&& other) noexcept
      : fd_{std::exchange(other.fd_, -1)}, buffer_{std::move(other.buffer_)} {}
  http_client& operator=(http_client&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(buffer_, other.buffer_);
    return *this;
  }
  ~http_client() { close(); }

  [[nodiscard]] bool is_connected() const { return fd_ >= 0; }
  [[nodiscard]] int socket() const { return fd_; }
  void close() {
    if (fd_ >= 0) {
      ::close(fd_);
      fd_ = -1;
    }
  }

  /// All of it, or false.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t size = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (size < 0 && (errno != EAGAIN || !wait(POLLOUT, patience))) {
        return false;
      }
      text.remove_prefix(size < 0 ? 0 : static_cast<std::size_t>(size));
    }
    return true;
  }
  /// As much as the system takes at once.
  std::size_t send_some(std::string_view text) {
    const ssize_t size = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
    return size < 0 ? 0 : static_cast<std::size_t>(size);
  }

  /// The next response, of which `without_body` says that it answers HEAD.
  http_response receive(bool without_body = false) {
    http_response response;
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == buffer_.npos) {
      if (!read_more()) {
        return {};
      }
    }
    response.head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    const std::string length = response.header("content-length");
    const std::size_t size =
        without_body || length.empty() ? 0 : std::strtoul(length.c_str(), nullptr, 10);
    while (buffer_.size() < size) {
      if (!read_more()) {
        return {};  // a page cut short is none
      }
    }
    response.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    response.status = std::atoi(response.head.c_str() + sizeof "HTTP/1.1");
    return response;
  }

  http_response get(std::string_view headers = {}, std::string_view target = "/metrics") {
    const bool sent = send("GET " + std::string{target} + " HTTP/1.1\r\nHost: a\r\n" +
                           std::string{headers} + "\r\n");
    return sent ? receive() : http_response{};
  }

  /// Whether the other side has hung up by now or does within the time, with nothing before.
  bool is_hung_up(int milliseconds = 20'000) {
    while (wait(POLLIN, milliseconds)) {
      char byte{};
      const ssize_t size = ::recv(fd_, &byte, 1, 0);
      if (size == 0 || (size < 0 && errno != EAGAIN)) {
        return true;
      }
      if (size > 0) {
        return false;
      }
    }
    return false;
  }

private:
  void connect(const sockaddr* to, socklen_t size, int family, const char* from) {
    fd_ = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0) {
      return;
    }
    bool done = true;
    if (from != nullptr) {
      sockaddr_in here{};
      here.sin_family = AF_INET;
      ::inet_pton(AF_INET, from, &here.sin_addr);
      done = ::bind(fd_, reinterpret_cast<const sockaddr*>(&here), sizeof here) == 0;
    }
    done = done && ::connect(fd_, to, size) == 0 && ::fcntl(fd_, F_SETFL, O_NONBLOCK) == 0;
    if (!done) {
      close();
    }
  }
  bool wait(short what, int milliseconds) const {
    pollfd ready{fd_, what, 0};
    return ::poll(&ready, 1, milliseconds) == 1;
  }
  bool read_more() {
    char piece[65536];
    for (;;) {
      const ssize_t size = ::recv(fd_, piece, sizeof piece, 0);
      if (size > 0) {
        buffer_.append(piece, static_cast<std::size_t>(size));
        return true;
      }
      if (size == 0 || errno != EAGAIN || !wait(POLLIN, patience)) {
        return false;
      }
    }
  }

  int fd_ = -1;
  std::string buffer_;
};
