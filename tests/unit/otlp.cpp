// SPDX-License-Identifier: MIT
#include <zerometer/otlp.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zm = zerometer;
using zm::otlp::encoding;

enum class text { plain, escaped, missing };
constexpr auto label_values(text) {
  return zm::values("plain", "quote\" back\\slash\nbad\xC0utf8", zm::absent);
}
using code = zm::integers<-1, 200>;

struct server : zm::meter<server, "my.server", zm::version<"1.2.3">,
                          zm::schema_url<"https://example.org/1">, zm::attribute<"a.b", "c">> {
  struct calls : counter<"calls", "{call}", "A \"help\".", zm::label<"t", text>> {};
  struct typed : up_down_counter<"typed", "", zm::no_help, zm::label<"flag", bool>,
                                 zm::label<"status.code", code>, zm::constant<"fixed", "yes">> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{0.00001, 0.1, 1, 2.5}> {};
  struct exact : histogram<"exact", "s", "Integers.", zm::nanosecond_bounds(1000, 1500000000)> {};
  struct drift : histogram<"drift", "s", "Signed.", zm::bounds{-1, 0, 1}, zm::signed_values> {};
  struct ahead : histogram<"ahead", "s", "Begun.", zm::bounds{1}> {};
  struct level : gauge<"level", "", zm::no_help> {};
  struct spent : double_counter<"spent", "s", "Seconds."> {};
  struct rare : counter<"rare", "", "Rarely.", zm::label<"flag", bool>, zm::sparse> {};
  struct build : info<"build", "Facts.", zm::constant<"version", "v1">> {};
  using metrics = zm::list<calls, typed, time, exact, drift, ahead, level, spent, rare, build>;
};
struct library : zm::meter<library, "library"> {
  struct none : counter<"none", "", "Never seen.", zm::sparse> {};
  using metrics = zm::list<none>;
};
using app = zm::exposition<server, library, zm::without_self_metrics>;

static constexpr std::uint64_t start = 1'700'000'000'000'000'000;
static constexpr std::uint64_t now = 1'700'000'060'000'000'000;

static zm::snapshot<app> current;
static zm::snapshot<app> previous;

static zm::otlp::collection<app> taken() {
  current.take();
  return {current, start, now};
}

template <encoding Encoding = encoding::json>
static std::string body(const zm::otlp::collection<app>& from = taken()) {
  static std::array<char, zm::otlp::max_bytes<app, Encoding>> buffer;
  return std::string{zm::otlp::render<Encoding>(buffer, from).body};
}

static bool has(const std::string& page, std::string_view piece) {
  return page.find(piece) != std::string::npos;
}

static const std::string times =
    "{\"startTimeUnixNano\":\"1700000000000000000\",\"timeUnixNano\":\"1700000060000000000\",";

TEST_CASE("[E-11] [E-13] [E-35] the resource, a meter, and what ends a request") {
  static std::array<char, zm::otlp::max_bytes<app, encoding::json, zm::resource<128>>> buffer;
  zm::resource<128> who;
  CHECK(who.add("service.name", "a\"b\xC0") == zm::resource_error::none);
  CHECK(who.add("i", -3) == zm::resource_error::none);
  CHECK(who.add("b", false) == zm::resource_error::none);
  CHECK(who.add("d", std::numeric_limits<double>::infinity()) == zm::resource_error::none);
  CHECK(who.add("empty", "") == zm::resource_error::none);
  const std::string text{zm::otlp::render<encoding::json>(buffer, taken(), who).body};
  CHECK(text.starts_with("{\"resourceMetrics\":[{\"resource\":{\"attributes\":["
                         "{\"key\":\"service.name\",\"value\":{\"stringValue\":\"a\\\"b\uFFFD\"}},"
                         "{\"key\":\"i\",\"value\":{\"intValue\":\"-3\"}},"
                         "{\"key\":\"b\",\"value\":{\"boolValue\":false}},"
                         "{\"key\":\"d\",\"value\":{\"doubleValue\":\"Infinity\"}},"
                         "{\"key\":\"empty\",\"value\":{\"stringValue\":\"\"}}]},"
                         "\"scopeMetrics\":[{\"scope\":{\"name\":\"my.server\",\"version\":"
                         "\"1.2.3\",\"attributes\":[{\"key\":\"a.b\",\"value\":"
                         "{\"stringValue\":\"c\"}}]},\"metrics\":[{\"name\":\"calls\","));
  CHECK(text.ends_with("]}}],\"schemaUrl\":\"https://example.org/1\"}]}]}"));
}

TEST_CASE("[E-08] [E-10] [D-L5] labels are attributes, escaped, and absent ones are not there") {
  server::calls::add(9007199254740993U, text::plain);
  CHECK(has(body(), "{\"name\":\"calls\",\"description\":\"A \\\"help\\\".\",\"unit\":\"{call}\","
                    "\"sum\":{\"dataPoints\":[" +
                        times +
                        "\"asInt\":\"9007199254740993\",\"attributes\":[{\"key\":\"t\",\"value\":"
                        "{\"stringValue\":\"plain\"}}]}," +
                        times +
                        "\"asInt\":\"0\",\"attributes\":[{\"key\":\"t\",\"value\":{\"stringValue\":"
                        "\"quote\\\" back\\\\slash\\u000abad\uFFFDutf8\"}}]}," +
                        times +
                        "\"asInt\":\"0\"}],\"aggregationTemporality\":2,"
                        "\"isMonotonic\":true}}"));
}

TEST_CASE("[E-05] [E-26] [E-28] types of labels are kept; an up-down counter is not monotonic") {
  server::typed::add(std::numeric_limits<std::int64_t>::min(), true, code{-1});
  CHECK(has(body(), times + "\"asInt\":\"-9223372036854775808\",\"attributes\":["
                            "{\"key\":\"fixed\",\"value\":{\"stringValue\":\"yes\"}},"
                            "{\"key\":\"flag\",\"value\":{\"boolValue\":true}},"
                            "{\"key\":\"status.code\",\"value\":{\"intValue\":\"-1\"}}]}"));
  CHECK(has(body(), "\"intValue\":\"200\"}}]}],\"aggregationTemporality\":2}}"));
}

TEST_CASE("[E-29] [E-30] [L-23] buckets are not cumulative; without zm::min_max there is neither") {
  CHECK(has(body(), times + "\"count\":\"0\",\"sum\":0,\"bucketCounts\":[\"0\",\"0\",\"0\",\"0\","
                            "\"0\"],\"explicitBounds\":[1e-05,0.1,1,2.5]}],"
                            "\"aggregationTemporality\":2}}"));
  for (const double value : {0.1, 0.5, 1.0, 7.0}) {
    server::time::observe(value);
  }
  server::exact::observe(1500000001);
  server::drift::observe(-3);
  CHECK(
      has(body(), "\"count\":\"4\",\"sum\":8.6,\"bucketCounts\":[\"0\",\"1\",\"2\",\"0\",\"1\"]"));
  CHECK(has(body(), "\"count\":\"1\",\"sum\":1.500000001,\"bucketCounts\":[\"0\",\"0\",\"1\"],"
                    "\"explicitBounds\":[1e-06,1.5]"));
  CHECK(has(body(), "\"count\":\"1\",\"bucketCounts\":[\"1\",\"0\",\"0\",\"0\"],"
                    "\"explicitBounds\":[-1,0,1]"));
}

struct ranges : zm::meter<ranges, "ranges"> {
  struct time
      : histogram<"time", "s", "Time.", zm::bounds{1}, zm::label<"flag", bool>, zm::min_max> {};
  struct exact : histogram<"exact", "s", "Integers.", zm::nanosecond_bounds(1000), zm::min_max> {};
  struct drift : histogram<"drift", "s", "Signed.", zm::bounds{0}, zm::signed_values, zm::min_max,
                           zm::label<"who", zm::text<4>>, zm::cardinality_limit<1>> {};
  using metrics = zm::list<time, exact, drift>;
};

TEST_CASE_TEMPLATE_DEFINE("[E-10] [E-30] minimum and maximum, where they are kept and known",
                          Encoding, reached) {
  using exposition = zm::exposition<ranges, zm::without_self_metrics>;
  constexpr bool is_json = Encoding::value == encoding::json;
  static zm::snapshot<exposition> values;
  static zm::snapshot<exposition> before;
  // Not zm::after_fork, which is the begin of the process for all that comes behind.
  zm::detail::storage<ranges>::after_fork(true);
  zm::detail::common_cells<ranges>::reset();
  const auto text = [&](bool delta = false) {
    values.take();
    const zm::otlp::collection<exposition> from{values, start, now, delta ? &before : nullptr, 5};
    // On the heap and of just that size, for the address sanitizer.
    std::vector<char> buffer(zm::otlp::min_bytes<exposition, Encoding::value>);
    zm::otlp::requests<exposition, Encoding::value> requests{from};
    std::string all;
    while (const zm::otlp::request request = requests.next(buffer)) {
      all += request.body;
    }
    CHECK(requests.done());
    return all;
  };
  const auto fixed = [](char tag, double value) {
    std::string bytes(1, tag);
    const std::uint64_t bits = zm::detail::bits_of(value);
    for (unsigned byte = 0; byte < 8; ++byte) {
      bytes += static_cast<char>(bits >> (8 * byte) & 0xFF);
    }
    return bytes;
  };
  // In binary, a histogram's point in front of its two buckets.
  const auto point = [&](std::string_view json, const double* sum, double min, double max) {
    return is_json ? std::string{json}
                   : (sum != nullptr ? fixed('\x29', *sum) : std::string{}) + fixed('\x59', min) +
                         fixed('\x61', max) + "\x32\x10";
  };
  const auto has_any = [&](const std::string& all) {
    return has(all, is_json ? std::string{"\"min\""} : fixed('\x59', 0.125)) ||
           has(all, is_json ? std::string{"\"max\""} : fixed('\x61', 0.125));
  };
  CHECK_FALSE(has_any(text()));
  ranges::time::observe(std::numeric_limits<double>::infinity(), true);
  ranges::drift::observe(-std::numeric_limits<double>::infinity(), "");
  CHECK_FALSE(has_any(text()));
  before.take();

  double sum = 0.375;
  ranges::time::observe(0.25, false);
  ranges::time::observe(0.125, false);
  CHECK(has(text(),
            point(R"("count":"2","sum":0.375,"min":0.125,"max":0.25,"bucketCounts":["2","0"])",
                  &sum, 0.125, 0.25)));
  ranges::time::observe(-0.0, true);
  sum = 0;
  CHECK(has(text(),
            point(R"("count":"2","sum":0,"min":0,"max":0,"bucketCounts":["1","1"])", &sum, 0, 0)));
  ranges::exact::observe(1);
  ranges::exact::observe(9007199254740993U);
  sum = 9007199.254740994;
  CHECK(has(
      text(),
      point(R"("count":"2","sum":9.007199254740994e+06,"min":1e-09,"max":9.007199254740993e+06,)",
            &sum, 1e-9, 9007199.254740993)));
  constexpr double most = std::numeric_limits<double>::max();
  ranges::drift::observe(-2.2250738585072014e-308, "abcd");
  ranges::drift::observe(-most, "abcd");
  CHECK(has(text(), point(R"("count":"2","min":-1.7976931348623157e+308,)"
                          R"("max":-2.2250738585072014e-308,"bucketCounts":["2","0"])",
                          nullptr, -most, -2.2250738585072014e-308)));
  // Of an interval they are not known, also where it is the first.
  CHECK(has(text(true), is_json ? std::string_view{"\"count\":\"2\",\"sum\":0.375,\"bucketCounts\""}
                                : std::string_view{"\x29\0\0\0\0\0\0\xd8\x3f\x32\x10", 11}));
  CHECK_FALSE(has_any(text(true)));
  ranges::drift::observe(0.125, "full");
  CHECK(has_any(text()));
}
TEST_CASE_TEMPLATE_INVOKE(reached, std::integral_constant<encoding, encoding::json>,
                          std::integral_constant<encoding, encoding::protobuf>);

TEST_CASE("[E-30] the sum of no observations is 0, also where one is on its way") {
  using layout = zm::detail::layout<server>;
  // What an observation does first.
  zm::detail::storage<server>::add(zm::detail::storage<server>::shape.sums_begin +
                                       layout::first_of<server::ahead::descriptor_type>.sums,
                                   5.0);
  taken();
  CHECK(current.value<server::ahead>().sum() == 5);
  CHECK(has(body(), "\"count\":\"0\",\"sum\":0,\"bucketCounts\":[\"0\",\"0\"]"));
}

TEST_CASE("[E-06] [E-27] [L-2] a gauge is any double, of no interval") {
  const auto level = [](double value) {
    server::level::set(value);
    const std::string text = body();
    const std::string key = "[{\"timeUnixNano\":\"1700000060000000000\",\"asDouble\":";
    const std::size_t begin = text.find(key) + key.size();
    return text.substr(begin, text.find('}', begin) - begin);
  };
  constexpr double inf = std::numeric_limits<double>::infinity();
  CHECK(level(std::numeric_limits<double>::quiet_NaN()) == "\"NaN\"");
  CHECK(level(inf) == "\"Infinity\"");
  CHECK(level(-inf) == "\"-Infinity\"");
  CHECK(level(-0.0) == "0");
  CHECK(level(-5e-324) == "-5e-324");
  CHECK(level(1e6) == "1e+06");
}

TEST_CASE("a counter of doubles, and an info") {
  server::spent::add(0.5);
  CHECK(
      has(body(), times + "\"asDouble\":0.5}],\"aggregationTemporality\":2,\"isMonotonic\":true"));
  CHECK(has(body(),
            "\"gauge\":{\"dataPoints\":[{\"timeUnixNano\":\"1700000060000000000\",\"asInt\":"
            "\"1\",\"attributes\":[{\"key\":\"version\",\"value\":{\"stringValue\":\"v1\"}}"
            "]}]}}"));
}

TEST_CASE("a counter beyond what OTLP has begins again at zero") {
  const std::uint64_t most = ~std::uint64_t{0} >> 1;
  server::calls::add(most, text::missing);
  CHECK(has(body(), "\"asInt\":\"9223372036854775807\"}]"));
  server::calls::add(8U, text::missing);
  CHECK(has(body(), "\"asInt\":\"7\"}]"));
}

TEST_CASE("[E-12] what has no points is not sent") {
  CHECK_FALSE(has(body(), "\"rare\""));
  CHECK_FALSE(has(body(), "\"library\""));
  server::rare::inc(true);
  library::none::inc();
  CHECK(has(body(), "\"name\":\"rare\""));
  CHECK(has(body(),
            "]}}],\"schemaUrl\":\"https://example.org/1\"},{\"scope\":{\"name\":\"library\"},"
            "\"metrics\":[{\"name\":\"none\","));
  CHECK(body().ends_with("\"isMonotonic\":true}}]}]}]}"));

  using nothing = zm::exposition<zm::without_self_metrics>;
  static zm::snapshot<nothing> none;
  std::array<char, zm::otlp::max_bytes<nothing, encoding::json>> buffer;
  const zm::otlp::request request =
      zm::otlp::render<encoding::json>(buffer, zm::otlp::collection<nothing>{none, start, now});
  CHECK_FALSE(request);
  CHECK(request.needed == 0);
}

TEST_CASE("[E-21] [E-25] [L-19] deltas are told of what only rises, where it rose") {
  previous.take();
  server::calls::add(2U, text::plain);
  server::time::observe(0.25);
  server::spent::add(0.25);
  current.take();
  const std::uint64_t before = now - 1000;
  const std::string text = body({current, start, now, &previous, before});
  const std::string since = "{\"startTimeUnixNano\":\"1700000059999999000\",\"timeUnixNano\":"
                            "\"1700000060000000000\",";
  CHECK(has(text, "\"sum\":{\"dataPoints\":[" + since +
                      "\"asInt\":\"2\",\"attributes\":[{\"key\":\"t\",\"value\":{\"stringValue\":"
                      "\"plain\"}}]}],\"aggregationTemporality\":1,\"isMonotonic\":true}}"));
  CHECK(has(text, since + "\"count\":\"1\",\"sum\":0.25,\"bucketCounts\":[\"0\",\"0\",\"1\",\"0\","
                          "\"0\"],\"explicitBounds\":[1e-05,0.1,1,2.5]}],"
                          "\"aggregationTemporality\":1}}"));
  CHECK(has(text, since + "\"asDouble\":0.25}]"));
  CHECK(has(text, times + "\"asInt\":\"-9223372036854775808\""));  // cumulative all the same
  CHECK(has(text, "{\"name\":\"level\""));
  CHECK_FALSE(has(text, "\"exact\""));
  CHECK_FALSE(has(text, "\"rare\""));
}

struct tenants : zm::meter<tenants, "tenants"> {
  struct logins : counter<"logins", "{login}", "Log-ins.", zm::label<"ok", bool>,
                          zm::label<"user.name", zm::text<16>>, zm::cardinality_limit<3>> {};
  struct wait : histogram<"wait", "s", "Time.", zm::bounds{1}, zm::label<"who", zm::text<4096>>,
                          zm::label<"from", zm::text<8>>, zm::cardinality_limit<2>> {};
  using metrics = zm::list<logins, wait>;
};

TEST_CASE("[E-08] [E-11] text labels, absent ones, and the series for all others") {
  using exposition = zm::exposition<tenants, zm::without_self_metrics>;
  static zm::snapshot<exposition> snapshot;
  static std::array<char, zm::otlp::max_bytes<exposition, encoding::json>> buffer;
  const auto text = [&] {
    snapshot.take();
    return std::string{zm::otlp::render<encoding::json>(
                           buffer, zm::otlp::collection<exposition>{snapshot, start, now})
                           .body};
  };
  CHECK(text().empty());
  tenants::logins::inc(true, "a\"b\\c\n\x01é\xC0");
  tenants::logins::add(2U, false, "");
  tenants::logins::inc(false, "x");
  const std::string no_overflow = text();
  CHECK(has(no_overflow, "[" + times +
                             "\"asInt\":\"1\",\"attributes\":[{\"key\":\"ok\",\"value\":"
                             "{\"boolValue\":true}},{\"key\":\"user.name\",\"value\":"
                             "{\"stringValue\":\"a\\\"b\\\\c\\u000a\\u0001é\uFFFD\"}}]}," +
                             times +
                             "\"asInt\":\"2\",\"attributes\":[{\"key\":\"ok\",\"value\":"
                             "{\"boolValue\":false}}]},"));
  CHECK_FALSE(has(no_overflow, "overflow"));
  tenants::logins::add(4U, true, "one too many");
  tenants::logins::add(5U, true, "and another");
  CHECK(has(text(), times + "\"asInt\":\"9\",\"attributes\":[{\"key\":\"otel.metric.overflow\","
                            "\"value\":{\"boolValue\":true}}]}],\"aggregationTemporality\":2,"));

  // Without any text, and with the longest there can be.
  tenants::wait::observe(0.5, "", "");
  tenants::wait::observe(2, std::string(5000, '\x02'), "12345678");
  const std::string both = text();
  CHECK(has(both, "\"explicitBounds\":[1]}," + times));
  std::string escaped;
  for (int i = 0; i < 4096; ++i) {
    escaped += "\\u0002";
  }
  CHECK(has(both, "\"stringValue\":\"" + escaped +
                      "\"}},{\"key\":\"from\",\"value\":"
                      "{\"stringValue\":\"12345678\"}}]}]"));
}

struct probes : zm::meter<probes, "probes"> {
  struct heat : observable_gauge<"heat", "Cel", "Heat.", zm::label<"inside", bool>> {
    static inline bool is_there = false;
    static void observe(zm::observer<heat>& out) noexcept {
      if (is_there) {
        out.observe(20.5, true);
      }
    }
  };
  struct files : observable_up_down_counter<"files", "{file}", "Open files."> {
    static void observe(zm::observer<files>& out) noexcept { out.observe(-3); }
  };
  using metrics = zm::list<heat, files>;
};

TEST_CASE("[E-26] of observables there is what was reported") {
  using exposition = zm::exposition<probes, zm::without_self_metrics>;
  static zm::snapshot<exposition> snapshot;
  static std::array<char, zm::otlp::max_bytes<exposition, encoding::json>> buffer;
  const auto text = [&] {
    snapshot.take();
    const zm::otlp::collection<exposition> from{snapshot, start, now};
    return std::string{zm::otlp::render<encoding::json>(buffer, from).body};
  };
  CHECK_FALSE(has(text(), "heat"));
  CHECK(has(text(), "\"sum\":{\"dataPoints\":[" + times +
                        "\"asInt\":\"-3\"}],\"aggregationTemporality\":2}}"));
  probes::heat::is_there = true;
  CHECK(has(text(), "\"asDouble\":20.5,\"attributes\":[{\"key\":\"inside\",\"value\":"
                    "{\"boolValue\":true}}]}]}}"));
}

TEST_CASE("[E-20] a collection is of now, and begins with the process or where the resource says") {
  const zm::otlp::collection<app> of_process = zm::otlp::collect(current);
  CHECK(of_process.start != 0);
  CHECK(of_process.start < of_process.time);
  CHECK(of_process.time > 1'700'000'000'000'000'000);
  zm::resource<0> who;
  who.set_start_time(12345);
  CHECK(zm::otlp::collect(current, who).start == 12345);
  CHECK(zm::otlp::collect(current, who).time >= of_process.time);
}

TEST_CASE("[E-20] [E-22] [L-25] a start is before the time") {
  current.take();
  CHECK(has(body({current, now, now}), "{\"startTimeUnixNano\":\"1700000059999999999\","));
  CHECK(has(body({current, now + 5, now, &previous, now}),
            "{\"startTimeUnixNano\":\"1700000059999999999\","));
}

/// The points of a request as texts, without what stands around them.
static void add_points(std::string_view request, std::multiset<std::string>& points) {
  for (std::size_t at = 0; (at = request.find("{\"name\":", at)) != request.npos;) {
    const std::size_t list = request.find("\"dataPoints\":[", at);
    if (list == request.npos) {
      return;
    }
    if (request.substr(at - 1, 1) == ":") {  // a meter's
      ++at;
      continue;
    }
    const std::string name{request.substr(at, request.find(',', at) - at)};
    at = list + 14;
    while (request[at] == '{' || request[at] == ',') {
      at += request[at] == ',' ? 1U : 0U;
      const std::size_t begin = at;
      int depth = 0;
      do {
        depth += request[at] == '{' ? 1 : (request[at] == '}' ? -1 : 0);
        ++at;
      } while (depth > 0);
      points.insert(name + std::string{request.substr(begin, at - begin)});
    }
  }
}

TEST_CASE("requests under any limit have all points once, and none is larger") {
  const zm::otlp::collection<app> all = taken();
  std::multiset<std::string> wanted;
  add_points(body(all), wanted);
  CHECK(wanted.size() == 16);
  constexpr std::size_t least = zm::otlp::min_bytes<app, encoding::json>;
  std::set<std::size_t> counts;
  for (std::size_t size = least; size < least + 2000; ++size) {
    // On the heap and of just that size, for the address sanitizer.
    std::vector<char> buffer(size);
    zm::otlp::requests<app, encoding::json> requests{all};
    std::multiset<std::string> points;
    std::size_t count = 0;
    while (const zm::otlp::request request = requests.next(buffer)) {
      REQUIRE(request.body.size() <= size);
      REQUIRE(request.body.starts_with("{\"resourceMetrics\":[{\"scopeMetrics\":[{\"scope\":"));
      REQUIRE(request.body.ends_with("}]}]}"));
      add_points(request.body, points);
      ++count;
    }
    REQUIRE(requests.done());
    REQUIRE(points == wanted);
    counts.insert(count);
  }
  CHECK(counts.size() > 3);
  CHECK(*counts.rbegin() > 8);
}

TEST_CASE_TEMPLATE_DEFINE("the sizes that are promised are enough, and less is told", Encoding,
                          sizes) {
  constexpr encoding how = Encoding::value;
  const zm::otlp::collection<app> all = taken();
  zm::resource<64> who;
  while (who.add(std::string(1, static_cast<char>('a' + who.bytes().size() / 7)), "\x01") ==
         zm::resource_error::none) {
  }
  constexpr std::size_t most = zm::otlp::max_bytes<app, how, zm::resource<64>>;
  constexpr std::size_t least = zm::otlp::min_bytes<app, how, zm::resource<64>>;
  std::vector<char> buffer(most);
  const std::string whole{zm::otlp::render<how>(buffer, all, who).body};
  CHECK_FALSE(whole.empty());
  for (std::size_t size = 0; size < whole.size(); size += 1 + size / 7) {
    const zm::otlp::request one =
        zm::otlp::render<how>(std::span<char>{buffer}.first(size), all, who);
    CHECK_FALSE(one);
    CHECK(one.needed == most);
    zm::otlp::requests<app, how> requests{all, who};
    if (const zm::otlp::request first = requests.next(std::span<char>{buffer}.first(size))) {
      CHECK(first.body.size() <= size);
    } else {
      CHECK(first.needed == least);
      CHECK(size < least);
    }
  }
}
TEST_CASE_TEMPLATE_INVOKE(sizes, std::integral_constant<encoding, encoding::json>,
                          std::integral_constant<encoding, encoding::protobuf>);
