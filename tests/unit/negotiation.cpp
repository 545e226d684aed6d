// SPDX-License-Identifier: MIT
#include <zerometer/negotiation.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace zm = zerometer;

namespace {

constexpr std::string_view text = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view metrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
constexpr std::string_view early = "application/openmetrics-text; version=0.0.1; charset=utf-8";
constexpr std::string_view utf8 =
    "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8";
constexpr std::string_view underscores =
    "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores";

struct vector {
  std::string_view name;
  std::string_view accept;
  std::string_view content_type;
};

// What Prometheus servers of all versions send, from their tagged sources.
constexpr vector servers[]{
    {"2.5 to 2.33",
     "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", early},
    {"2.34 to 2.48",
     "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
     "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
     metrics},
    {"2.40.0",
     "application/openmetrics-text;version=1.0.0;q=0.75,application/openmetrics-text;q=0.6,"
     "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
     metrics},
    {"2.40.1 to 2.48 with native histograms",
     "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
     "encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,"
     "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
     metrics},
    {"2.49.0, a weight of two",
     "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;"
     "version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=2",
     metrics},
    {"2.49.1 to 2.55",
     "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;"
     "version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
     metrics},
    {"3.0 to 3.3, a parameter twice",
     "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
     "application/openmetrics-text;version=0.0.1;escaping=allow-utf-8;q=0.5,text/plain;"
     "version=1.0.0;escaping=allow-utf-8;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;"
     "escaping=allow-utf-8;q=0.3,*/*;q=0.2",
     utf8},
    {"from 3.4 on",
     "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
     "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;"
     "escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
     utf8},
    {"from 3.4 on, legacy names",
     "application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,"
     "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;"
     "escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
     underscores},
    {"from 3.4 on, protobuf first",
     "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
     "encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;"
     "q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;"
     "escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
     utf8},
};

template <std::size_t Size>
void check(const vector (&vectors)[Size]) {
  for (const vector& each : vectors) {
    CAPTURE(each.name);
    CAPTURE(each.accept);
    const zm::negotiated answer = zm::negotiate(each.accept);
    CHECK(answer.content_type == each.content_type);
    CHECK((answer.format == zm::text_format::openmetrics) ==
          each.content_type.starts_with("application/openmetrics-text"));
  }
}

}  // namespace

TEST_CASE("[C-02] [C-06] [L-12] what every Prometheus sends is answered in OpenMetrics") {
  check(servers);
  // A constant, where the header is one.
  static_assert(zm::negotiate(servers[0].accept).content_type == early);
}

TEST_CASE("[C-01] [C-05] [D8] anything else is answered in text 0.0.4") {
  constexpr vector vectors[]{
      {"no header", "", text},
      {"all", "*/*", text},
      {"all text", "text/*", text},
      {"HTML", "text/html", text},
      {"JSON", "application/json", text},
      {"a browser",
       "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
       text},
      {"garbage", "garbage;;;", text},
      {"separators", ",;,;=;,=,\"", text},
      {"text of no version", "text/plain", text},
      {"a charset that is another", "text/plain;charset=iso-8859-1", text},
  };
  check(vectors);
  CHECK(zm::negotiate(nullptr) == zm::negotiate(""));
  CHECK(zm::negotiate(static_cast<const char*>("application/openmetrics-text")).content_type ==
        metrics);
  CHECK(zm::negotiated{}.content_type == zm::prometheus::content_type);
}

TEST_CASE("[C-02] [C-04] the greatest weight among what we have, the first of equals") {
  constexpr vector vectors[]{
      {"text first",
       "text/plain;version=0.0.4;q=1,application/openmetrics-text;version=1.0.0;q=0.5", text},
      {"text before equals", "text/plain,application/openmetrics-text", text},
      {"text after equals", "application/openmetrics-text,text/plain", metrics},
      {"the old one before equals",
       "application/openmetrics-text;version=0.0.1,application/openmetrics-text;version=1.0.0",
       early},
      {"a version that we do not have", "application/openmetrics-text;version=2.0.0", text},
      {"the next version, then ours",
       "application/openmetrics-text;version=2.0.0,application/openmetrics-text;version=1.0.0;"
       "q=0.1",
       metrics},
      {"text of a version that we do not have",
       "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.5", text},
      {"that text against OpenMetrics",
       "text/plain;version=1.0.0;q=0.6,application/openmetrics-text;q=0.1", metrics},
      {"refused by weight", "application/openmetrics-text;version=1.0.0;q=0,*/*", text},
      {"all refused", "application/openmetrics-text;q=0,text/plain;q=0,*/*;q=0", text},
      {"a star never wins", "*/*;q=1,text/*;q=0.9,application/openmetrics-text;q=0.001", metrics},
      {"three digits", "text/plain;q=0.998,application/openmetrics-text;q=0.999", metrics},
      {"more than one is one", "text/plain;q=1,application/openmetrics-text;q=7.5", text},
      {"one with a point", "text/plain;q=0.9,application/openmetrics-text;q=1.", metrics},
  };
  check(vectors);
}

TEST_CASE("[C-04] a weight that is none is 0") {
  for (const std::string_view weight :
       {"", "x", "-1", "+1", ".5", "0..5", "0.5.5", "1e0", "nan", "inf", "0x1", "0.5 0", "0",
        "0.000", "0.0009", "\"\"", ";", "0.5%"}) {
    CAPTURE(weight);
    const std::string accept = "application/openmetrics-text;q=" + std::string{weight};
    CHECK(zm::negotiate(accept).content_type == text);
  }
  for (const std::string_view weight : {"1", "1.0", "1.000", "2", "0.001", "0.0019", "00.5",
                                        "99999999999999999999", "\"0.5\"", " 0.5 "}) {
    CAPTURE(weight);
    const std::string accept = "application/openmetrics-text;q=" + std::string{weight};
    CHECK(zm::negotiate(accept).content_type == metrics);
  }
}

TEST_CASE("[C-03] types and parameters in any case, spaces, quotes, lines joined") {
  constexpr vector vectors[]{
      {"capitals", "APPLICATION/OpenMetrics-Text; Version=\"1.0.0\"", metrics},
      {"spaces", " \tapplication/openmetrics-text \t; version=1.0.0 ; q=0.9\t, text/plain ;q=0.1 ",
       metrics},
      {"a quoted comma", "a;b=\",application/openmetrics-text,\",text/plain;q=0.1", text},
      {"a quoted semicolon", "application/openmetrics-text;a=\";q=0;\"", metrics},
      {"a quoted escape", "application/openmetrics-text;a=\"\\\";q=0\";version=\"1\\.0.0\"",
       metrics},
      {"quotes that do not end", "application/openmetrics-text;version=\"1.0.0", metrics},
      {"an escape at the end", "application/openmetrics-text;version=\"1.0.0\\", text},
      {"empty elements", ",, ,application/openmetrics-text,,", metrics},
      {"the first of two", "application/openmetrics-text;version=1.0.0;version=2.0.0", metrics},
      {"capitals of a weight", "application/openmetrics-text;Q=0", text},
      {"a longer type", "application/openmetrics-text2", text},
      {"a shorter type", "application/openmetrics-tex", text},
      {"a longer version", "application/openmetrics-text;version=1.0.00", text},
      {"a shorter version", "application/openmetrics-text;version=1.0", text},
      {"a version of nothing", "application/openmetrics-text;version=", text},
  };
  check(vectors);
  CHECK(zm::negotiate(std::string_view{"application/openmetrics-text\0", 29}).content_type == text);
}

TEST_CASE("[C-06] [C-07] [D7] [D9] the escaping of the chosen clause, if it is one of four") {
  for (const std::string_view scheme : {"allow-utf-8", "underscores", "dots", "values"}) {
    CAPTURE(scheme);
    const std::string value{scheme};
    CHECK(zm::negotiate("application/openmetrics-text;version=1.0.0;escaping=" + value)
              .content_type == std::string{metrics} + "; escaping=" + value);
    CHECK(zm::negotiate("application/openmetrics-text;escaping=\"" + value + "\"").content_type ==
          std::string{metrics} + "; escaping=" + value);
    CHECK(zm::negotiate("application/openmetrics-text;version=0.0.1;escaping=" + value)
              .content_type == std::string{early} + "; escaping=" + value);
    CHECK(zm::negotiate("text/plain;version=0.0.4;escaping=" + value).content_type == text);
  }
  constexpr vector vectors[]{
      {"one that is none", "application/openmetrics-text;version=1.0.0;escaping=bogus", metrics},
      {"one of nothing", "application/openmetrics-text;version=1.0.0;escaping=", metrics},
      {"another clause's",
       "application/openmetrics-text;q=0.9,application/openmetrics-text;escaping=dots;q=0.8",
       metrics},
      {"another type's", "text/html;escaping=dots,application/openmetrics-text;q=0.1", metrics},
  };
  check(vectors);
}

TEST_CASE("[C-38] nothing of a header is repeated") {
  const zm::negotiated answer =
      zm::negotiate("application/openmetrics-text;escaping=\"a\r\nSet-Cookie: b\"");
  CHECK(answer.content_type == metrics);
}

TEST_CASE("[C-34] gzip where it is allowed, and not less wanted than identity") {
  using enum zm::content_coding;
  for (const std::string_view header :
       {"gzip", "GZIP", "x-gzip", "*", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8, *;q=0.1",
        "gzip;q=0.001", "identity;q=0.5, gzip;q=1.0", "gzip,identity", "identity;q=0, *",
        "gzip;q=0,x-gzip", "*;q=0,gzip"}) {
    CAPTURE(header);
    CHECK(zm::negotiate_coding(header) == gzip);
  }
  for (const std::string_view header :
       {"", "identity", "br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *", "gzipped",
        "identity, gzip;q=0.5", "gzip;q=x", "\"gzip\"", "deflate", ",;,"}) {
    CAPTURE(header);
    CHECK(zm::negotiate_coding(header) == identity);
  }
  CHECK(zm::negotiate_coding(nullptr) == identity);
  static_assert(zm::negotiate_coding("gzip") == gzip);
}

TEST_CASE("[C-08] our names are legal under every escaping, so that all of them are one page") {
  static_assert(zm::detail::translate_name("foo.bar", "By", zm::kind::counter).view() ==
                "foo_bar_bytes_total");
  static_assert(zm::detail::translate_name("foo.bar", "By", zm::kind::counter,
                                           zm::name_suffixes{.unit = false, .type = false})
                    .view() == "foo_bar");
  CHECK(true);  // the static_asserts above are the test
}
