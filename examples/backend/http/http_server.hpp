// SPDX-License-Identifier: MIT
/// The API over HTTP: libmicrohttpd's thread pool in front of `api`, every answer measured.
#pragma once

#include "api/api.hpp"
#include "http/daemon.hpp"

namespace backend {

class http_server {
public:
  /// Serves until the end of its life. `served` must live longer.
  http_server(int listening_socket, unsigned threads, api& served);

private:
  daemon_ptr daemon_;
};

}  // namespace backend
