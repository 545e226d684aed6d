// SPDX-License-Identifier: MIT
#include <zerometer/detail/start_time.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string_view>

#include <time.h>

namespace zm = zerometer;
namespace detail = zm::detail;

constexpr std::uint64_t second = 1'000'000'000;

TEST_CASE("the boot is found whatever the pieces, and not before its line is whole") {
  const std::string_view file = "cpu 1 2\nxbtime 3\nbtim 4\nbtime 1795555840\nctxt 5\nbtime 6\n";
  for (std::size_t size = 1; size <= file.size(); ++size) {
    CAPTURE(size);
    detail::boot_time_reader reader;
    for (std::size_t at = 0; at < file.size(); at += size) {
      reader.take(file.substr(at, size));
      const bool whole = at + size > file.find("\nctxt");
      CHECK(reader.seconds() == (whole ? 1795555840 : 0));
    }
  }
  detail::boot_time_reader none;
  none.take("cpu 1\nbtime x\n");
  CHECK(none.seconds() == 0);
}

#if defined(__linux__)
TEST_CASE("the start of this process is what another clock says, up to a second early") {
  // The kernel's clock that starts with the machine is told the age of the process in ticks.
  timespec since_boot{};
  REQUIRE(::clock_gettime(CLOCK_BOOTTIME, &since_boot) == 0);
  const double now = static_cast<double>(detail::epoch_nanoseconds()) / second;
  const double uptime =
      static_cast<double>(since_boot.tv_sec) + static_cast<double>(since_boot.tv_nsec) / second;
  const double ticks = static_cast<double>(detail::read_process_stat().start_ticks);
  const double want = now - (uptime - ticks / static_cast<double>(::sysconf(_SC_CLK_TCK)));

  const double have = static_cast<double>(detail::system_start_time()) / second;
  CHECK(have < want + 0.1);
  CHECK(have > want - 1.1);
}
#endif

TEST_CASE("the start is one for all, before now, and the resource and a fork are heard first") {
  const std::uint64_t start = detail::start_time();
  CHECK(start == detail::start_time(0));
  CHECK(start <= detail::epoch_nanoseconds());
  CHECK(start > 1'600'000'000 * second);

  zm::no_resource who;
  CHECK(who.start_time() == 0);
  who.set_start_time(7 * second);
  CHECK(detail::start_time(who.start_time()) == 7 * second);

  detail::fork_time::set(start + second);
  CHECK(detail::start_time() == start + second);
  CHECK(detail::start_time(7 * second) == start + second);
  CHECK(detail::start_time(start + 2 * second) == start + 2 * second);
  detail::fork_time::set(0);
  CHECK(detail::start_time() == start);
}

TEST_CASE("[L-25] a start is never the time of its point, nor later") {
  static_assert(detail::start_before(5, 7) == 5);
  static_assert(detail::start_before(7, 7) == 6);
  static_assert(detail::start_before(9, 7) == 6);
  static_assert(detail::start_before(9, 0) == 9);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("a file that is not there, or ends early, is no start") {
  bool asked = false;
  detail::read_file("/proc/none", [&](std::string_view) { return asked = true; });
  CHECK_FALSE(asked);
  std::size_t pieces = 0;
  detail::read_file("/proc/self/status", [&](std::string_view piece) {
    CHECK_FALSE(piece.empty());
    return ++pieces == 1;
  });
  CHECK(pieces <= 1);
}
