// SPDX-License-Identifier: MIT
#include "metrics_endpoint.hpp"

#include <zerometer/prometheus.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace backend {

namespace {

/// Called once with the headers, once for each part of a body, once more with nothing left.
MHD_Result handle(void* context, MHD_Connection* connection, const char* path,
                  const char* method_name, const char*, const char*, std::size_t* part_size,
                  void** state) {
  // One page is enough: the daemon has one thread, and respond() copies.
  static std::array<char, zm::prometheus::max_bytes<exposed, resource>> page;
  const std::string_view asked = method_name;
  if (*state == nullptr || *part_size != 0) {  // an answer this early would close the connection
    *state = &page;
    *part_size = 0;
    return MHD_YES;
  }
  if (std::string_view{path} != "/metrics") {
    return respond(connection, MHD_HTTP_NOT_FOUND, "text/plain", "try /metrics\n");
  }
  if (asked != MHD_HTTP_METHOD_GET && asked != MHD_HTTP_METHOD_HEAD) {
    return respond(connection, MHD_HTTP_METHOD_NOT_ALLOWED, {}, {}, "GET, HEAD");
  }
  const std::string_view text =
      zm::prometheus::render<exposed>(page, *static_cast<const resource*>(context));
  return respond(connection, MHD_HTTP_OK, zm::prometheus::content_type, text);
}

}  // namespace

metrics_endpoint::metrics_endpoint(int listening_socket, resource& process)
    : daemon_(start_daemon(listening_socket, &handle, &process)) {}

}  // namespace backend
