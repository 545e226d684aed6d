// SPDX-License-Identifier: MIT
#include "audit/streams.hpp"

#include "http/fetch.hpp"
#include "metrics/infisical_core.hpp"
#include "trouble.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace backend {

namespace {

/// What cannot be said in UTF-8 is replaced: a client's user agent is any bytes.
std::string json_of(const audit_entry& one) {
  return nlohmann::json{{"id", one.id},
                        {"time", one.time},
                        {"event", name_of(one.what)},
                        {"actorType", name_of(one.actor_type)},
                        {"actorId", one.actor_id},
                        {"organization", one.of->id},
                        {"ip", one.address},
                        {"userAgent", one.user_agent},
                        {"detail", nlohmann::json::parse(one.detail, nullptr, false)}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

bool streams::open(const organization& of, stream_provider to) {
  const std::lock_guard lock(mutex_);
  return !std::exchange(open_[&of][static_cast<std::size_t>(to)], true);
}

void streams::deliver(const audit_entry& one) {
  std::array<bool, providers> to{};
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = open_.find(one.of); found != open_.end()) {
      to = found->second;
    }
  }
  std::shared_ptr<const std::string> body;
  for (std::size_t i = 0; i < providers; ++i) {
    if (to[i]) {
      body = body ? body : std::make_shared<const std::string>(json_of(one));
      by_.add(job_name::deliver_event, [this, body, of = one.of, i](const queues::attempt&) {
        send(*body, *of, static_cast<stream_provider>(i));
      });
    }
  }
}

void streams::send(const std::string& body, const organization& of, stream_provider to) const {
  const auto begin = std::chrono::steady_clock::now();
  failure why = failure::none;
  try {
    const fetched answer =
        fetch(zm::http_method::post, fmt::format("{}/{}", url_, name_of(to)), body, patience_);
    why = failure_of(answer.status);
  } catch (const trouble& what) {
    why = what.kind;
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  infisical_core::stream_deliveries::inc(to, of.id, outcome_of(why), why);
  infisical_core::stream_duration::observe(taken.count(), to, of.id, outcome_of(why), why);
  if (why != failure::none) {
    throw trouble(why, fmt::format("no delivery to {}", name_of(to)));
  }
}

}  // namespace backend
