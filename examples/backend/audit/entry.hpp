// SPDX-License-Identifier: MIT
/// One event of the audit log.
#pragma once

#include "identity/actors.hpp"
#include "metrics/jobs.hpp"

#include <cstdint>
#include <string>

namespace backend {

struct audit_entry {
  std::string id;     // nobody else's: an event that is written twice is one
  std::int64_t time;  // milliseconds since 1970
  audit_event what;
  audit_actor actor_type;
  std::string actor_id;  // empty for the backend itself
  const organization* of;
  std::string address;  // these two may be empty
  std::string user_agent;
  std::string detail;  // JSON
};

}  // namespace backend
