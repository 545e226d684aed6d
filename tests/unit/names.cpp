// SPDX-License-Identifier: MIT
/// Names against the vectors in names.tsv: name, unit, type, with suffixes, without.
#include <zerometer/names.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace zm = zerometer;

static std::string translate(std::string_view name, std::string_view unit, zm::kind kind,
                             zm::name_suffixes suffixes = {}) {
  return std::string{zm::detail::translate_name(name, unit, kind, suffixes).view()};
}

static std::string label(std::string_view key) {
  std::string text(300, ' ');
  zm::detail::text_writer out{text.data(), text.size()};
  zm::detail::append_label_name(out, key);
  return std::string{out.view()};
}

TEST_CASE("[D-N1] [D-N2] [D-N3] [D18] every vector, with and without suffixes") {
  std::ifstream file{NAMES_TSV};
  REQUIRE(file.is_open());
  std::string line;
  std::getline(file, line);
  int rows = 0;
  while (std::getline(file, line)) {
    std::vector<std::string> cell;
    std::stringstream stream{line};
    for (std::string text; std::getline(stream, text, '\t');) {
      cell.push_back(text);
    }
    cell.resize(5);
    const zm::kind kind = cell[2] == "counter"     ? zm::kind::counter
                          : cell[2] == "histogram" ? zm::kind::histogram
                                                   : zm::kind::gauge;
    CAPTURE(line);
    CHECK(translate(cell[0], cell[1], kind) == cell[3]);
    CHECK(translate(cell[0], cell[1], kind, {.unit = false, .type = false}) == cell[4]);
    ++rows;
  }
  CHECK(rows == 57);
}

TEST_CASE("[D18] the type's suffix alone, as the JavaScript exporter writes") {
  constexpr zm::name_suffixes type_only{.unit = false, .type = true};
  CHECK(translate("a.duration", "s", zm::kind::histogram, type_only) == "a_duration");
  CHECK(translate("a.count", "{x}", zm::kind::counter, type_only) == "a_count_total");
}

TEST_CASE("[D2] [D3] a suffix that is there is not added again") {
  CHECK(translate("entry.bytes", "By", zm::kind::histogram) == "entry_bytes");
  CHECK(translate("requests_total", "", zm::kind::counter) == "requests_total");
  CHECK(translate("cpu_seconds_total", "s", zm::kind::counter) == "cpu_seconds_total");
  CHECK(translate("seconds.since.start", "s", zm::kind::gauge) == "seconds_since_start_seconds");
}

TEST_CASE("[A-17] an info is named _info, once") {
  CHECK(translate("my.build", "", zm::kind::info) == "my_build_info");
  CHECK(translate("my.build.info", "", zm::kind::info) == "my_build_info");
}

TEST_CASE("[D-L1] [D13] label names") {
  CHECK(label("http.request.method") == "http_request_method");
  CHECK(label("a:b") == "a_b");
  CHECK(label("1a") == "key_1a");
  CHECK(label("a..b") == "a_b");
  CHECK(label("héllo") == "h_llo");
  CHECK(label("syncId") == "syncId");
  CHECK(label("..") == "");
  CHECK(label("_x") == "_x");
}

TEST_CASE("[G-01] [A-21] what a metric may be called") {
  CHECK(zm::detail::is_metric_name("http.server.request-duration/x_1"));
  CHECK(zm::detail::is_metric_name(std::string(255, 'a')));
  CHECK_FALSE(zm::detail::is_metric_name(std::string(256, 'a')));
  CHECK_FALSE(zm::detail::is_metric_name(""));
  CHECK_FALSE(zm::detail::is_metric_name("9lives"));
  CHECK_FALSE(zm::detail::is_metric_name("_a"));
  CHECK_FALSE(zm::detail::is_metric_name("a b"));
  CHECK_FALSE(zm::detail::is_metric_name("a:b"));
  CHECK_FALSE(zm::detail::is_metric_name("é"));
}

TEST_CASE("[A-12] [A-21] [D-L3] reserved labels") {
  for (const char* reserved : {"le", "quantile", "__name__", "__x", "otel_scope_name",
                               "otel.scope.name", "otel.scope_x"}) {
    CAPTURE(reserved);
    CHECK(zm::detail::is_reserved_label(reserved));
  }
  for (const char* allowed : {"les", "_x", "otel.scopes", "otel.metric.overflow", "job"}) {
    CAPTURE(allowed);
    CHECK_FALSE(zm::detail::is_reserved_label(allowed));
  }
}
