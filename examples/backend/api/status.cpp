// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"

namespace backend {

reply report_status(services& of, call&) {
  return {status{200}, nlohmann::json{{"status", "ok"},
                                      {"version", BACKEND_VERSION},
                                      {"secrets", of.values.size()},
                                      {"sessions", of.open_sessions.size()}}
                           .dump()};
}

}  // namespace backend
