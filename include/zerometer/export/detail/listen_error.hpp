// SPDX-License-Identifier: MIT
/// Why a host and a port cannot be listened on, and what to do about it.
#pragma once

#include <zerometer/export/error.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// strerror_r has two signatures.
[[nodiscard]] inline const char* chosen_text(int, const char* buffer) noexcept { return buffer; }
[[nodiscard]] inline const char* chosen_text(const char* text, const char*) noexcept {
  return text;
}

/// `code` is what the system said of `address`, which `host` stands for.
[[nodiscard]] inline export_error listen_failed(int code, std::string_view address,
                                                std::string_view host) noexcept {
  const auto say = [&](export_trouble trouble, std::string_view what) {
    return export_error{exporter::pull, trouble, code, {address, what}};
  };
  switch (code) {
  case EADDRINUSE:
    return say(export_trouble::port_in_use,
               " is taken by another process: stop it, or set OTEL_EXPORTER_PROMETHEUS_PORT");
  case EACCES:
  case EPERM:
    return say(export_trouble::permission,
               " is not this user's to listen on: set OTEL_EXPORTER_PROMETHEUS_PORT to one from "
               "1024 on");
  case EADDRNOTAVAIL:
  case EAFNOSUPPORT:
    return {exporter::pull,
            export_trouble::address,
            code,
            {host, " is no address of this machine, to listen on ", address,
             ": set OTEL_EXPORTER_PROMETHEUS_HOST to one, or to 0.0.0.0 for all"}};
  case EMFILE:
  case ENFILE:
    return {exporter::pull,
            export_trouble::descriptors,
            code,
            {"no file descriptor is left to listen on ", host,
             ": raise the limit (ulimit -n, LimitNOFILE=), or look for what leaks them"}};
  default:
    break;
  }
  std::array<char, 128> buffer{};
  return {exporter::pull,
          export_trouble::internal,
          code,
          {"cannot listen on ", address, ": ",
           chosen_text(::strerror_r(code, buffer.data(), buffer.size()), buffer.data())}};
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
