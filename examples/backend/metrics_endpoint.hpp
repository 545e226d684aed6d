// SPDX-License-Identifier: MIT
/// GET /metrics: what Prometheus scrapes. A server of its own, with one thread, so that a scrape
/// neither waits for the API nor is reachable where the API is.
#pragma once

#include "daemon.hpp"
#include "metrics.hpp"

namespace backend {

class metrics_endpoint {
public:
  /// Serves until the end of its life. `process` must live longer.
  metrics_endpoint(int listening_socket, resource& process);

private:
  daemon_ptr daemon_;
};

}  // namespace backend
