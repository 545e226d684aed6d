// SPDX-License-Identifier: MIT
#include "jobs/queues.hpp"

#include "trouble.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <utility>

namespace backend {

namespace {

double seconds(std::chrono::steady_clock::duration taken) {
  return std::chrono::duration<double>(taken).count();
}

failure try_once(const queues::work& run, const queues::attempt& now) noexcept {
  try {
    run(now);
    return failure::none;
  } catch (const trouble& what) {
    return what.kind;
  } catch (...) {
    return failure::unknown;
  }
}

}  // namespace

queues::queues(const options& set) : options_(set) {
  threads_.emplace_back([this] { watch(); });
  for (unsigned i = 0; i < options_.workers; ++i) {
    threads_.emplace_back([this] { work_on(); });
  }
}

queues::~queues() { stop(); }

bool queues::admits() const {
  const std::lock_guard lock(mutex_);
  return pending_.size() < options_.capacity;
}

void queues::add(job_name what, work run, std::chrono::milliseconds delay, farewell given_up) {
  const std::lock_guard lock(mutex_);
  if (stopped_) {
    throw trouble(failure::internal, "the queues have stopped");
  }
  pending_.emplace(clock::now() + delay,
                   std::make_shared<job>(job{what, std::move(run), std::move(given_up)}));
  changed_.notify_one();
}

void queues::stop() noexcept {
  std::size_t left = 0;
  {
    std::unique_lock lock(mutex_);
    if (stopped_) {
      return;  // what was lost was told, and is not waited for again
    }
    const clock::time_point end = clock::now() + grace;
    ended_.wait_until(lock, end, [&] {
      return active_.empty() && (pending_.empty() || end < pending_.begin()->first);
    });
    stopped_ = true;
    left = pending_.size();
    changed_.notify_all();
    ended_.notify_all();
  }
  for (std::thread& one : threads_) {
    one.join();
  }
  threads_.clear();
  if (left != 0) {
    fmt::print(stderr, "backend: {} jobs were not done, and are lost\n", left);
  }
}

void queues::work_on() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    if (pending_.empty()) {
      changed_.wait(lock);
    } else if (const auto due = pending_.begin()->first; clock::now() < due) {
      changed_.wait_until(lock, due);
    } else {
      run_next(lock);
    }
  }
}

void queues::run_next(std::unique_lock<std::mutex>& lock) {
  const auto next = pending_.extract(pending_.begin());
  const active_run mine{next.mapped(), next.key(), clock::now()};
  const std::uint64_t number = ++last_run_;
  active_.emplace(number, mine);
  if (!pending_.empty()) {
    changed_.notify_one();  // of those who sleep, one has to know when the next is due
  }
  const attempt now{mine.of->attempt, mine.of->attempt >= options_.attempts};
  lock.unlock();
  const failure why = try_once(mine.of->run, now);
  const clock::time_point end = clock::now();
  lock.lock();
  if (active_.erase(number) != 0) {  // else it has stalled, and is another worker's
    end_attempt(mine, why, end);
  }
  ended_.notify_all();
}

void queues::end_attempt(const active_run& ended, failure why, clock::time_point end) {
  const job_name what = ended.of->what;
  const queue_name in = queue_of(what);
  const double taken = seconds(end - ended.begin);
  if (why == failure::none) {
    infisical_core::jobs::inc(in, what, job_outcome::completed);
    infisical_core::job_duration::observe(taken, in, what, job_outcome::completed);
    infisical_core::job_wait::observe(seconds(ended.begin - ended.due), in, what);
    ++totals_of(what).completed;
    return;
  }
  const unsigned tries = ended.of->attempt++;
  const bool last = tries >= options_.attempts;
  fail(ended.of, why, last, taken);
  if (!last) {
    pending_.emplace(end + options_.backoff * (1U << (tries - 1)), ended.of);
    changed_.notify_one();
  }
}

void queues::fail(const job_ptr& one, failure why, bool last, double taken) {
  const queue_name in = queue_of(one->what);
  // What no job's metric has a name for is unknown to it.
  const failure known = can_fail_in(in, one->what, why) ? why : failure::unknown;
  infisical_core::jobs::inc(in, one->what, job_outcome::failed);
  infisical_core::job_duration::observe(taken, in, one->what, job_outcome::failed);
  infisical_core::job_failures::inc(in, one->what, known, last ? exhausted::yes : exhausted::no);
  totals_of(one->what).failed += last ? 1 : 0;
  if (last && one->given_up) {
    one->given_up();
  }
}

void queues::watch() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const clock::time_point now = clock::now();
    while (!active_.empty() && active_.begin()->second.begin + options_.lock <= now) {
      const auto stalled = active_.extract(active_.begin());
      take_back(stalled.mapped(), now);
    }
    // A run that begins meanwhile ends its lock later than all that are active now.
    const clock::time_point next =
        (active_.empty() ? now : active_.begin()->second.begin) + options_.lock;
    ended_.wait_until(lock, next, [this] { return stopped_; });
  }
}

void queues::take_back(const active_run& stalled, clock::time_point now) {
  infisical_core::stalled_jobs::inc(queue_of(stalled.of->what));
  if (std::exchange(stalled.of->stalled, true)) {
    fail(stalled.of, failure::timeout, true, seconds(now - stalled.begin));
    ended_.notify_all();
    return;
  }
  pending_.emplace(now, stalled.of);
  changed_.notify_one();
}

queues::totals& queues::totals_of(job_name what) noexcept {
  return totals_[static_cast<std::size_t>(queue_of(what))];
}

void queues::report(zm::observer<infisical_core::queue_depth>& out, const queues& self) noexcept {
  struct depth {
    std::uint64_t waiting = 0;
    std::uint64_t active = 0;
    std::uint64_t delayed = 0;
  };
  std::array<depth, number_of_queues> now{};
  std::array<totals, number_of_queues> ended{};
  const auto at = [&](const job_ptr& one) -> depth& {
    return now[static_cast<std::size_t>(queue_of(one->what))];
  };
  {
    const std::lock_guard lock(self.mutex_);
    ended = self.totals_;
    const clock::time_point time = clock::now();
    for (const auto& [due, one] : self.pending_) {
      ++(due <= time ? at(one).waiting : at(one).delayed);
    }
    for (const auto& [number, run] : self.active_) {
      ++at(run.of).active;
    }
  }
  for (std::size_t i = 0; i < number_of_queues; ++i) {
    const auto queue = static_cast<queue_name>(i);
    out.observe(now[i].waiting, queue, queue_state::waiting);
    out.observe(now[i].active, queue, queue_state::active);
    out.observe(now[i].delayed, queue, queue_state::delayed);
    out.observe(ended[i].failed, queue, queue_state::failed);
    out.observe(ended[i].completed, queue, queue_state::completed);
  }
}

}  // namespace backend
