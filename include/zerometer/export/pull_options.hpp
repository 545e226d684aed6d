// SPDX-License-Identifier: MIT
/// Where the pull endpoint listens, and its limits: what strangers can take from the process.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {

/// As OpenTelemetry has it, nobody but this machine may ask unless another host is named.
struct pull_options {
  /// An address, or a name: each address of it is listened on. `0.0.0.0` and `::` are all there
  /// are, of IPv4 and of both.
  std::string_view host = "localhost";
  std::uint16_t port = 9464;  // 0: any that is free
  std::string_view path = "/metrics";

  /// At once, in all. 0: 2,048, which is the most, or half of the descriptors that the process may
  /// open, whichever is less. Beyond it the oldest goes that has not asked, then the one that was
  /// answered longest ago, then the one that has been reading longest.
  std::size_t connections = 0;
  /// From one IPv4 address or one IPv6 network (/64).
  std::size_t connections_per_address = 16;
  /// What a connection may take for a request's head: a longer one is answered with 431 or 414.
  std::size_t connection_bytes = std::size_t{16} * 1024;
  /// What pages may take together while they are being sent.
  std::size_t page_bytes = std::size_t{64} * 1024 * 1024;

  std::uint32_t request_ms = 10'000;  // from the connection to the end of the first head
  std::uint32_t idle_ms = 150'000;    // from an answer to the end of the next head
  std::uint32_t answer_ms = 30'000;   // from the head to the end of the answer
  std::uint32_t stop_ms = 1'000;      // how long a stop waits for answers that have begun
};

}  // namespace v0_1
}  // namespace zerometer
