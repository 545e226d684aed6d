// SPDX-License-Identifier: MIT
/// The process's own metrics, by the names that Prometheus's client libraries give them.
///
///     using app = zm::exposition<http, zm::process>;
///
/// A meter of observables: each collection reads /proc/self/stat and the names in /proc/self/fd
/// once, by way of the stack. What cannot be read is absent, as all of it is elsewhere than on
/// Linux. The names are Prometheus's in OTLP as well: OpenTelemetry's process.* mean other things.
/// As of any meter, series have the label otel_scope_name, unless the page's options leave it out.
/// Source: Prometheus, "Writing client libraries", Process metrics; proc(5), getrlimit(2).
#pragma once

#include <zerometer/detail/open_files.hpp>
#include <zerometer/detail/start_time.hpp>
#include <zerometer/list.hpp>
#include <zerometer/meter.hpp>
#include <zerometer/observer.hpp>
#include <zerometer/options.hpp>
#include <zerometer/self.hpp>

#include <cstdint>

#include <sys/resource.h>
#include <unistd.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// When the machine started, read once: the file is a long one, and what it says wavers as the
/// clock is set. The child of a fork may keep it.
struct boot_time {
  static inline constinit std::uint64_t value = 0;

  [[nodiscard]] static std::uint64_t load() noexcept {
    // Relaxed, both: the value guards no other data, and two first callers read the same file.
    std::uint64_t known = __atomic_load_n(&value, __ATOMIC_RELAXED);
    if (known == 0) {
      known = read_boot_time();
      __atomic_store_n(&value, known, __ATOMIC_RELAXED);
    }
    return known;
  }
};

/// The limit that is in force. One that is not set is the greatest number, as client_golang has it.
template <class Metric, class Resource>
void observe_limit(observer<Metric>& out, Resource resource) noexcept {
  rlimit limit{};
  if (::getrlimit(resource, &limit) == 0) {
    out.observe(limit.rlim_cur);
  }
}

}  // namespace detail

struct process : meter<process, "zerometer.process", version<"0.1.0">, shared_atomic> {
  /// Reports whatever stands in the file that it reads.
  struct cpu_seconds
      : observable_double_counter<"process_cpu_seconds", "s",
                                  "Total user and system CPU time spent in seconds."> {
    static void observe(observer<cpu_seconds>& out) noexcept {
      const detail::process_stat stat = detail::read_process_stat();
      const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
      const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
      if (!stat.known || !(ticks > 0) || !(page > 0)) {
        return;
      }
      out.observe((static_cast<double>(stat.user_ticks) + static_cast<double>(stat.system_ticks)) /
                  ticks);
      out.also<threads>().observe(stat.threads);
      out.also<virtual_memory_bytes>().observe(stat.virtual_bytes);
      out.also<resident_memory_bytes>().observe(static_cast<double>(stat.resident_pages) * page);
      if (const std::uint64_t boot = detail::boot_time::load(); boot != 0) {
        out.also<start_time_seconds>().observe(static_cast<double>(boot) +
                                               static_cast<double>(stat.start_ticks) / ticks);
      }
    }
  };

  struct open_fds
      : observable_gauge<"process_open_fds", "{fd}", "Number of open file descriptors."> {
    static void observe(observer<open_fds>& out) noexcept {
      if (const std::int64_t count = detail::count_open_files(); count != detail::not_known) {
        out.observe(count);
      }
    }
  };
  struct max_fds
      : observable_gauge<"process_max_fds", "{fd}", "Maximum number of open file descriptors."> {
    static void observe(observer<max_fds>& out) noexcept {
      detail::observe_limit(out, RLIMIT_NOFILE);
    }
  };
  struct virtual_memory_max_bytes
      : observable_gauge<"process_virtual_memory_max_bytes", "By",
                         "Maximum amount of virtual memory available in bytes."> {
    static void observe(observer<virtual_memory_max_bytes>& out) noexcept {
      detail::observe_limit(out, RLIMIT_AS);
    }
  };

  // What cpu_seconds reports.
  struct virtual_memory_bytes
      : observable_gauge<"process_virtual_memory_bytes", "By", "Virtual memory size in bytes."> {
    static void observe(observer<virtual_memory_bytes>&) noexcept {}
  };
  struct resident_memory_bytes
      : observable_gauge<"process_resident_memory_bytes", "By", "Resident memory size in bytes."> {
    static void observe(observer<resident_memory_bytes>&) noexcept {}
  };
  struct start_time_seconds
      : observable_gauge<"process_start_time_seconds", "s",
                         "Start time of the process since unix epoch in seconds."> {
    static void observe(observer<start_time_seconds>&) noexcept {}
  };
  struct threads
      : observable_gauge<"process_threads", "{thread}", "Number of OS threads in the process."> {
    static void observe(observer<threads>&) noexcept {}
  };

  using metrics =
      list<cpu_seconds, open_fds, max_fds, virtual_memory_bytes, virtual_memory_max_bytes,
           resident_memory_bytes, start_time_seconds, threads>;
};

}  // namespace v0_1
}  // namespace zerometer
