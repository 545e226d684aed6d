// SPDX-License-Identifier: MIT
/// Who is connected, since when, and until when: what a server that strangers reach decides by.
///
/// A fixed table, filled from its begin, and no clock of its own: times are the caller's, in
/// nanoseconds. A connection has one deadline at any moment, for its whole request or its whole
/// answer, so that one who sends or reads a byte a second ends as one who does nothing. Where there
/// is no room the oldest goes, of those that have not asked first. Not for concurrent use.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Whose connections count together: an IPv4 address, also where it comes by way of IPv6, or the
/// half of an IPv6 address that names a network, because one host has all of the other half.
struct peer {
  std::array<unsigned char, 16> bytes{};

  friend bool operator==(const peer&, const peer&) noexcept = default;
};

[[nodiscard]] inline peer peer_of(const sockaddr_storage& address) noexcept {
  peer result;
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    result.bytes[10] = result.bytes[11] = 0xff;
    std::memcpy(result.bytes.data() + 12, &v4.sin_addr, 4);
  } else if (address.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    std::memcpy(result.bytes.data(), &v6.sin6_addr, 16);
    constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::memcmp(result.bytes.data(), mapped.data(), mapped.size()) != 0) {
      std::memset(result.bytes.data() + 8, 0, 8);
    }
  }
  return result;
}

enum class connection_phase : unsigned char {
  none,
  asking,     // has not sent its first request
  idle,       // was answered, and may ask again
  answering,  // from the request's head to the answer's end
  cut,        // shut down, and about to go
};

struct connection_entry {
  connection_phase phase = connection_phase::none;
  bool counted = false;  // its answer is an export
  int socket = -1;
  std::uint64_t since = 0;      // when the phase began
  std::uint64_t deadline = 0;   // when the phase must end
  std::uint64_t collected = 0;  // when its page was begun
  std::size_t page = 0;         // the bytes that it holds
  std::size_t body = 0;         // the bytes that came behind the request's head
  peer from{};
};

class connection_table {
public:
  static constexpr std::size_t capacity = 2048;
  static constexpr std::uint64_t never = ~std::uint64_t{0};

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t count(connection_phase phase) const noexcept {
    std::size_t result = 0;
    for (std::size_t i = 0; i < used_; ++i) {
      result += entries_[i].phase == phase ? 1U : 0U;
    }
    return result;
  }
  [[nodiscard]] std::size_t count(const peer& from) const noexcept {
    std::size_t result = 0;
    for (std::size_t i = 0; i < used_; ++i) {
      result += is_open(entries_[i]) && entries_[i].from == from ? 1U : 0U;
    }
    return result;
  }

  /// Null if the table is full.
  [[nodiscard]] connection_entry* add(int socket, const peer& from) noexcept {
    std::size_t place = 0;
    while (place < used_ && entries_[place].phase != connection_phase::none) {
      ++place;
    }
    if (place == capacity) {
      return nullptr;
    }
    used_ = place < used_ ? used_ : place + 1;
    ++size_;
    entries_[place] = {};
    entries_[place].phase = connection_phase::asking;
    entries_[place].socket = socket;
    entries_[place].from = from;
    return &entries_[place];
  }
  /// Whose socket this is; null if it is nobody's.
  [[nodiscard]] connection_entry* find(int socket) noexcept {
    for (std::size_t i = 0; i < used_; ++i) {
      if (entries_[i].phase != connection_phase::none && entries_[i].socket == socket) {
        return &entries_[i];
      }
    }
    return nullptr;
  }
  void remove(connection_entry& entry) noexcept {
    entry.phase = connection_phase::none;
    --size_;
    while (used_ != 0 && entries_[used_ - 1].phase == connection_phase::none) {
      --used_;
    }
  }

  void enter(connection_entry& entry, connection_phase phase, std::uint64_t now,
             std::uint64_t deadline) noexcept {
    entry.phase = phase;
    entry.since = now;
    entry.deadline = deadline;
    next_ = deadline < next_ ? deadline : next_;
  }

  /// Who has been in a phase longest, since before `before`; of one peer, if that is given. Null if
  /// nobody is.
  [[nodiscard]] connection_entry* oldest(connection_phase phase, const peer* from = nullptr,
                                         std::uint64_t before = never) noexcept {
    connection_entry* result = nullptr;
    for (std::size_t i = 0; i < used_; ++i) {
      connection_entry& entry = entries_[i];
      if (entry.phase == phase && entry.since < before &&
          (from == nullptr || entry.from == *from)) {
        before = entry.since;
        result = &entry;
      }
    }
    return result;
  }

  /// Not later than the first deadline.
  [[nodiscard]] std::uint64_t next_deadline() const noexcept { return next_; }

  /// Calls `end(entry)` for each whose deadline has passed; `end` cuts it.
  template <class End>
  void end_expired(std::uint64_t now, End end) noexcept {
    if (now < next_) {
      return;
    }
    next_ = never;
    for_each([&](connection_entry& entry) {
      if (entry.deadline <= now) {
        end(entry);
      } else if (entry.deadline < next_) {
        next_ = entry.deadline;
      }
    });
  }

  /// Each that is open and not cut.
  template <class Visitor>
  void for_each(Visitor visit) noexcept {
    for (std::size_t i = 0; i < used_; ++i) {
      if (is_open(entries_[i])) {
        visit(entries_[i]);
      }
    }
  }

private:
  [[nodiscard]] static bool is_open(const connection_entry& entry) noexcept {
    return entry.phase != connection_phase::none && entry.phase != connection_phase::cut;
  }

  std::array<connection_entry, capacity> entries_{};
  std::size_t used_ = 0;  // no entry from here on is taken
  std::size_t size_ = 0;
  std::uint64_t next_ = never;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
