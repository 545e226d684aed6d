// SPDX-License-Identifier: MIT
#include "audit/audit_log.hpp"

#include "database/statement.hpp"
#include "identity/random.hpp"
#include "metrics/infisical_core.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

namespace backend {

namespace {

void insert(sqlite3* into, const audit_entry& one) {
  statement row(into, "INSERT OR IGNORE INTO audit_log (id, time, event, actorType, actorId, "
                      "organization, ip, userAgent, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  row.bind(one.id).bind(one.time);
  row.bind(name_of(one.what));
  row.bind(name_of(one.actor_type));
  row.bind(one.actor_id).bind(one.of->id).bind(one.address).bind(one.user_agent).bind(one.detail);
  row.step();
}

}  // namespace

void audit_log::record(audit_event what, const actor* who, const organization& of,
                       std::string_view detail, const origin& from) {
  const audit_actor type = who == nullptr     ? audit_actor::service
                           : who->is_person() ? audit_actor::user
                                              : audit_actor::identity;
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  const auto one = std::make_shared<const audit_entry>(audit_entry{
      random_text<22>(), now.count(), what, type, who == nullptr ? std::string{} : who->id, &of,
      std::string{from.address}, std::string{from.user_agent}, std::string{detail}});
  by_.add(job_name::persist_event,
          [this, one](const queues::attempt& attempt) { persist(*one, attempt); });
  infisical_core::audit_enqueued::inc(what, type, of.id);
}

void audit_log::persist(const audit_entry& one, const queues::attempt& now) {
  const auto begin = std::chrono::steady_clock::now();
  try {
    const pool::lease connection(into_);
    insert(connection.get(), one);
  } catch (...) {
    if (now.last) {
      infisical_core::audit_dropped::inc(one.what, drop_reason::max_retries, one.of->id);
    }
    throw;
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  infisical_core::audit_duration::observe(taken.count(), audit_backend::sqlite, one.what,
                                          one.of->id);
  onward_.deliver(one);
}

}  // namespace backend
