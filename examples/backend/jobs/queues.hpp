// SPDX-License-Identifier: MIT
/// What is done later, by a few workers for all queues; it records the metrics of jobs and observes
/// infisical.queue.depth.
///
/// A job that fails is tried again, after a pause that doubles, as often as it was told. A worker
/// has a lock on its job, which ends after a while: then the job has stalled, and waits for another
/// worker; at its second stall it is given up, as a timeout. What the first worker makes of it in
/// the end counts no more. So a job may run twice, and even twice at a time. Who must know that his
/// job was given up, with whatever it was at its end, is told so, once.
///
/// As many jobs wait as are told; then no new work is to be begun (admits()). What follows from
/// work that was begun is always taken: to do a thing and to fail to say so afterwards is worse
/// than to wait with it.
///
/// In memory: what is left when the process ends is lost, and its number told. Any thread.
#pragma once

#include "metrics/infisical_core.hpp"
#include "metrics/jobs.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace backend {

class queues {
public:
  struct options {
    unsigned workers = 4;
    std::chrono::milliseconds lock{2000};
    unsigned attempts = 3;
    std::chrono::milliseconds backoff{50};
    std::size_t capacity = 100'000;  // jobs that wait, or are delayed
  };
  /// Which try this is, from 1 on; after the last one no other follows.
  struct attempt {
    unsigned number;
    bool last;
  };
  /// Throws trouble, whose kind is the failure's.
  using work = std::function<void(const attempt&)>;
  /// Runs under the lock of the queues: it must not ask them for anything.
  using farewell = std::function<void()>;

  static constexpr std::chrono::seconds grace{2};  // for what waits when it stops

  explicit queues(const options& set);
  queues(const queues&) = delete;
  queues& operator=(const queues&) = delete;
  ~queues();

  /// Whether work that ends in jobs may be begun. Work that is begun at once on many threads can
  /// exceed the capacity by its own jobs.
  [[nodiscard]] bool admits() const;

  /// Throws trouble when it has stopped.
  void add(job_name what, work run, std::chrono::milliseconds delay = {}, farewell given_up = {});

  /// Does what can be done in the grace, and waits for what is being done. Jobs that are done
  /// meanwhile may still add others. What is observed afterwards is how it ended.
  void stop() noexcept;

private:
  using clock = std::chrono::steady_clock;

  struct job {
    job_name what;
    work run;
    farewell given_up;
    unsigned attempt = 1;
    bool stalled = false;
  };
  using job_ptr = std::shared_ptr<job>;
  struct active_run {
    job_ptr of;
    clock::time_point due;
    clock::time_point begin;
  };
  struct totals {
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
  };
  static constexpr std::size_t number_of_queues = 6;

  void work_on();
  void run_next(std::unique_lock<std::mutex>& lock);
  void end_attempt(const active_run& ended, failure why, clock::time_point end);
  void watch();
  void take_back(const active_run& stalled, clock::time_point now);
  void fail(const job_ptr& one, failure why, bool last, double seconds);
  [[nodiscard]] totals& totals_of(job_name what) noexcept;
  static void report(zm::observer<infisical_core::queue_depth>& out, const queues& self) noexcept;

  options options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;                    // for workers: there is a job, or the end
  std::condition_variable ended_;                      // for whoever waits for the end
  std::multimap<clock::time_point, job_ptr> pending_;  // by when each is due
  std::map<std::uint64_t, active_run> active_;         // the oldest, whose lock ends next, first
  std::array<totals, number_of_queues> totals_{};
  std::uint64_t last_run_ = 0;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
  zm::binding<infisical_core::queue_depth> observed_{&report, *this};
};

}  // namespace backend
