// SPDX-License-Identifier: MIT
#include "../kept_page.hpp"

#include <zerometer/openmetrics.hpp>
#include <zerometer/process.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace zm = zerometer;

using app = zm::exposition<zm::process, zm::without_self_metrics>;

namespace {

std::string page() {
  static std::array<char, zm::prometheus::max_bytes<app>> room;
  return std::string{std::string_view{zm::prometheus::render<app>(room)}};
}

template <class Metric>
double value() {
  static zm::snapshot<app> now;
  now.take();
  return now.value<Metric>();
}

/// Whether it comes true while somebody works for it.
template <class Condition>
bool becomes(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (std::chrono::steady_clock::now() < end) {
    if (condition()) {
      return true;
    }
  }
  return false;
}

using clock = std::chrono::system_clock;

struct fact {
  std::string_view name;
  std::string_view type;
  std::string_view help;
};
// Prometheus, "Writing client libraries", Process metrics.
constexpr std::array facts{
    fact{"process_cpu_seconds_total", "counter",
         "Total user and system CPU time spent in seconds."},
    fact{"process_max_fds", "gauge", "Maximum number of open file descriptors."},
    fact{"process_open_fds", "gauge", "Number of open file descriptors."},
    fact{"process_resident_memory_bytes", "gauge", "Resident memory size in bytes."},
    fact{"process_start_time_seconds", "gauge",
         "Start time of the process since unix epoch in seconds."},
    fact{"process_threads", "gauge", "Number of OS threads in the process."},
    fact{"process_virtual_memory_bytes", "gauge", "Virtual memory size in bytes."},
    fact{"process_virtual_memory_max_bytes", "gauge",
         "Maximum amount of virtual memory available in bytes."},
};

}  // namespace

#if defined(__linux__)
TEST_CASE("[H-01] names, types and help are Prometheus's, and each has one series") {
  const std::string text = page();
  std::size_t at = 0;
  for (const fact& each : facts) {
    CAPTURE(each.name);
    const std::string head =
        "# HELP " + std::string{each.name} + " " + std::string{each.help} + "\n# TYPE " +
        std::string{each.name} + " " + std::string{each.type} + "\n" + std::string{each.name} +
        "{otel_scope_name=\"zerometer.process\",otel_scope_version=\"0.1.0\"} ";
    REQUIRE(text.substr(at, head.size()) == head);
    at = text.find('\n', at + head.size()) + 1;
  }
  CHECK(at == text.size());
}

TEST_CASE("[H-01] OpenMetrics has the units that the names end in") {
  static std::array<char, zm::openmetrics::max_bytes<app>> room;
  const std::string_view text = keep_page(zm::openmetrics::render<app>(room));
  CHECK(text.find("# TYPE process_cpu_seconds counter\n# UNIT process_cpu_seconds seconds\n") !=
        text.npos);
  CHECK(text.find("# UNIT process_virtual_memory_max_bytes bytes\n") != text.npos);
  CHECK(text.find("# UNIT process_open_fds") == text.npos);
}

TEST_CASE("without the scope's labels the series are as any client library's") {
  constexpr zm::prometheus::options plain{.scope_labels = false};
  static std::array<char, zm::prometheus::max_bytes<app, zm::no_resource, plain>> room;
  const std::string_view text = zm::prometheus::render<app, plain>(room);
  CHECK(text.find("\nprocess_open_fds ") != text.npos);
}

TEST_CASE("a file that opens is one more, and the limit is the one in force") {
  const double before = value<zm::process::open_fds>();
  const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  REQUIRE(file >= 0);
  CHECK(value<zm::process::open_fds>() == before + 1);
  ::close(file);
  CHECK(value<zm::process::open_fds>() == before);

  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const rlimit lower{limit.rlim_cur - 1, limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &lower) == 0);
  CHECK(value<zm::process::max_fds>() == static_cast<double>(limit.rlim_cur - 1));
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

TEST_CASE("[H-01] what cannot be read is left out, and is no NaN") {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const rlimit none{0, limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  const std::string text = page();
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  CHECK(text.find("process_max_fds{otel_scope_name=\"zerometer.process\",otel_scope_version="
                  "\"0.1.0\"} 0\n") != text.npos);
  for (const std::string_view name : {"cpu_seconds", "open_fds", "resident_memory", "start_time",
                                      "threads", "virtual_memory_bytes", "NaN"}) {
    CAPTURE(name);
    CHECK(text.find(name) == text.npos);
  }
}

TEST_CASE("the start is before now, by another clock, and the child of a fork has its own") {
  const double start = value<zm::process::start_time_seconds>();
  const auto now = [] {
    return std::chrono::duration<double>(clock::now().time_since_epoch()).count();
  };
  CHECK(start < now());
  CHECK(start > now() - 3600);
  REQUIRE(becomes([&] { return now() > start + 1.2; }));  // the boot is told in whole seconds
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const double own = value<zm::process::start_time_seconds>();
    ::_exit(own > start && own <= now() ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
#if !defined(EMULATED)
  CHECK(status == 0);
#endif
}

#if !defined(EMULATED)  // qemu 7.2 tells no more of itself than its start
TEST_CASE("memory that is touched is resident") {
  constexpr std::size_t size = std::size_t{64} << 20;
  const double address_space = value<zm::process::virtual_memory_bytes>();
  void* const memory =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  CHECK(value<zm::process::virtual_memory_bytes>() >= address_space + 0.9 * size);
  const double before = value<zm::process::resident_memory_bytes>();
  for (std::size_t i = 0; i < size; i += 4096) {
    static_cast<volatile char*>(memory)[i] = 1;
  }
  CHECK(value<zm::process::resident_memory_bytes>() >= before + 0.9 * size);
  CHECK(value<zm::process::resident_memory_bytes>() < value<zm::process::virtual_memory_bytes>());
  ::munmap(memory, size);
}

TEST_CASE("work is seconds, as many as the system's other clock says") {
  const double before = value<zm::process::cpu_seconds>();
  CHECK(becomes([&] { return value<zm::process::cpu_seconds>() > before + 0.1; }));
  rusage used{};
  REQUIRE(::getrusage(RUSAGE_SELF, &used) == 0);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  const double whole = seconds(used.ru_utime) + seconds(used.ru_stime);
  CHECK(value<zm::process::cpu_seconds>() > whole - 0.1);
  CHECK(value<zm::process::cpu_seconds>() < whole + 1);
}

TEST_CASE("a thread is one more as long as it lives") {
  // With the first one the thread sanitizer starts another of its own.
  std::thread{[] {}}.join();
  CHECK(becomes([&] { return value<zm::process::threads>() <= 2; }));
  const double before = value<zm::process::threads>();
  std::atomic<bool> end{false};
  std::thread other{[&] {
    while (!end.load()) {
      std::this_thread::yield();
    }
  }};
  CHECK(value<zm::process::threads>() == before + 1);
  end = true;
  other.join();
  CHECK(becomes([&] { return value<zm::process::threads>() == before; }));
}
#endif
#endif

TEST_CASE("it has no cells, and no places for bindings") {
  static_assert(zm::memory_bytes<zm::process> < 1024);
  CHECK(true);  // the static_assert above is the test
}
