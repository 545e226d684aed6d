// SPDX-License-Identifier: MIT
/// When a push exporter exports: one export at a time, on its thread or on a caller's, until it is
/// shut down.
///
/// The mutex guards the state and is never held while anything is sent. Whoever has set
/// `exporting_` owns the run; others wait for it, at most as long as they may.
#pragma once

#include <zerometer/export/detail/exporter_thread.hpp>
#include <zerometer/export/detail/monotonic.hpp>
#include <zerometer/export/detail/push_run.hpp>
#include <zerometer/export/detail/push_source.hpp>
#include <zerometer/export/error.hpp>
#include <zerometer/export/push_options.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <new>
#include <span>

#include <pthread.h>
#include <unistd.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class push_schedule {
public:
  push_schedule() noexcept {
    // Before this object is complete, so that it ends before what TLS registers at the exit here.
    ::curl_global_init(CURL_GLOBAL_DEFAULT);
    ::new (static_cast<void*>(&sync_)) synchronised;
  }
  push_schedule(const push_schedule&) = delete;
  push_schedule& operator=(const push_schedule&) = delete;
  ~push_schedule() {
    if (is_inherited()) {
      // Its threads are waiting still, as far as glibc knows; it would wait for them.
      run_.abandon();
    } else {
      sync_.~synchronised();
    }
  }

  /// `prepare` makes the source; it is not called if there is nothing to be opened.
  template <class Prepare>
  [[nodiscard]] export_error open(const push_options& options, std::span<char> buffer,
                                  std::span<char> compressed, Prepare prepare) noexcept {
    if (is_inherited()) {
      // What the parent's threads held, they hold for ever here.
      run_.abandon();
      ::new (static_cast<void*>(&sync_)) synchronised;
      state_ = state::closed;
      exporting_ = false;
    }
    const std::lock_guard<std::mutex> lock{sync_.mutex};
    if (state_ != state::closed) {
      return misconfigured({"this exporter is open already, or was shut down"});
    }
    export_error error = run_.open(options, prepare(), buffer, compressed);
    if (!error) {
      timeout_ = static_cast<std::uint64_t>(options.timeout.count());
      interval_ = static_cast<std::uint64_t>(options.interval.count());
      state_ = state::open;
      __atomic_store_n(&owner_, ::getpid(), __ATOMIC_SEQ_CST);
    }
    return error;
  }

  /// Behind open().
  [[nodiscard]] export_error start_thread() noexcept {
    const std::lock_guard<std::mutex> lock{sync_.mutex};
    const int error = sync_.thread.start("zm-push", &run_thread, this);
    if (error != 0) {
      run_.close();
      state_ = state::closed;
      return {exporter::push, export_trouble::memory, error, {"the system has no thread left"}};
    }
    return {};
  }

  /// Within that time, and the timeout. With `hurry` nobody waits for a repetition that is due
  /// later.
  [[nodiscard]] export_error export_now(std::uint64_t within, bool hurry) noexcept {
    if (!is_own()) {
      return not_open();
    }
    const std::uint64_t end = milliseconds_from_now(within);
    std::unique_lock<std::mutex> lock{sync_.mutex};
    const export_error error = take_run(lock, state::open, earlier(end), hurry);
    return error ? error : run_and_give_back(lock, earlier(end));
  }

  export_error shutdown(std::uint64_t within) noexcept {
    if (!is_own()) {
      return not_open();
    }
    const std::uint64_t end = milliseconds_from_now(within);
    std::unique_lock<std::mutex> lock{sync_.mutex};
    if (state_ != state::open) {
      return not_open();
    }
    if (is_within()) {
      return called_from_within();
    }
    state_ = state::ending;
    sync_.changed.notify_all();
    if (exporting_) {
      // What is on its way has half of the time, and the last export the rest.
      run_.interrupt(milliseconds_from_now(within / 2));
    }
    export_error error = take_run(lock, state::ending, end, false);
    if (!error) {
      error = run_and_give_back(lock, end);
    }
    lock.unlock();
    sync_.thread.join();
    lock.lock();
    // Someone else's export that shutdown() could not wait for any longer.
    run_.interrupt(0);
    sync_.changed.wait(lock, [&] { return !exporting_; });
    run_.close();
    state_ = state::shut;
    return error;
  }

private:
  enum class state : unsigned char { closed, open, ending, shut };
  struct synchronised {
    std::mutex mutex;
    std::condition_variable changed;
    exporter_thread thread{};
  };

  [[nodiscard]] bool is_own() const noexcept {
    return __atomic_load_n(&owner_, __ATOMIC_SEQ_CST) == ::getpid();
  }
  /// A child has the state of its parent and none of its threads.
  [[nodiscard]] bool is_inherited() const noexcept {
    const pid_t owner = __atomic_load_n(&owner_, __ATOMIC_SEQ_CST);
    return owner != 0 && owner != ::getpid();
  }
  [[nodiscard]] bool is_within() const noexcept {
    return exporting_ && ::pthread_equal(exporting_thread_, ::pthread_self()) != 0;
  }
  [[nodiscard]] static export_error not_open() noexcept {
    return misconfigured({"this exporter is not open: it was not opened in this process, or it was "
                          "shut down"});
  }
  [[nodiscard]] static export_error called_from_within() noexcept {
    return misconfigured({"an exporter is called by its own error handler, or by a callback of an "
                          "observable"});
  }
  [[nodiscard]] std::uint64_t earlier(std::uint64_t end) const noexcept {
    const std::uint64_t own = timeout_ == 0 ? no_deadline : milliseconds_from_now(timeout_);
    return own < end ? own : end;
  }

  /// With `hurry` an export that waits for its next repetition makes way, and so does each that is
  /// quicker to begin when that one has ended.
  [[nodiscard]] export_error take_run(std::unique_lock<std::mutex>& lock, state wanted,
                                      std::uint64_t end, bool hurry) noexcept {
    if (is_within()) {
      return called_from_within();
    }
    while (exporting_) {
      if (monotonic_milliseconds() >= end) {
        return {exporter::push,
                export_trouble::timeout,
                0,
                {"another export was not at its end in time: give this one more"}};
      }
      if (hurry) {
        run_.interrupt(no_deadline);
      }
      wait_until(lock, end);
    }
    if (state_ != wanted) {
      return not_open();
    }
    run_.forget_interrupt();
    exporting_ = true;
    exporting_thread_ = ::pthread_self();
    return {};
  }
  [[nodiscard]] export_error run_and_give_back(std::unique_lock<std::mutex>& lock,
                                               std::uint64_t end) noexcept {
    lock.unlock();
    const export_error error = run_.run(end);
    lock.lock();
    exporting_ = false;
    sync_.changed.notify_all();
    return error;
  }
  void wait_until(std::unique_lock<std::mutex>& lock, std::uint64_t end) noexcept {
    constexpr std::uint64_t day = 86'400'000;
    const std::uint64_t left = milliseconds_until(end);
    sync_.changed.wait_for(lock, std::chrono::milliseconds{left < day ? left : day});
  }

  static void run_thread(void* self) noexcept {
    static_cast<push_schedule*>(self)->run_at_intervals();
  }
  void run_at_intervals() noexcept {
    std::unique_lock<std::mutex> lock{sync_.mutex};
    std::uint64_t due = milliseconds_from_now(interval_);
    while (state_ == state::open) {
      const std::uint64_t now = monotonic_milliseconds();
      if (now < due) {
        wait_until(lock, due);
        continue;
      }
      // Those that passed while an export took its time are not made good.
      due += ((now - due) / interval_ + 1) * interval_;
      if (!take_run(lock, state::open, no_deadline, false)) {
        // Whoever is to know was told.
        static_cast<void>(run_and_give_back(lock, earlier(no_deadline)));
      }
    }
  }

  union {
    synchronised sync_;
  };
  push_run run_;
  pthread_t exporting_thread_{};
  pid_t owner_ = 0;  // whose process this was opened in
  std::uint64_t timeout_ = 0;
  std::uint64_t interval_ = 0;
  state state_ = state::closed;
  bool exporting_ = false;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
