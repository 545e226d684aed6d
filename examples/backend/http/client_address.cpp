// SPDX-License-Identifier: MIT
#include "http/client_address.hpp"

#include <arpa/inet.h>

#include <cstring>

namespace backend {

std::string_view client_address(const sockaddr* client, address_buffer& room) noexcept {
  const auto text = [&](int family, const void* address) {
    const char* const written =
        ::inet_ntop(family, address, room.data(), socklen_t{INET6_ADDRSTRLEN});
    return written == nullptr ? std::string_view{} : std::string_view{written};
  };
  // Copied out: a sockaddr* may point at either, and neither may be read through it as it is.
  if (client != nullptr && client->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, client, sizeof v4);
    return text(AF_INET, &v4.sin_addr);
  }
  if (client != nullptr && client->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, client, sizeof v6);
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
      in_addr v4{};
      std::memcpy(&v4, &v6.sin6_addr.s6_addr[12], sizeof v4);
      return text(AF_INET, &v4);
    }
    return text(AF_INET6, &v6.sin6_addr);
  }
  return {};
}

}  // namespace backend
