// SPDX-License-Identifier: MIT
/// A collector of a few lines, on 127.0.0.1: it reads requests and answers each as it is told.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

class push_peer {
public:
  /// What to answer to the request of that number; an empty answer is none, until the client goes.
  using answer = std::function<std::string(std::size_t)>;

  explicit push_peer(answer how) : how_{std::move(how)} {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    ::bind(listener_, reinterpret_cast<const sockaddr*>(&here), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size);
    port_ = ntohs(here.sin_port);
    thread_ = std::thread{[this] { serve(); }};
  }
  push_peer(const push_peer&) = delete;
  push_peer& operator=(const push_peer&) = delete;
  ~push_peer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/v1/metrics";
  }
  [[nodiscard]] std::size_t count() {
    const std::lock_guard lock{mutex_};
    return requests_.size();
  }
  [[nodiscard]] std::string request(std::size_t number) {
    const std::lock_guard lock{mutex_};
    return requests_.at(number);
  }
  /// Until so many requests have come.
  void wait_for(std::size_t count) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return requests_.size() >= count; });
  }

  static std::string status(int code, const std::string& headers = {}) {
    return "HTTP/1.1 " + std::to_string(code) + " x\r\n" + headers + "Content-Length: 0\r\n\r\n";
  }

private:
  void serve() {
    int client = -1;
    while ((client = ::accept(listener_, nullptr, nullptr)) >= 0) {
      while (serve_one(client)) {
      }
      ::close(client);
    }
  }
  bool serve_one(int client) {
    std::string text;
    std::size_t end = std::string::npos;
    while (end == std::string::npos || text.size() < end) {
      char piece[4096];
      const ssize_t size = ::recv(client, piece, sizeof piece, 0);
      if (size <= 0) {
        return false;
      }
      text.append(piece, static_cast<std::size_t>(size));
      const std::size_t head = text.find("\r\n\r\n");
      const std::size_t length = text.find("Content-Length: ");
      if (head != std::string::npos && length != std::string::npos) {
        end = head + 4 + std::stoul(text.substr(length + 16));
      }
    }
    std::size_t number = 0;
    {
      const std::lock_guard lock{mutex_};
      number = requests_.size();
      requests_.push_back(text);
    }
    changed_.notify_all();
    const std::string reply = how_(number);
    if (reply.empty()) {
      char rest = 0;
      return ::recv(client, &rest, 1, 0) > 0;
    }
    return ::send(client, reply.data(), reply.size(), MSG_NOSIGNAL) > 0;
  }

  answer how_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> requests_;
  std::thread thread_;
};
