// SPDX-License-Identifier: MIT
#include "metrics_endpoint.hpp"

#include <zerometer/prometheus.hpp>

#include <array>
#include <cstddef>
#include <new>
#include <string>
#include <string_view>

namespace backend {

namespace {

/// As long as it is now. A buffer for the longest, of every text label as long as it may be, would
/// be `max_bytes<exposed, resource>`, 20 MB.
std::string page_of(const resource& process) {
  static zm::snapshot<exposed> now;  // one is enough: the daemon has one thread
  now.take();
  zm::prometheus::stream<exposed> pieces{now, process};
  std::array<char, std::size_t{16} * 1024> piece;
  std::string page;
  while (!pieces.done()) {
    page.append(piece.data(), pieces.read(piece));
  }
  return page;
}

/// Called once with the headers, once for each part of a body, once more with nothing left.
MHD_Result handle(void* context, MHD_Connection* connection, const char* path,
                  const char* method_name, const char*, const char*, std::size_t* part_size,
                  void** state) {
  static char started;
  const std::string_view asked = method_name;
  if (*state == nullptr || *part_size != 0) {  // an answer this early would close the connection
    *state = &started;
    *part_size = 0;
    return MHD_YES;
  }
  if (std::string_view{path} != "/metrics") {
    return respond(connection, MHD_HTTP_NOT_FOUND, "text/plain", "try /metrics\n");
  }
  if (asked != MHD_HTTP_METHOD_GET && asked != MHD_HTTP_METHOD_HEAD) {
    return respond(connection, MHD_HTTP_METHOD_NOT_ALLOWED, {}, {}, "GET, HEAD");
  }
  try {
    return respond(connection, MHD_HTTP_OK, zm::prometheus::content_type,
                   page_of(*static_cast<const resource*>(context)));
  } catch (const std::bad_alloc&) {
    return MHD_NO;  // closes the connection
  }
}

}  // namespace

metrics_endpoint::metrics_endpoint(int listening_socket, resource& process)
    : daemon_(start_daemon(listening_socket, &handle, &process)) {}

}  // namespace backend
