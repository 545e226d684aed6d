// SPDX-License-Identifier: MIT
/// A thread of an exporter's: named, and with every signal blocked, so that the program's signals
/// go to the program's threads.
#pragma once

#include <zerometer/version.hpp>

#include <csignal>
#include <cstddef>

#include <pthread.h>
#if defined(__FreeBSD__)
#include <pthread_np.h>
#endif

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class exporter_thread {
public:
  using body = void (*)(void*) noexcept;

  exporter_thread() noexcept = default;
  exporter_thread(const exporter_thread&) = delete;
  exporter_thread& operator=(const exporter_thread&) = delete;
  ~exporter_thread() { join(); }

  /// 0, or what the system says. `name` has at most 15 characters and lives as long as the program;
  /// macOS and Linux show it, and FreeBSD.
  [[nodiscard]] int start(const char* name, body run, void* context) noexcept {
    name_ = name;
    run_ = run;
    context_ = context;
    sigset_t all{};
    sigset_t before{};
    sigfillset(&all);
    pthread_attr_t attributes{};
    if (const int error = ::pthread_attr_init(&attributes); error != 0) {
      return error;
    }
    // musl's default, 128 KiB, is little for the callbacks of observables.
    constexpr std::size_t least = std::size_t{1} << 20;
    std::size_t stack = 0;
    if (::pthread_attr_getstacksize(&attributes, &stack) == 0 && stack < least) {
      ::pthread_attr_setstacksize(&attributes, least);
    }
    // A thread begins with its creator's mask: no signal comes before it is blocked.
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = ::pthread_create(&thread_, &attributes, &begin, this);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::pthread_attr_destroy(&attributes);
    running_ = error == 0;
    return error;
  }

  [[nodiscard]] bool running() const noexcept { return running_; }

  void join() noexcept {
    if (running_) {
      running_ = false;
      ::pthread_join(thread_, nullptr);
    }
  }

private:
  static void* begin(void* self) noexcept {
    const exporter_thread& thread = *static_cast<const exporter_thread*>(self);
#if defined(__APPLE__)
    ::pthread_setname_np(thread.name_);
#elif defined(__FreeBSD__)
    ::pthread_set_name_np(::pthread_self(), thread.name_);
#elif defined(__linux__)
    ::pthread_setname_np(::pthread_self(), thread.name_);
#endif
    thread.run_(thread.context_);
    return nullptr;
  }

  pthread_t thread_{};
  const char* name_ = "";
  body run_ = nullptr;
  void* context_ = nullptr;
  bool running_ = false;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
