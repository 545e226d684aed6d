// SPDX-License-Identifier: MIT
/// What a process comes to that runs for years: counters near 2^64, sums near the greatest double,
/// clocks that step back, ten years of uptime.
#include <zerometer/prometheus.hpp>
#include <zerometer/timer.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <thread>

namespace zm = zerometer;

struct old : zm::meter<old, "old", zm::shards<4>> {
  struct calls : counter<"calls", "", "Calls."> {};
  struct held : up_down_counter<"held", "", "Held."> {};
  struct joules : double_counter<"energy", "J", "Energy."> {};
  struct work : histogram<"work", "s", "Work.", zm::bounds{3600, 86400, 1e9}> {};
  struct exact : histogram<"exact", "s", "Work.", zm::nanosecond_bounds(86'400'000'000'000)> {};
  struct bytes : histogram<"bytes", "By", "Bytes.", zm::whole_bounds(1024)> {};
  struct drift : histogram<"drift", "m", "Drift.", zm::bounds{0}, zm::signed_values> {};
  struct backward : histogram<"backward", "s", "Time.", zm::bounds{0}> {};
  using metrics = zm::list<calls, held, joules, work, exact, bytes, drift, backward>;
};
using app = zm::exposition<old>;
static zm::snapshot<app> now;
static constexpr std::uint64_t greatest = std::numeric_limits<std::uint64_t>::max();

static std::string page() {
  static std::array<char, zm::prometheus::max_bytes<app>> buffer;
  return std::string{zm::prometheus::render<app>(buffer).text};
}
static bool on_page(std::string_view line) { return page().find(line) != std::string::npos; }

template <class Function>
static void elsewhere(Function function) {
  std::thread{function}.join();
}

TEST_CASE("a counter shows every value up to 2^64, and begins again") {
  old::calls::add(greatest - 1);
  CHECK(on_page("calls_total{otel_scope_name=\"old\"} 18446744073709551614\n"));
  old::calls::inc();
  CHECK(on_page("calls_total{otel_scope_name=\"old\"} 18446744073709551615\n"));
  old::calls::inc();
  CHECK(on_page("calls_total{otel_scope_name=\"old\"} 0\n"));
  // Half in one shard and half in another: the same sum.
  elsewhere([] { old::calls::add(std::uint64_t{1} << 63); });
  old::calls::add(std::uint64_t{1} << 63);
  old::calls::add_signal_safe(7U);
  now.take();
  CHECK(now.value<old::calls>() == 7);
}

TEST_CASE("what begins and ends may pass 2^64 often, and the difference stays") {
  for (int i = 0; i < 5; ++i) {
    old::held::add(std::numeric_limits<std::int64_t>::max());
    old::held::add(3);
    elsewhere([] { old::held::add(std::numeric_limits<std::int64_t>::min()); });
  }
  now.take();
  CHECK(now.value<old::held>() == 10);
}

TEST_CASE("sums of integers are exact to 2^64, scaled or not, and begin again") {
  old::bytes::observe(greatest);
  CHECK(on_page("bytes_sum{otel_scope_name=\"old\"} 18446744073709551615\n"));
  old::bytes::observe(1U);
  CHECK(on_page("bytes_sum{otel_scope_name=\"old\"} 0\n"));
  CHECK(on_page("bytes_count{otel_scope_name=\"old\"} 2\n"));
  old::exact::observe(greatest);
  CHECK(on_page("exact_seconds_sum{otel_scope_name=\"old\"} 18446744073.709551615\n"));
  elsewhere([] { old::exact::observe(1U); });
  CHECK(on_page("exact_seconds_sum{otel_scope_name=\"old\"} 0\n"));
  CHECK(on_page("exact_seconds_bucket{otel_scope_name=\"old\",le=\"+Inf\"} 2\n"));
}

TEST_CASE("[B-30] [B-32] sums of doubles stay numbers, and a counter does not fall") {
  constexpr double most = std::numeric_limits<double>::max();
  double last = 0;
  for (int i = 0; i < 6; ++i) {
    i % 2 == 0 ? old::joules::add(most / 3) : elsewhere([] { old::joules::add(most / 3); });
    now.take();
    CHECK(now.value<old::joules>() >= last);
    last = now.value<old::joules>();
  }
  CHECK(last == most);
  // Infinite one way in one shard, the other way in another: their sum would be no number.
  old::drift::observe(most);
  old::drift::observe(most);
  const auto fall = [] {
    old::drift::observe_signal_safe(-most);
    old::drift::observe_signal_safe(-most);
  };
  elsewhere(fall);
  now.take();
  CHECK(now.value<old::drift>().sum() == 0.0);
  CHECK(now.value<old::drift>().count() == 4);
  elsewhere([] {
    old::drift::observe(-most);
    old::drift::observe(-most);
  });
  CHECK(on_page("drift_meters_sum{otel_scope_name=\"old\"} -1.7976931348623157e+308\n"));
}

TEST_CASE("a small amount that a large sum swallows is counted all the same") {
  now.take();
  const auto count = now.value<old::work>().count();
  old::work::observe(1e300);
  for (int i = 0; i < 1000; ++i) {
    old::work::observe(1);
  }
  now.take();
  CHECK(now.value<old::work>().count() == count + 1001);
  CHECK(now.value<old::work>().sum() == 1e300);
}

TEST_CASE("a clock that steps back, jumps or stands still never makes a negative time") {
  std::mt19937_64 random{11};
  double forward = 0;
  now.take();
  const std::uint64_t refused = now.value<zm::self::invalid>(zm::invalid_reason::negative);
  constexpr std::uint64_t timers = 20000;
  for (std::uint64_t i = 0; i < timers; ++i) {
    const std::uint64_t begin = random() >> (random() % 64);
    const std::uint64_t end =
        i % 5 == 0 ? begin : (i % 5 == 1 ? begin - random() % 1000 : random() >> (random() % 64));
    zm::fake_clock::set(begin);
    const zm::timer<old::backward, zm::fake_clock> timer;
    zm::fake_clock::set(end);
    CHECK(timer.elapsed() == (end > begin ? end - begin : 0));
    forward += end > begin ? static_cast<double>(end - begin) / 1e9 : 0;
  }
  now.take();
  const auto time = now.value<old::backward>();
  CHECK(time.count() == timers);
  CHECK(time.sum() == forward);
  CHECK(time.bucket(0) >= timers / 5);
  CHECK(now.value<zm::self::invalid>(zm::invalid_reason::negative) == refused);
}

TEST_CASE("ten years, a timer for each of their days and one for all of them") {
  constexpr std::uint64_t day = 86'400'000'000'000;
  constexpr std::uint64_t days = 3652;
  now.take();
  const std::uint64_t before = now.value<old::exact>().sum();
  const std::uint64_t count = now.value<old::exact>().bucket(0);
  zm::fake_clock::set(1'000);
  {
    const zm::timer<old::exact, zm::fake_clock> decade;
    for (std::uint64_t i = 0; i < days; ++i) {
      const zm::timer<old::exact, zm::fake_clock> one;
      // Ten million recordings a second, all day.
      old::calls::add(10'000'000 * std::uint64_t{86400});
      zm::fake_clock::advance(day);
    }
  }
  now.take();
  CHECK(now.value<old::exact>().sum() - before == 2 * days * day);
  CHECK(now.value<old::exact>().bucket(0) - count == days);
  CHECK(now.value<old::calls>() == 7 + days * 864'000'000'000);
}
