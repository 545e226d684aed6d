// SPDX-License-Identifier: MIT
/// Coroutines that go on on another thread, and the meters that they record in.
#pragma once

#include <zerometer/zerometer.hpp>

#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>

namespace zm = zerometer;

struct hops : zm::meter<hops, "hops"> {
  struct calls : counter<"calls", "{call}", "Calls."> {};
  struct times : histogram<"times", "s", "Times.", zm::bounds{1, 2}> {};
  using metrics = zm::list<calls, times>;
};
struct far_hops : zm::meter<far_hops, "far", zm::tls<zm::tls_model::global_dynamic>> {
  struct calls : counter<"calls", "{call}", "Calls."> {};
  using metrics = zm::list<calls>;
};

/// A thread that resumes what it is given, in that order.
class executor {
public:
  ~executor() {
    give(nullptr);
    thread_.join();
  }
  void give(std::coroutine_handle<> next) {
    {
      const std::lock_guard lock{mutex_};
      ready_.push_back(next);
    }
    wake_.notify_one();
  }

private:
  void run() {
    for (;;) {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [this] { return !ready_.empty(); });
      const std::coroutine_handle<> next = ready_.front();
      ready_.pop_front();
      lock.unlock();
      if (!next) {
        return;
      }
      next.resume();
    }
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::coroutine_handle<>> ready_;
  std::thread thread_{[this] { run(); }};
};

/// `co_await to{other}` goes on on the other thread.
struct to {
  executor& next;
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> self) const { next.give(self); }
  void await_resume() const noexcept {}
};

/// Starts at once and belongs to nobody.
struct task {
  struct promise_type {
    task get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::abort(); }
  };
};

// In coroutine_other.cpp: calls that only link-time optimisation can see through.
void record_elsewhere();
/// The shards that this thread records in.
[[gnu::noinline]] const std::uint64_t* shard_here();
[[gnu::noinline]] const std::uint64_t* far_shard_here();
