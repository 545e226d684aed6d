// SPDX-License-Identifier: MIT
/// Who did what: every event is a job that writes it to the audit log's database, and then one for
/// each stream that its organization has. An event is in the log or it was dropped, and told as one
/// of these once, however often its job runs, and wherever that stalls.
#pragma once

#include "audit/streams.hpp"
#include "database/pool.hpp"
#include "identity/actors.hpp"
#include "jobs/queues.hpp"
#include "metrics/jobs.hpp"

#include <string_view>

namespace backend {

/// Where a request came from. Empty texts: not known.
struct origin {
  std::string_view address{};
  std::string_view user_agent{};
};

class audit_log {
public:
  /// All must live until the queues have stopped.
  audit_log(pool& into, queues& by, streams& onward) : into_(into), by_(by), onward_(onward) {}

  /// A null pointer is the backend itself. The detail is JSON. Throws trouble when the queues have
  /// stopped.
  void record(audit_event what, const actor* who, const organization& of, std::string_view detail,
              const origin& from = {});

private:
  enum class fate { open, persisted, dropped };
  struct event;

  void persist(event& one);

  pool& into_;
  queues& by_;
  streams& onward_;
};

}  // namespace backend
