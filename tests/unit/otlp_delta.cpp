// SPDX-License-Identifier: MIT
#include <zerometer/otlp_delta.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zm = zerometer;
using zm::otlp::encoding;

enum class shard { a, b, c };
constexpr auto label_values(shard) { return zm::values("a", "b", "c"); }

struct work : zm::meter<work, "work"> {
  struct items : counter<"items", "", "Items.", zm::label<"shard", shard>> {};
  struct joules : double_counter<"joules", "J", "Energy.", zm::label<"shard", shard>> {};
  struct busy : up_down_counter<"busy", "", "Busy.", zm::label<"shard", shard>> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 8}, zm::label<"shard", shard>> {};
  struct size : histogram<"size", "By", "Size.", zm::whole_bounds(10, 100), zm::min_max> {};
  using metrics = zm::list<items, joules, busy, time, size>;
};
using app = zm::exposition<work, zm::without_self_metrics>;
using deltas = zm::otlp::delta_requests<app, encoding::json>;

/// What a receiver has: the sum of every number that came, and where each series' last interval
/// ended, by series.
struct receiver {
  std::map<std::string, double> totals;
  std::map<std::string, std::uint64_t> ends;
  std::uint64_t start;

  static std::string_view behind(std::string_view text, std::string_view key) {
    const std::size_t at = text.find(key);
    return at == text.npos ? std::string_view{} : text.substr(at + key.size());
  }
  static double number(std::string_view text) { return std::stod(std::string{text}); }

  void take_point(const std::string& name, std::string_view point, bool is_delta) {
    const std::string series = name + std::string{behind(point, "\"attributes\":")};
    const std::uint64_t begin = std::stoull(std::string{behind(point, "\"startTimeUnixNano\":\"")});
    const std::uint64_t end = std::stoull(std::string{behind(point, "\"timeUnixNano\":\"")});
    REQUIRE(begin < end);
    if (!is_delta) {
      REQUIRE(begin == start);
      totals[series] = number(behind(point, "\"asInt\":\""));
      return;
    }
    // Nothing was told of in between, so an interval may begin later than the last one ended.
    REQUIRE(begin >= (ends.count(series) != 0 ? ends[series] : start));
    ends[series] = end;
    REQUIRE(point.find("\"min\"") == point.npos);  // of an interval, nobody knows it
    if (const auto count = behind(point, "\"count\":\""); !count.empty()) {
      totals[series + "/count"] += number(count);
      totals[series + "/sum"] += number(behind(point, "\"sum\":"));
      auto buckets = behind(point, "\"bucketCounts\":[");
      for (int bucket = 0; bucket < 3; ++bucket) {
        totals[series + "/" + std::to_string(bucket)] += number(buckets.substr(1));
        buckets = behind(buckets, ",");
      }
    } else {
      const auto integer = behind(point, "\"asInt\":\"");
      totals[series] += number(integer.empty() ? behind(point, "\"asDouble\":") : integer);
    }
  }

  void take(std::string_view body) {
    for (auto rest = behind(body, "\"metrics\":[{\"name\":\""); !rest.empty();
         rest = behind(rest, "{\"name\":\"")) {
      const std::string name{rest.substr(0, rest.find('"'))};
      const auto metric = rest.substr(0, rest.find("{\"name\":\""));
      const bool is_delta = metric.find("\"aggregationTemporality\":1") != metric.npos;
      REQUIRE(is_delta == (name != "busy"));
      const std::string_view key = "{\"startTimeUnixNano\"";
      for (std::size_t at = metric.find(key); at != metric.npos;) {
        const std::size_t next = metric.find(key, at + 1);
        const auto point = metric.substr(at, next == metric.npos ? next : next - at);
        take_point(name, point.substr(0, point.find("]}") + 1), is_delta);
        at = next;
      }
    }
  }
};

template <class Random>
static void record(Random& random) {
  const auto which = static_cast<shard>(random() % 3);
  switch (random() % 5) {
  case 0:
    return work::items::add(random() % 1000, which);
  case 1:
    return work::joules::add(static_cast<double>(random() % 64) / 4, which);
  case 2:
    return work::busy::add(static_cast<std::int64_t>(random() % 100) - 50, which);
  case 3:
    return work::time::observe(static_cast<double>(random() % 64) / 4, which);
  default:
    return work::size::observe(random() % 200);
  }
}

TEST_CASE("[E-21] [F-25] [G-10] whatever fails, what was accepted adds up to the totals") {
  static deltas sent;
  static zm::snapshot<app> now;
  std::mt19937_64 random{20261124};
  std::uint64_t time = 1'700'000'000'000'000'000;
  // Counts of earlier rounds stay: the first interval of each helper is from the start.
  for (int round = 0; round < 60; ++round) {
    receiver there{{}, {}, time};
    sent = deltas{};
    const std::uint64_t start = time;
    std::size_t failures = 0;
    std::size_t rests = 0;
    std::vector<char> buffer(zm::otlp::min_bytes<app, encoding::json> +
                             random() % (round % 2 == 0 ? 200U : 4000U));
    const bool last_rounds_fail = round % 3 == 0;
    for (int interval = 0; interval < 40; ++interval) {
      for (auto calls = random() % 20; calls > 0; --calls) {
        record(random);
      }
      time += random() % 4 == 0 ? 0 : random() % 1'000'000'000;
      sent.collect(time, start);
      std::size_t accepted = 0;
      while (const zm::otlp::request request = sent.next(buffer)) {
        const std::string body{request.body};
        if (random() % 3 == 0 && (interval < 39 || last_rounds_fail)) {
          ++failures;
          rests += accepted != 0 ? 1 : 0;
          if (random() % 2 == 0) {
            break;
          }
          // Once more: the same bytes, which a server may then have twice but not two of.
          const zm::otlp::request again = sent.next(buffer);
          REQUIRE(again.body == body);
        }
        there.take(body);
        sent.accept();
        ++accepted;
      }
    }
    CHECK(failures > 0);
    CHECK((rests > 0 || round % 2 != 0));
    // All that is left, and what came after it.
    for (int last = 0; last < 2; ++last) {
      sent.collect(++time, start);
      while (const zm::otlp::request request = sent.next(buffer)) {
        there.take(request.body);
        sent.accept();
      }
    }
    now.take();
    std::size_t compared = 0;
    const auto same = [&](const std::string& series, double value) {
      CAPTURE(series);
      CHECK(there.totals[series] == value);  // exact: all doubles here are quarters
      ++compared;
    };
    for (const auto& [which, text] :
         {std::pair{shard::a, "a"}, std::pair{shard::b, "b"}, std::pair{shard::c, "c"}}) {
      const std::string labels =
          "[{\"key\":\"shard\",\"value\":{\"stringValue\":\"" + std::string{text} + "\"}}]";
      same("items" + labels, static_cast<double>(now.value<work::items>(which)));
      same("joules" + labels, now.value<work::joules>(which));
      same("busy" + labels, static_cast<double>(now.value<work::busy>(which)));
      const auto times = now.value<work::time>(which);
      same("time" + labels + "/count", static_cast<double>(times.count()));
      same("time" + labels + "/sum", times.sum());
      same("time" + labels + "/1", static_cast<double>(times.bucket(1)));
    }
    same("size/count", static_cast<double>(now.value<work::size>().count()));
    same("size/sum", static_cast<double>(now.value<work::size>().sum()));
    CHECK(compared == 20);
  }
}

TEST_CASE("a sum that is ahead of its count is told with the count") {
  static deltas sent;
  std::vector<char> buffer(zm::otlp::max_bytes<app, encoding::json>);
  std::uint64_t time = 2'000;
  const auto next = [&] {
    sent.collect(++time, 1'000);
    const std::string body{sent.next(buffer).body};
    sent.accept();
    return body;
  };
  next();
  using layout = zm::detail::layout<work>;
  const auto sum = zm::detail::storage<work>::shape.sums_begin +
                   layout::first_of<work::time::descriptor_type>.sums;
  zm::detail::storage<work>::add(sum, 5.0);  // what an observation of 5 does first
  CHECK(next().find("\"time\"") == std::string::npos);
  zm::detail::storage<work>::add(layout::first_of<work::time::descriptor_type>.counts + 1,
                                 std::uint64_t{1});
  CHECK(next().find("\"count\":\"1\",\"sum\":5,\"bucketCounts\":[\"0\",\"1\",\"0\"]") !=
        std::string::npos);
}

struct watched : zm::meter<watched, "watched"> {
  struct bytes : observable_counter<"read", "By", "Bytes read.", zm::label<"shard", shard>> {
    static inline std::map<shard, std::uint64_t> totals{};
    static void observe(zm::observer<bytes>& out) noexcept {
      for (const auto& [which, total] : totals) {
        out.observe(total, which);
      }
    }
  };
  using metrics = zm::list<bytes>;
};

TEST_CASE("an observable that was away, or began anew, is told what it rose by") {
  using exposition = zm::exposition<watched, zm::without_self_metrics>;
  static zm::otlp::delta_requests<exposition, encoding::json> sent;
  std::vector<char> buffer(zm::otlp::max_bytes<exposition, encoding::json>);
  std::uint64_t time = 100;
  const auto rise = [&](bool is_accepted = true) {
    sent.collect(++time, 1);
    std::string body{sent.next(buffer).body};
    if (is_accepted) {
      sent.accept();
    }
    const std::size_t begin = body.find("\"asInt\":\"");
    return begin == std::string::npos ? 0 : std::stoi(body.substr(begin + 9));
  };
  CHECK(rise() == 0);
  watched::bytes::totals[shard::b] = 100;
  CHECK(rise() == 100);
  watched::bytes::totals[shard::b] = 105;
  CHECK(rise(false) == 5);
  watched::bytes::totals.clear();
  CHECK(rise() == 0);
  CHECK(rise(false) == 0);
  watched::bytes::totals[shard::b] = 107;
  CHECK(rise() == 7);
  CHECK(rise() == 0);
  watched::bytes::totals[shard::b] = 3;
  CHECK(rise() == 3);
}

TEST_CASE("by the system's clock, intervals follow each other from the start that is said") {
  using exposition = zm::exposition<work, zm::without_self_metrics>;
  static zm::otlp::delta_requests<exposition, encoding::json> sent;
  std::vector<char> buffer(zm::otlp::max_bytes<exposition, encoding::json>);
  zm::resource<0> who;
  who.set_start_time(1'234);
  const auto interval = [&] {
    work::items::inc(shard::a);
    sent.collect(who);
    const std::string body{sent.next(buffer, who).body};
    sent.accept();
    const std::size_t at = body.find("{\"startTimeUnixNano\":\"");
    return std::pair{std::stoull(body.substr(at + 22)),
                     std::stoull(body.substr(body.find("\"timeUnixNano\":\"", at) + 16))};
  };
  const auto first = interval();
  CHECK(first.first == 1'234);
  const auto second = interval();
  CHECK(second.first == first.second);
  CHECK(second.second > second.first);
}

TEST_CASE("nothing recorded, nothing sent, and the next interval begins where it ended") {
  struct quiet : zm::meter<quiet, "quiet"> {
    struct events : counter<"events", "", "Events."> {};
    using metrics = zm::list<events>;
  };
  using exposition = zm::exposition<quiet, zm::without_self_metrics>;
  static zm::otlp::delta_requests<exposition, encoding::json> sent;
  std::vector<char> buffer(zm::otlp::max_bytes<exposition, encoding::json>);
  CHECK_FALSE(sent.next(buffer));  // before the first collection
  quiet::events::add(5U);
  sent.collect(10, 1);
  const std::string first{sent.next(buffer).body};
  CHECK(first.find("\"startTimeUnixNano\":\"1\",\"timeUnixNano\":\"10\",\"asInt\":\"5\"") !=
        std::string::npos);
  sent.accept();
  CHECK_FALSE(sent.next(buffer));
  sent.collect(20, 1);
  CHECK_FALSE(sent.next(buffer));
  quiet::events::add(2U);
  sent.collect(30, 1);
  const std::string third{sent.next(buffer).body};
  CHECK(third.find("\"startTimeUnixNano\":\"20\",\"timeUnixNano\":\"30\",\"asInt\":\"2\"") !=
        std::string::npos);
  // Not accepted, and the clock is set back.
  sent.collect(15, 1);
  const std::string fourth{sent.next(buffer).body};
  CHECK(fourth.find("\"startTimeUnixNano\":\"20\",\"timeUnixNano\":\"21\",\"asInt\":\"2\"") !=
        std::string::npos);
  sent.accept();
  sent.accept();  // of nothing
  // A child of a fork counts from zero, and says so by its start.
  zm::after_fork<exposition>();
  quiet::events::add(1U);
  sent.collect(50, 40);
  const std::string child{sent.next(buffer).body};
  CHECK(child.find("\"startTimeUnixNano\":\"40\",\"timeUnixNano\":\"50\",\"asInt\":\"1\"") !=
        std::string::npos);
}

TEST_CASE("the older snapshot is there before main") {
  static constinit deltas constant;
  CHECK_FALSE(constant.next({}));
}

struct late : zm::meter<late, "late"> {
  struct answers : counter<"answers", "", "Answers."> {};
  using metrics = zm::list<answers>;
};

TEST_CASE("an answer that comes after the next collection takes nothing away") {
  using only = zm::exposition<late, zm::without_self_metrics>;
  static zm::otlp::delta_requests<only, encoding::json> requests;
  static std::array<char, zm::otlp::max_bytes<only, encoding::json>> body;
  late::answers::add(5U);
  requests.collect(1000, 1);
  CHECK(requests.next(body).body.find("\"asInt\":\"5\"") != std::string_view::npos);
  late::answers::add(1000U);
  requests.collect(2000, 1);
  requests.accept();  // of the first one
  const zm::otlp::request again = requests.next(body);
  CHECK(again.body.find("\"asInt\":\"1005\"") != std::string_view::npos);  // told twice, not never
  requests.accept();
  requests.collect(3000, 1);
  CHECK_FALSE(requests.next(body));
}
