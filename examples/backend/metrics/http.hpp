// SPDX-License-Identifier: MIT
/// OpenTelemetry's own metrics of an HTTP server and an HTTP client, which any dashboard knows.
#pragma once

#include "commit.hpp"
#include "metrics/attributes.hpp"

#include <zerometer/semconv/http.hpp>
#include <zerometer/zerometer.hpp>

namespace backend {

struct http : zm::meter<http, "backend.http", zm::version<BACKEND_VERSION>> {
  struct server_duration : zm::http_server_request_duration<http, route> {};
  struct client_duration : zm::http_client_request_duration<http, zm::any_integer> {};
  using metrics = zm::list<server_duration, client_duration>;
};

}  // namespace backend
