// SPDX-License-Identifier: MIT
#include "audit/audit_log.hpp"

#include "database/statement.hpp"
#include "identity/random.hpp"
#include "metrics/infisical_core.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

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

void remove(sqlite3* from, const audit_entry& one) {
  statement row(from, "DELETE FROM audit_log WHERE id = ?");
  row.bind(one.id);
  row.step();
}

}  // namespace

struct audit_log::event {
  explicit event(audit_entry of) : entry(std::move(of)) {}

  /// Whether this is what became of it: whoever comes first decides, once for all.
  bool decide(fate what) noexcept {
    fate before = fate::open;
    return decided.compare_exchange_strong(before, what);
  }

  const audit_entry entry;
  std::atomic<fate> decided = fate::open;
};

void audit_log::record(audit_event what, const actor* who, const organization& of,
                       std::string_view detail, const origin& from) {
  const audit_actor type = who == nullptr     ? audit_actor::service
                           : who->is_person() ? audit_actor::user
                                              : audit_actor::identity;
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  const auto one = std::make_shared<event>(audit_entry{
      random_text<22>(), now.count(), what, type, who == nullptr ? std::string{} : who->id, &of,
      std::string{from.address}, std::string{from.user_agent}, std::string{detail}});
  by_.add(
      job_name::persist_event, [this, one](const queues::attempt&) { persist(*one); }, {},
      [one] {
        if (one->decide(fate::dropped)) {
          infisical_core::audit_dropped::inc(one->entry.what, drop_reason::max_retries,
                                             one->entry.of->id);
        }
      });
  infisical_core::audit_enqueued::inc(what, type, of.id);
}

void audit_log::persist(event& one) {
  const auto begin = std::chrono::steady_clock::now();
  {
    const pool::lease connection(into_);
    if (one.decided != fate::open) {
      return;  // a worker that had stalled has done it after all, or it was given up meanwhile
    }
    insert(connection.get(), one.entry);
    if (!one.decide(fate::persisted)) {
      if (one.decided == fate::dropped) {
        remove(connection.get(), one.entry);
      }
      return;
    }
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  infisical_core::audit_duration::observe(taken.count(), audit_backend::sqlite, one.entry.what,
                                          one.entry.of->id);
  onward_.deliver(one.entry);
}

}  // namespace backend
