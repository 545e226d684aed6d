// SPDX-License-Identifier: MIT
/// The address of a client as text, from the socket. No header is asked: who sends one may say
/// anything in it.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <string_view>

namespace backend {

using address_buffer = std::array<char, INET6_ADDRSTRLEN>;

/// Without the port. An IPv4 client of an IPv6 socket (::ffff:192.0.2.7) is its IPv4 address, so
/// that it is one client however the backend listens. Empty for what is neither. The text stands in
/// `room`.
[[nodiscard]] std::string_view client_address(const sockaddr* client,
                                              address_buffer& room) noexcept;

}  // namespace backend
