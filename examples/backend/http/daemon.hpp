// SPDX-License-Identifier: MIT
/// libmicrohttpd behind two C++ things: a daemon that ends with its scope, and a response.
#pragma once

#include <microhttpd.h>

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace backend {

struct stop_daemon {
  void operator()(MHD_Daemon* daemon) const noexcept { MHD_stop_daemon(daemon); }
};

using daemon_ptr = std::unique_ptr<MHD_Daemon, stop_daemon>;

/// Owns the socket from here on. `options` are libmicrohttpd's, up to MHD_OPTION_END.
template <class... Options>
[[nodiscard]] daemon_ptr start_daemon(int listening_socket, MHD_AccessHandlerCallback handler,
                                      void* context, Options... options) {
  daemon_ptr daemon(MHD_start_daemon(
      MHD_USE_AUTO_INTERNAL_THREAD, 0, nullptr, nullptr, handler, context, MHD_OPTION_LISTEN_SOCKET,
      listening_socket, MHD_OPTION_CONNECTION_TIMEOUT, 30U, options..., MHD_OPTION_END));
  if (daemon == nullptr) {
    throw std::runtime_error("libmicrohttpd does not start");
  }
  return daemon;
}

struct header {
  const char* name;
  std::string_view value;  // with a 0 behind it; left out if empty
};

/// Answers with a copy of `body`, which is JSON.
[[nodiscard]] inline MHD_Result respond(MHD_Connection* connection, unsigned code,
                                        std::string_view body,
                                        std::initializer_list<header> headers) {
  // libmicrohttpd takes a pointer to non-const and, told to copy, only reads from it.
  MHD_Response* response = MHD_create_response_from_buffer(
      body.size(), const_cast<char*>(body.data()), MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) {
    return MHD_NO;
  }
  if (!body.empty()) {
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
  }
  for (const header& each : headers) {
    if (!each.value.empty()) {
      MHD_add_response_header(response, each.name, each.value.data());
    }
  }
  const MHD_Result queued = MHD_queue_response(connection, code, response);
  MHD_destroy_response(response);
  return queued;
}

}  // namespace backend
