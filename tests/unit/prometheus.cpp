// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace zm = zerometer;

enum class text { plain, escaped, bytes, missing };
constexpr auto label_values(text) {
  return zm::values("plain", "quote\" back\\slash line\nfeed\ttab", "bad\xC0utf8", zm::absent);
}

struct server : zm::meter<server, "my.server", zm::version<"1.2.3">> {
  struct calls : counter<"calls", "{call}", "A \"help\"\nof back\\slashes.", zm::label<"t", text>> {
  };
  struct time : histogram<"time", "s", "Time.", zm::bounds{0.00001, 0.0001, 1, 2.5, 100000, 1e6},
                          zm::label<"z", bool>, zm::label<"a", zm::integers<-1, 7>>> {};
  struct level : gauge<"level", "", zm::no_help> {};
  using metrics = zm::list<calls, time, level>;
};

using app = zm::exposition<server>;
using page_buffer = std::array<char, zm::prometheus::max_bytes<app, zm::resource<128>>>;

template <class Exposition, zm::prometheus::options Options = zm::prometheus::options{}>
static std::string page_of() {
  static std::array<char, zm::prometheus::max_bytes<Exposition, zm::no_resource, Options>> page;
  return std::string{std::string_view{zm::prometheus::render<Exposition, Options>(page)}};
}

static bool has(const std::string& page, std::string_view lines) {
  return page.find(lines) != std::string::npos;
}

static zm::resource<128> resource() {
  zm::resource<128> who;
  CHECK(who.add("service.name", "a\"b\\c\nd") == zm::resource_error::none);
  CHECK(who.add("a.b", 2) == zm::resource_error::none);
  CHECK(who.add("a_b", true) == zm::resource_error::none);
  CHECK(who.add("gone", "") == zm::resource_error::none);
  return who;
}

TEST_CASE("[A-03] [A-06] [A-07] HELP and TYPE lead a family; HELP keeps its quotes") {
  CHECK(has(page_of<app>(),
            "# HELP calls_total A \"help\"\\nof back\\\\slashes.\n# TYPE calls_total counter\n"
            "calls_total{"));
}

TEST_CASE("[A-04] [A-05] [D-L5] label values are escaped, sanitised, or absent") {
  const std::string page = page_of<app>();
  CHECK(has(page, "\ncalls_total{otel_scope_name=\"my.server\",otel_scope_version=\"1.2.3\","
                  "t=\"quote\\\" back\\\\slash line\\nfeed\ttab\"} 0\n"));
  CHECK(has(page, "t=\"bad\xEF\xBF\xBDutf8\"} 0\n"));
  CHECK(has(page, "\ncalls_total{otel_scope_name=\"my.server\",otel_scope_version=\"1.2.3\"} 0\n"));
}

TEST_CASE("[A-19] no help on purpose is no HELP line") {
  const std::string page = page_of<app>();
  CHECK(has(page, "\n# TYPE level gauge\nlevel{"));
  CHECK_FALSE(has(page, "# HELP level"));
}

TEST_CASE(
    "[A-11] [A-14] histograms are cumulative, le is last and shortest, sum and count follow") {
  server::time::observe(0.00005, false, zm::integers<-1, 7>{7});
  server::time::observe(3, false, zm::integers<-1, 7>{7});
  server::time::observe(1e7, false, zm::integers<-1, 7>{7});
  std::string series = "{a=\"7\",otel_scope_name=\"my.server\",otel_scope_version=\"1.2.3\","
                       "z=\"false\"";
  std::string lines;
  const std::vector<std::pair<const char*, int>> buckets{
      {"1e-05", 0}, {"0.0001", 1}, {"1", 1}, {"2.5", 1}, {"100000", 2}, {"1e+06", 2}, {"+Inf", 3}};
  for (const auto& [le, count] : buckets) {
    lines += "time_seconds_bucket" + series + ",le=\"" + le + "\"} " + std::to_string(count) + "\n";
  }
  lines += "time_seconds_sum" + series + "} 1.000000300005e+07\n";
  lines += "time_seconds_count" + series + "} 3\n";
  CHECK(has(page_of<app>(), lines));
}

TEST_CASE("[A-13] [A-14] [L-1] [L-2] values") {
  const auto level = [](double value) {
    server::level::set(value);
    const std::string page = page_of<app>();
    const std::size_t begin = page.find("} ", page.find("\nlevel{")) + 2;
    return page.substr(begin, page.find('\n', begin) - begin);
  };
  constexpr double inf = std::numeric_limits<double>::infinity();
  CHECK(level(std::numeric_limits<double>::quiet_NaN()) == "NaN");
  CHECK(level(-std::numeric_limits<double>::quiet_NaN()) == "NaN");
  CHECK(level(inf) == "+Inf");
  CHECK(level(-inf) == "-Inf");
  CHECK(level(-0.0) == "0");
  CHECK(level(100000) == "100000");
  CHECK(level(1e6) == "1e+06");
  CHECK(level(-1234567.5) == "-1.2345675e+06");
  CHECK(level(std::numeric_limits<double>::max()) == "1.7976931348623157e+308");
  CHECK(level(-5e-324) == "-5e-324");
  server::calls::add(9007199254740993U, text::plain);
  CHECK(has(page_of<app>(), "t=\"plain\"} 9007199254740993\n"));
}

TEST_CASE("[A-01] [A-16] lines end in a line feed, and there are no timestamps") {
  const std::string page = page_of<app>();
  CHECK(page.back() == '\n');
  CHECK(page.find('\r') == std::string::npos);
  CHECK_FALSE(has(page, "\n\n"));
}

TEST_CASE("[A-02] the content type") {
  CHECK(zm::prometheus::content_type == "text/plain; version=0.0.4; charset=utf-8");
}

TEST_CASE("[D-T1] [D-L2] [D-L4] the resource is target_info, once and first") {
  static page_buffer page;
  const std::string text{std::string_view{zm::prometheus::render<app>(page, resource())}};
  CHECK(text.starts_with("# HELP target_info Target metadata\n# TYPE target_info gauge\n"
                         "target_info{a_b=\"2;true\",service_name=\"a\\\"b\\\\c\\nd\"} 1\n"
                         "# HELP calls_total"));
  CHECK_FALSE(has(page_of<app>(), "target_info"));
  constexpr zm::prometheus::options without{.target_info = false};
  const std::string_view bare = zm::prometheus::render<app, without>(page, resource());
  CHECK(bare.find("target_info") == std::string_view::npos);
}

TEST_CASE("[D-T2] resource attributes are copied to no series") {
  static page_buffer page;
  const std::string text{std::string_view{zm::prometheus::render<app>(page, resource())}};
  CHECK(text.find("service_name") == text.rfind("service_name"));
}

TEST_CASE("[D18] [D-S3] strategies: without suffixes, without the meter's labels") {
  const std::string page =
      page_of<app, zm::prometheus::options{.unit_suffix = false, .type_suffix = false}>();
  CHECK(has(page, "# TYPE calls counter\ncalls{"));
  CHECK(has(page, "# TYPE time histogram\ntime_bucket{"));
  const std::string bare = page_of<app, zm::prometheus::options{.scope_labels = false}>();
  CHECK(has(bare, "\nlevel "));
  CHECK(has(bare, "\ncalls_total 0\n"));
  CHECK(has(bare, "\ncalls_total{t=\"plain\"} "));
  CHECK(has(bare, "time_seconds_bucket{a=\"-1\",z=\"true\",le=\"1\"} 0\n"));
  CHECK_FALSE(has(bare, "otel_scope"));
}

struct no_labels : zm::meter<no_labels, "no.labels"> {
  struct time : histogram<"time", "s", "Time.", zm::bounds{1}> {};
  using metrics = zm::list<time>;
};

TEST_CASE("without any label there are no braces, but for le") {
  using alone = zm::exposition<no_labels, zm::without_self_metrics>;
  CHECK(page_of<alone, zm::prometheus::options{.scope_labels = false}>() ==
        "# HELP time_seconds Time.\n# TYPE time_seconds histogram\n"
        "time_seconds_bucket{le=\"1\"} 0\ntime_seconds_bucket{le=\"+Inf\"} 0\n"
        "time_seconds_sum 0\ntime_seconds_count 0\n");
}

TEST_CASE("[A-20] an exposition of nothing is an empty page") {
  CHECK(page_of<zm::exposition<zm::without_self_metrics>>().empty());
}

// Two meters with families of the same names.
struct left : zm::meter<left, "left"> {
  struct b : counter<"b", "", "First help."> {};
  struct a : counter<"a", "", "A."> {};
  struct same : gauge<"same", "", "A gauge."> {};
  using metrics = zm::list<b, a, same>;
};
struct right : zm::meter<right, "right"> {
  struct b : counter<"b", "", "Second help."> {};
  struct c : gauge<"c", "", "C."> {};
  struct other : counter<"other", "", "Other."> {};
  using metrics = zm::list<b, c, other>;
};
struct third : zm::meter<third, "third"> {
  struct same : histogram<"same", "{x}", "A histogram.", zm::bounds{1}> {};
  using metrics = zm::list<same>;
};

TEST_CASE("[A-08] [A-10] [D-N5] families stand by name, those of several meters in one group") {
  using both = zm::exposition<left, right, zm::without_self_metrics>;
  CHECK(page_of<both>() == "# HELP a_total A.\n# TYPE a_total counter\n"
                           "a_total{otel_scope_name=\"left\"} 0\n"
                           "# HELP b_total First help.\n# TYPE b_total counter\n"
                           "b_total{otel_scope_name=\"left\"} 0\n"
                           "b_total{otel_scope_name=\"right\"} 0\n"
                           "# HELP c C.\n# TYPE c gauge\nc{otel_scope_name=\"right\"} 0\n"
                           "# HELP other_total Other.\n# TYPE other_total counter\n"
                           "other_total{otel_scope_name=\"right\"} 0\n"
                           "# HELP same A gauge.\n# TYPE same gauge\n"
                           "same{otel_scope_name=\"left\"} 0\n");
  static_assert(zm::prometheus::conflicts<both> == 0);
}

TEST_CASE("[D-N5] of one name with two types the first stays, and the conflict is a constant") {
  using clash = zm::exposition<left, third, zm::without_self_metrics>;
  static_assert(zm::prometheus::conflicts<clash> == 1);
  const std::string page = page_of<clash>();
  CHECK(has(page, "# TYPE same gauge\nsame{otel_scope_name=\"left\"} 0\n"));
  CHECK_FALSE(has(page, "third"));
}

// Names that a family reserves are its own, in whatever meter another metric is.
struct spread : zm::meter<spread, "spread"> {
  struct yy : histogram<"yy", "", "Spread.", zm::bounds{1}> {};
  struct same : counter<"same", "", "Of the family same."> {};
  using metrics = zm::list<yy, same>;
};
struct taker : zm::meter<taker, "taker"> {
  struct count : gauge<"yy.count", "", "Taken."> {};
  struct created : gauge<"same.created", "", "Taken, where nothing is written."> {};
  struct free : gauge<"yy.free", "", "Free."> {};
  using metrics = zm::list<count, created, free>;
};

TEST_CASE("[B-20] [D-N5] a name that another meter's family reserves is left out") {
  using both = zm::exposition<spread, taker, zm::without_self_metrics>;
  static_assert(zm::prometheus::conflicts<both> == 2);
  static_assert(zm::prometheus::conflicts<zm::exposition<taker, spread>> == 2);
  const std::string page = page_of<both>();
  CHECK_FALSE(has(page, "# TYPE yy_count"));
  CHECK_FALSE(has(page, "same_created"));
  CHECK(has(page, "# TYPE yy_free gauge\n"));
  CHECK(has(page, "yy_count{otel_scope_name=\"spread\"} 0\n"));
}

TEST_CASE("a stream stays where it is, because it holds what is pending") {
  static_assert(!std::is_copy_constructible_v<zm::prometheus::stream<app>>);
  static_assert(!std::is_move_constructible_v<zm::prometheus::stream<app>>);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("chunks of any size are the page, byte for byte") {
  static zm::snapshot<app> now;
  static page_buffer page;
  const auto who = resource();
  now.take();
  const std::string whole{std::string_view{zm::prometheus::render<app>(page, who)}};
  REQUIRE(whole.size() > 3000);
  for (const std::size_t size : {1U, 2U, 7U, 64U, 200U, 300U, 1000U, 100000U}) {
    CAPTURE(size);
    std::string chunks;
    std::vector<char> buffer(size);
    zm::prometheus::stream<app> stream{now, who};
    while (!stream.done()) {
      const std::size_t count = stream.read(buffer);
      // A buffer is filled but for the page's end: no caller loops on nothing.
      CHECK((count == size || stream.done()));
      chunks.append(buffer.data(), count);
    }
    CHECK(stream.read(buffer) == 0);
    CHECK(chunks == whole);
  }
}

TEST_CASE("a buffer too small is no page, and says what size is needed") {
  // Without the time that each page adds to the library's own metrics.
  using untimed = zm::exposition<server, zm::without_self_metrics>;
  std::vector<char> buffer(zm::prometheus::max_bytes<untimed> + 1000);
  const std::string whole{
      std::string_view{zm::prometheus::render<untimed>(std::span<char>{buffer})}};
  std::size_t rendered = 0;
  for (std::size_t size = 0; size <= buffer.size(); size += 17) {
    std::vector<char> exact(size);  // so that a sanitizer sees a byte too far
    const zm::prometheus::rendered result = zm::prometheus::render<untimed>(std::span<char>{exact});
    if (result) {
      CHECK(result.text == whole);
      ++rendered;
    } else {
      CHECK(result.text.empty());
      CHECK(result.needed == zm::prometheus::max_bytes<untimed>);
    }
  }
  CHECK(rendered > 0);
  buffer.resize(zm::prometheus::max_bytes<untimed>);
  CHECK(zm::prometheus::render<untimed>(std::span<char>{buffer}));
}

TEST_CASE("[A-06] what is escaped at run time is found alone and at every place") {
  for (const char special : {'\\', '"', '\n', 'a'}) {
    for (std::size_t place = 0; place < 80; ++place) {
      // What lies behind a text can be read, and behind the end written to.
      std::string raw(80 + zm::detail::block, 'b');
      raw[place] = special;
      std::array<char, 200> out{};
      const char* const end =
          zm::detail::write_escaped(out.data(), std::string_view{raw}.substr(0, 80));
      std::string wanted(80, 'b');
      wanted[place] = special == '\n' ? 'n' : special;
      if (special != 'a') {
        wanted.insert(place, 1, '\\');
      }
      CHECK(std::string_view(out.data(), static_cast<std::size_t>(end - out.data())) == wanted);
    }
  }
}

struct quiet : zm::meter<quiet, "quiet"> {
  struct alone : counter<"alone", "", "Of no other meter.", zm::sparse> {};
  struct both : counter<"both", "", "Of two meters.", zm::sparse> {};
  using metrics = zm::list<alone, both>;
};
struct loud : zm::meter<loud, "loud"> {
  struct both : counter<"both", "", "Of two meters, as the second says."> {};
  using metrics = zm::list<both>;
};
using two = zm::exposition<quiet, loud, zm::without_self_metrics>;
static std::array<char, zm::prometheus::max_bytes<two>> two_page;

TEST_CASE("[A-20] a family is headed once it has a series, by whichever meter has one") {
  CHECK(zm::prometheus::render<two>(two_page).text ==
        "# HELP both_total Of two meters, as the second says.\n"
        "# TYPE both_total counter\n"
        "both_total{otel_scope_name=\"loud\"} 0\n");
  quiet::both::inc();
  CHECK(zm::prometheus::render<two>(two_page).text == "# HELP both_total Of two meters.\n"
                                                      "# TYPE both_total counter\n"
                                                      "both_total{otel_scope_name=\"quiet\"} 1\n"
                                                      "both_total{otel_scope_name=\"loud\"} 0\n");
}
