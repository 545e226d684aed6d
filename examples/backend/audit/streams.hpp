// SPDX-License-Identifier: MIT
/// Where the events of an organization go beside the audit log: a stream for each provider that it
/// has set up, each delivery a job.
#pragma once

#include "audit/entry.hpp"
#include "jobs/queues.hpp"
#include "metrics/jobs.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace backend {

class streams {
public:
  static constexpr std::size_t providers = 5;

  /// The providers are at URL/{provider}. The queues must stop before this ends.
  streams(std::string url, std::chrono::milliseconds patience, queues& by)
      : url_(std::move(url)), patience_(patience), by_(by) {}

  /// False when there is one already.
  [[nodiscard]] bool open(const organization& of, stream_provider to);

  /// Adds a job for each stream of the event's organization.
  void deliver(const audit_entry& one);

private:
  void send(const std::string& body, const organization& of, stream_provider to) const;

  std::string url_;
  std::chrono::milliseconds patience_;
  queues& by_;
  std::mutex mutex_;
  std::map<const organization*, std::array<bool, providers>> open_;
};

}  // namespace backend
