// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/testing.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace zm = zerometer;

using user = zm::label<"user", zm::text<16>>;
using limit = zm::cardinality_limit<10>;

// Every kind of metric, its cells in one block, and in each thread's shard.
struct common : zm::meter<common, "common"> {
  struct calls : counter<"calls", "", "C.", user, limit> {};
  struct work : double_counter<"work", "s", "W.", user, limit> {};
  struct open : up_down_counter<"open", "", "O.", user, limit> {};
  struct level : gauge<"level", "", "L.", user, limit> {};
  struct time : histogram<"time", "s", "T.", zm::bounds{1, 2}, user, limit> {};
  struct exact : histogram<"exact", "s", "E.", zm::nanosecond_bounds(1000, 2000), user, limit> {};
  using metrics = zm::list<calls, work, open, level, time, exact>;
};
struct each : zm::meter<each, "each"> {
  struct calls : counter<"calls", "", "C.", user, limit, zm::per_thread> {};
  struct work : double_counter<"work", "s", "W.", user, limit, zm::per_thread> {};
  struct open : up_down_counter<"open", "", "O.", user, limit, zm::per_thread> {};
  struct level : gauge<"level", "", "L.", user, limit> {};
  struct time : histogram<"time", "s", "T.", zm::bounds{1, 2}, user, limit, zm::per_thread> {};
  struct exact : histogram<"exact", "s", "E.", zm::nanosecond_bounds(1000, 2000), user, limit,
                           zm::per_thread> {};
  using metrics = zm::list<calls, work, open, level, time, exact>;
};
using app = zm::exposition<common, each>;
static zm::snapshot<app> now;
static zm::testing::difference<app> seen;

TEST_CASE_TEMPLATE("every kind of metric takes texts", meter, common, each) {
  seen.begin();
  meter::calls::inc("ann");
  meter::calls::add(4U, std::string{"bob"});
  meter::calls::inc_signal_safe("ann");
  meter::work::add(0.5, "ann");
  meter::open::inc("ann");
  meter::open::inc("ann");
  meter::open::dec("ann");
  meter::open::add_signal_safe(-4, "bob");
  meter::level::set(7, "ann");
  meter::time::observe(1.5, "ann");
  meter::time::observe_signal_safe(9, "ann");
  meter::exact::observe(1500, "ann");
  seen.take();
  CHECK(seen.rise<typename meter::calls>("ann") == 2);
  CHECK(seen.rise<typename meter::calls>("bob") == 4);
  CHECK(seen.rise<typename meter::calls>("nobody") == 0);
  CHECK(seen.rise<typename meter::work>("ann") == 0.5);
  CHECK(seen.rise<typename meter::open>("ann") == 1);
  CHECK(seen.rise<typename meter::open>("bob") == -4);
  CHECK(seen.rise<typename meter::level>("ann") == 7);
  CHECK(seen.rise<typename meter::time>("ann").count() == 2);
  CHECK(seen.rise<typename meter::time>("ann").bucket(1) == 1);
  CHECK(seen.rise<typename meter::time>("ann").sum() == 10.5);
  CHECK(seen.rise<typename meter::exact>("ann").sum() == 1500);
  CHECK(seen.unasked() == "");
}

TEST_CASE_TEMPLATE("a handle is kept, and used on any thread", meter, common, each) {
  seen.begin();
  const auto calls = meter::calls::series("kept");
  const auto time = meter::time::series("kept");
  const auto open = meter::open::series("kept");
  const typename meter::calls::handle empty;
  std::thread other{[=] {
    for (int i = 0; i < 1000; ++i) {
      calls.inc();
      time.observe(1);
      open.add(2);
      empty.inc();
    }
  }};
  calls.add(5U);
  open.dec();
  other.join();
  seen.take();
  CHECK(seen.rise<typename meter::calls>("kept") == 1005);
  CHECK(seen.rise<typename meter::time>("kept").count() == 1000);
  CHECK(seen.rise<typename meter::open>("kept") == 1999);
  CHECK(seen.unasked() == "");
}

TEST_CASE("what moved unasked is named by its values") {
  seen.begin();
  common::calls::inc("ann");
  seen.take();
  CHECK(seen.unasked() == "common: calls user=ann rose by 1");
}

struct small : zm::meter<small, "small"> {
  struct calls : counter<"calls", "", "C.", user, zm::cardinality_limit<1>> {};
  struct level : gauge<"level", "", "L.", user, zm::cardinality_limit<1>> {};
  using metrics = zm::list<calls, level>;
};

TEST_CASE("the overflow series is asked for by its own name, and shows a gauge's 0 as well") {
  using only = zm::exposition<small>;
  static zm::testing::difference<only> difference;
  static zm::snapshot<only> snapshot;
  small::calls::inc("one");
  small::level::set(1, "one");
  difference.begin();
  small::calls::inc("two");
  small::calls::add(4U, "three\nlines");
  snapshot.take();
  CHECK(snapshot.next<small::level>(1) == small::level::labels::series);
  small::level::set(0, "two");
  difference.take();
  snapshot.take();
  CHECK(difference.unasked() == "small: calls otel.metric.overflow=true rose by 5");
  CHECK(difference.overflow_rise<small::calls>() == 5);
  CHECK(difference.rise<zm::self::overflow>("small", "calls") == 2);
  CHECK(difference.rise<zm::self::overflow>("small", "level") == 1);
  CHECK(difference.unasked() == "");
  CHECK(snapshot.overflow<small::calls>() == 5);
  CHECK(snapshot.next<small::level>(1) == 1);
}

// Room for one series, so that one that is taken in vain is seen.
using one = zm::cardinality_limit<1>;
enum class shift { day, night };
constexpr auto label_values(shift) { return zm::values("day", "night"); }
using worked = zm::label<"shift", shift>;
struct picky : zm::meter<picky, "picky", zm::droppable> {
  struct work : double_counter<"work", "s", "W.", worked, user, one> {};
  struct level : gauge<"level", "", "L.", worked, user, one> {};
  struct time : histogram<"time", "s", "T.", zm::bounds{1, 2}, worked, user, one> {};
  struct drift : histogram<"drift", "s", "D.", zm::bounds{-1, 2}, zm::signed_values, worked, user,
                           one, zm::per_thread> {};
  struct exact : histogram<"exact", "s", "E.", zm::nanosecond_bounds(9), worked, user, one> {};
  using metrics = zm::list<work, level, time, drift, exact>;
};

TEST_CASE("a value that is refused takes no series, and is counted once") {
  using only = zm::exposition<picky>;
  static zm::testing::difference<only> difference;
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  difference.begin();
  picky::work::add(nan, shift::night, "ann");
  picky::work::add(-1, shift::night, "bob");
  picky::work::add(inf, shift::night, "cat");
  picky::level::add(nan, shift::night, "ann");
  picky::level::sub(nan, shift::night, "bob");
  picky::time::observe(nan, shift::night, "ann");
  picky::time::observe(-1, shift::night, "bob");
  picky::time::observe_signal_safe(nan, shift::night, "cat");
  picky::drift::observe(nan, shift::night, "ann");
  picky::exact::observe(-1, shift::night, "ann");
  picky::exact::observe_signal_safe(-1, shift::night, "bob");
  difference.take();
  CHECK(picky::work::labels::size() == 0);
  CHECK(picky::level::labels::size() == 0);
  CHECK(picky::time::labels::size() == 0);
  CHECK(picky::drift::labels::size() == 0);
  CHECK(picky::exact::labels::size() == 0);
  CHECK_FALSE(picky::time::labels::has_overflow());
  CHECK(difference.rise<zm::self::invalid>(zm::invalid_reason::nan) == 6);
  CHECK(difference.rise<zm::self::invalid>(zm::invalid_reason::negative) == 4);
  CHECK(difference.rise<zm::self::invalid>(zm::invalid_reason::infinite) == 1);
  CHECK(difference.unasked() == "");

  // Of a call with two faults the label's is counted.
  difference.begin();
  picky::time::observe(nan, static_cast<shift>(2), "ann");
  picky::work::add(-1, static_cast<shift>(2), "ann");
  picky::level::add(nan, static_cast<shift>(2), "ann");
  difference.take();
  CHECK(difference.rise<zm::self::invalid>(zm::invalid_reason::label) == 3);
  CHECK(difference.unasked() == "");

  zm::drop<picky>();
  difference.begin();
  picky::work::add(nan, shift::night, "ann");
  picky::level::add(nan, shift::night, "ann");
  picky::time::observe(-1, shift::night, "ann");
  picky::exact::observe(-1, shift::night, "ann");
  difference.take();
  zm::drop<picky>(false);
  CHECK(difference.unasked() == "");

  // What is recorded takes one: infinities, -0.0, and what may be negative.
  difference.begin();
  picky::work::add(-0.0, shift::night, "ann");
  picky::level::sub(1, shift::night, "ann");
  picky::time::observe(-inf, shift::night, "ann");
  picky::time::observe(-0.0, shift::night, "ann");
  picky::drift::observe(-3, shift::night, "ann");
  picky::exact::observe(9, shift::night, "ann");
  difference.take();
  CHECK(picky::work::labels::size() == 1);
  CHECK(difference.rise<picky::level>(shift::night, "ann") == -1);
  CHECK(difference.rise<picky::time>(shift::night, "ann").bucket(0) == 2);
  CHECK(difference.rise<picky::drift>(shift::night, "ann").bucket(0) == 1);
  CHECK(difference.rise<picky::exact>(shift::night, "ann").count() == 1);
  CHECK(difference.rise<zm::self::invalid>(zm::invalid_reason::infinite) == 1);
  CHECK(difference.unasked() == "");
}

TEST_CASE("what this thread has recorded is in its next snapshot, a new series included") {
  for (int i = 0; i < 3; ++i) {
    const std::string name = "new " + std::to_string(i);
    common::time::observe(1, name);
    now.take();
    CHECK(now.value<common::time>(name).count() == 1);
  }
}

/// Whether every line that begins like this has a value that was recorded, whole, or is overflow.
static bool is_whole(std::string_view page, std::string_view begin) {
  for (std::size_t at = page.find(begin); at != page.npos; at = page.find(begin, at + 1)) {
    const std::string_view line = page.substr(at, page.find('\n', at) - at);
    constexpr std::string_view key = "user=\"";
    const std::size_t from = line.find(key);
    const std::string_view value =
        from == line.npos ? ""
                          : line.substr(from + key.size(), line.rfind('"') - from - key.size());
    const bool numbered = (value.starts_with("user ") || value.starts_with("new ")) &&
                          value.back() >= '0' && value.back() <= '9';
    if (!numbered && value != "ann" && value != "bob" && value != "kept" &&
        line.find("otel_metric_overflow=\"true\"") == line.npos) {
      return false;
    }
  }
  return true;
}

// Eight threads record values of more series than there is room for, while snapshots are taken:
// nothing is lost, nothing falls, nothing is there twice.
template <class Metric>
static void race() {
  constexpr std::size_t threads = 8;
  constexpr std::size_t each = 20000;
  std::atomic<bool> stop{false};
  std::atomic<bool> fell{false};
  std::atomic<bool> torn{false};
  std::thread reader{[&] {
    static zm::snapshot<app> values;
    static std::array<char, zm::prometheus::max_bytes<app>> page;
    const std::string line = std::string{Metric::name} + "_total{";
    std::uint64_t last = 0;
    while (!stop) {
      torn = torn || !is_whole(zm::prometheus::render<app>(page).text, line);
      values.take();
      std::uint64_t sum = 0;
      for (std::size_t i = values.next<Metric>(0); i < Metric::labels::series;
           i = values.next<Metric>(i + 1)) {
        sum += Metric::read(values, i);
      }
      fell = fell || sum < last;
      last = sum;
    }
  }};
  now.take();
  const auto total = [] {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < Metric::labels::series; ++i) {
      sum += Metric::read(now, i);
    }
    return sum;
  };
  const std::uint64_t before = total();
  std::vector<std::thread> writers;
  for (std::size_t t = 0; t < threads; ++t) {
    writers.emplace_back([t] {
      for (std::size_t i = 0; i < each; ++i) {
        Metric::inc("user " + std::to_string((i * 7 + t) % 40));
      }
    });
  }
  for (std::thread& writer : writers) {
    writer.join();
  }
  stop = true;
  reader.join();
  now.take();
  CHECK_FALSE(fell);
  CHECK_FALSE(torn);
  CHECK(total() == before + threads * each);
  CHECK(Metric::labels::size() == Metric::labels::capacity);
}

TEST_CASE("[G-06] threads that fill a table lose nothing, while snapshots are taken") {
  race<common::calls>();
  race<each::calls>();
}

struct lengths : zm::meter<lengths, "lengths"> {
  struct calls : counter<"calls", "", "C.", zm::label<"a", zm::text<37>>,
                         zm::label<"b", zm::text<8>>, zm::cardinality_limit<500>> {};
  using metrics = zm::list<calls>;
};

TEST_CASE("values of every length around the limits are series of their own, up to them") {
  using calls = lengths::calls;
  static zm::snapshot<zm::exposition<lengths>> values;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t size = 0; size <= 80; ++size) {
      const std::string text(size, 'x');
      calls::inc(text, "");
      calls::inc("", text);
      if (size != 0) {
        calls::inc(text.substr(1) + 'y', "");  // another last byte
      }
    }
  }
  // 0 to 37 times x; 1 to 8 of b; 1 to 37 that end in y. What is longer is one of them, cut.
  CHECK(calls::labels::size() == 38 + 8 + 37);
  values.take();
  CHECK(values.value<calls>(std::string(36, 'x'), "") == 2);
  CHECK(values.value<calls>(std::string(37, 'x'), "") == 2 * (1 + 2 * 43));
  CHECK(values.value<calls>("", "xxxxxxxx") == 2 * 73);
  CHECK(values.value<calls>("", "") == 2 * 2);
  CHECK(values.value<calls>(std::string(36, 'x') + 'y', "") == 2);
  CHECK(values.value<zm::self::invalid>(zm::invalid_reason::length) == 2 * (43 + 43 + 72));
}

#if defined(__linux__)
/// Pages of this process that are in memory.
static long resident_pages() {
  std::ifstream file{"/proc/self/statm"};
  long size = 0;
  long resident = 0;
  file >> size >> resident;
  return resident;
}
#else
static long resident_pages() { return 0; }
#endif

// Under a sanitizer or in an emulator fewer will do.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ZEROMETER_TEST_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ZEROMETER_TEST_SANITIZED
#endif
#endif

struct steady : zm::meter<steady, "steady"> {
  struct calls : counter<"calls", "", "C.", zm::label<"id", zm::text<24>>> {};
  using metrics = zm::list<calls>;
};

TEST_CASE("ten million distinct values take the memory of two thousand, and all are counted") {
#if defined(ZEROMETER_TEST_SANITIZED) || defined(EMULATED)
  constexpr std::uint64_t values = 200'000;
#else
  constexpr std::uint64_t values = 10'000'000;
#endif
  using only = zm::exposition<steady>;
  static zm::snapshot<only> snapshot;
  static_assert(zm::memory_bytes<steady> < 600'000);
  std::array<char, 24> name{};
  long resident = 0;
  for (std::uint64_t i = 0; i < values; ++i) {
    if (i == 10'000) {
      resident = resident_pages();
    }
    std::uint64_t rest = i;
    for (std::size_t digit = 0; digit < 8; ++digit, rest /= 10) {
      name[digit] = static_cast<char>('0' + rest % 10);
    }
    steady::calls::inc(std::string_view{name.data(), 8});
  }
#if !defined(ZEROMETER_TEST_SANITIZED) && !defined(EMULATED)
  CHECK(resident_pages() - resident < 64);  // what the test itself may have touched
#else
  static_cast<void>(resident);  // a sanitizer's own memory grows with the calls, an emulator's too
#endif
  snapshot.take();
  CHECK(steady::calls::labels::size() == 2000);
  CHECK(steady::calls::read(snapshot, 2000) == values - 2000);
  CHECK(snapshot.value<zm::self::overflow>("steady", "calls") == values - 2000);
}
