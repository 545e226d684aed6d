// SPDX-License-Identifier: MIT
#include "../environment_reading.hpp"

#include <zerometer/detail/environment_table.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zm = zerometer;
using reading::check_refused;
using reading::configuration;
using reading::flat;
using reading::name_values;
using reading::one_read;
using reading::read_one;

TEST_CASE("[L-30] only true is true") {
  const char* const drop = "OTEL_DROP_HIGH_CARDINALITY_METERS";
  for (const char* text : {"true", "TRUE", "True"}) {
    CHECK(read_one(drop, text).made.drop_high_cardinality_meters);
    CHECK(read_one(drop, text).told == "");
    CHECK_FALSE(read_one("OTEL_SDK_DISABLED", text).made.enabled);
    CHECK(read_one("OTEL_SDK_DISABLED", text).told == "");
  }
  const configuration dropping{.drop_high_cardinality_meters = true};
  for (const char* text : {"false", "FALSE"}) {
    CHECK_FALSE(read_one(drop, text, dropping).made.drop_high_cardinality_meters);
    CHECK(read_one(drop, text).told == "");
    CHECK(read_one("OTEL_SDK_DISABLED", text).made.enabled);
    CHECK(read_one("OTEL_SDK_DISABLED", text).told == "");
  }
  for (const std::string text : {"1", "yes", "on", "0", "no", " true", "true "}) {
    const std::string told = '"' + text + "\": want true or false; false is used\n";
    CHECK_FALSE(read_one(drop, text.c_str(), dropping).made.drop_high_cardinality_meters);
    CHECK(read_one(drop, text.c_str()).told == told);
    CHECK(read_one("OTEL_SDK_DISABLED", text.c_str()).made.enabled);
    CHECK(read_one("OTEL_SDK_DISABLED", text.c_str()).told == told);
    CHECK_FALSE(read_one("OTEL_TELEMETRY_COLLECTION_ENABLED", text.c_str()).made.enabled);
    CHECK(read_one("OTEL_TELEMETRY_COLLECTION_ENABLED", text.c_str()).told == told);
  }
}

TEST_CASE("which exporters") {
  for (const char* const name : {"OTEL_METRICS_EXPORTER", "OTEL_EXPORT_TYPE"}) {
    const auto made = [&](const char* value) {
      const configuration set = read_one(name, value).made;
      return std::string{set.pull ? "pull " : ""} + (set.push ? "push" : "");
    };
    CHECK(made("otlp") == "push");
    CHECK(made("prometheus") == "pull ");
    CHECK(made("Prometheus") == "pull ");
    CHECK(made("none") == "");
    CHECK(made("otlp,prometheus") == "pull push");
    CHECK(made(" prometheus , otlp,") == "pull push");
    for (const char* text : {"otlp", "none", "NONE", "otlp,prometheus", "otlp,otlp"}) {
      CHECK(read_one(name, text).told == "");
    }
    const std::string want = ": want prometheus, otlp, both with a comma between, or none; ";
    check_refused(name, "console", "\"console\"" + want + "otlp is used");
    check_refused(name, ",", "\",\"" + want + "otlp is used");
    check_refused(name, "prometheus=1", "\"prometheus=1\"" + want + "otlp is used");
    // What is known of a list is taken.
    CHECK(made("prometheus,console") == "pull ");
    CHECK(read_one(name, "prometheus,console").told ==
          "\"prometheus,console\"" + want + "prometheus is used\n");
    CHECK(read_one(name, "none,otlp").told == "\"none,otlp\"" + want + "otlp is used\n");
    CHECK(read_one(name, "none,console").told == "\"none,console\"" + want + "none is used\n");
    CHECK(read_one(name, "otlp,prometheus,x").told ==
          "\"otlp,prometheus,x\"" + want + "prometheus,otlp is used\n");
  }
}

TEST_CASE("where Prometheus comes to") {
  const char* const host = "OTEL_EXPORTER_PROMETHEUS_HOST";
  const char* const port = "OTEL_EXPORTER_PROMETHEUS_PORT";
  for (const std::string text : {"0.0.0.0", "::", "[::1]", "metrics.example"}) {
    CHECK(read_one(host, text.c_str()).made.pull_host == text);
    CHECK(read_one(host, text.c_str()).told == "");
  }
  check_refused(host, "a b", R"("a b": want a host name or an address; localhost is used)");
  check_refused(host, "a\n", R"("a\x0a": want a host name or an address; localhost is used)");
  CHECK(read_one(port, "0").made.pull_port == 0);
  CHECK(read_one(port, "65535").made.pull_port == 65535);
  for (const std::string text : {"65536", "-1", "http", "9464 ", "4294976760"}) {
    check_refused(port, text.c_str(),
                  '"' + text + "\": want a port, a whole number from 0 to 65535; 9464 is used");
  }
}

TEST_CASE("[L-28] the endpoint of each family of variables") {
  const char* const general = "OTEL_EXPORTER_OTLP_ENDPOINT";
  const char* const metrics = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
  const char* const other = "OTEL_EXPORT_OTLP_ENDPOINT";
  const auto posts_to = [](const char* name, const char* value) {
    const one_read one = read_one(name, value);
    CHECK(one.told == "");
    return one.made.push_endpoint;
  };
  CHECK(posts_to(general, "http://collector:4318") == "http://collector:4318/v1/metrics");
  CHECK(posts_to(general, "http://collector:4318/") == "http://collector:4318/v1/metrics");
  CHECK(posts_to(general, "http://collector:4318/mycollector/") ==
        "http://collector:4318/mycollector/v1/metrics");
  CHECK(posts_to(general, "http://collector:4318/mycollector") ==
        "http://collector:4318/mycollector/v1/metrics");
  CHECK(posts_to(general, "http://collector") == "http://collector/v1/metrics");
  CHECK(posts_to(metrics, "http://collector:4318") == "http://collector:4318/");
  CHECK(posts_to(metrics, "https://c.example/v1/metrics/") == "https://c.example/v1/metrics/");
  // The documented value is the whole URL.
  CHECK(posts_to(other, "http://otel-collector:4318/v1/metrics") ==
        "http://otel-collector:4318/v1/metrics");
  CHECK(posts_to(other, "http://otel-collector:4318") == "http://otel-collector:4318/v1/metrics");
  for (const char* const name : {general, metrics, other}) {
    const std::string told = ": want http:// or https:// and a host, maybe a port and a path, and "
                             "no user: OTEL_COLLECTOR_BASIC_AUTH_USERNAME is for one; "
                             "http://localhost:4318/v1/metrics is used";
    check_refused(name, "collector:4318", "\"collector:4318\"" + told);
    check_refused(name, "http://u:p@c", "\"***\"" + told);
  }
}

TEST_CASE("milliseconds") {
  const configuration defaults;
  struct field {
    const char* name;
    std::uint32_t configuration::* value;
    bool zero;
  };
  for (const field& each : std::vector<field>{
           {"OTEL_OTLP_PUSH_INTERVAL", &configuration::export_interval_ms, false},
           {"OTEL_METRIC_EXPORT_INTERVAL", &configuration::export_interval_ms, false},
           {"OTEL_METRIC_EXPORT_TIMEOUT", &configuration::export_timeout_ms, true},
           {"OTEL_EXPORTER_OTLP_TIMEOUT", &configuration::push_timeout_ms, true},
           {"OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", &configuration::push_timeout_ms, true}}) {
    CAPTURE(each.name);
    CHECK(read_one(each.name, "30000").made.*each.value == 30000);
    CHECK(read_one(each.name, "2147483647").made.*each.value == 2147483647);
    CHECK(read_one(each.name, "1").told == "");
    const std::string want = std::string{": want milliseconds, a whole number from "} +
                             (each.zero ? "0, which is no limit, to" : "1 to") + " 2147483647; " +
                             std::to_string(defaults.*each.value) + " is used";
    for (const std::string text : {"-1", "1e3", "10s", " ", "2147483648"}) {
      check_refused(each.name, text.c_str(), '"' + text + '"' + want);
    }
    if (each.zero) {
      CHECK(read_one(each.name, "0").made.*each.value == 0);
      CHECK(read_one(each.name, "0").told == "");
    } else {
      check_refused(each.name, "0", "\"0\"" + want);
    }
  }
}

TEST_CASE("words, in whatever case") {
  for (const std::string family : {"OTEL_EXPORTER_OTLP_", "OTEL_EXPORTER_OTLP_METRICS_"}) {
    const std::string protocol = family + "PROTOCOL";
    CHECK(read_one(protocol.c_str(), "http/json").made.push_json);
    CHECK(read_one(protocol.c_str(), "HTTP/JSON").made.push_json);
    CHECK_FALSE(read_one(protocol.c_str(), "http/protobuf", {.push_json = true}).made.push_json);
    check_refused(protocol.c_str(), "grpc",
                  R"("grpc": want http/protobuf or http/json; http/protobuf is used)");
    const std::string compression = family + "COMPRESSION";
    CHECK(read_one(compression.c_str(), "gzip").made.push_gzip);
    CHECK_FALSE(read_one(compression.c_str(), "none", {.push_gzip = true}).made.push_gzip);
    check_refused(compression.c_str(), "zstd", R"("zstd": want gzip or none; none is used)");
    CHECK(read_one((family + "INSECURE").c_str(), "true").made == configuration{});
    CHECK(read_one((family + "INSECURE").c_str(), "true").told == "");
  }
  const char* const preference = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE";
  CHECK(read_one(preference, "Delta").made.push_delta);
  const configuration delta{.push_delta = true};
  CHECK_FALSE(read_one(preference, "cumulative", delta).made.push_delta);
  check_refused(preference, "lowmemory",
                R"("lowmemory": want cumulative or delta; cumulative is used)");
  CHECK(read_one(preference, "lowmemory", delta).told ==
        "\"lowmemory\": want cumulative or delta; delta is used\n");
}

TEST_CASE("what there is no choice of") {
  const char* const histograms = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION";
  CHECK(read_one(histograms, "explicit_bucket_histogram").told == "");
  check_refused(histograms, "base2_exponential_bucket_histogram",
                R"("base2_exponential_bucket_histogram": want explicit_bucket_histogram; )"
                "explicit_bucket_histogram is used");
  const char* const exemplars = "OTEL_METRICS_EXEMPLAR_FILTER";
  CHECK(read_one(exemplars, "always_off").told == "");
  CHECK(read_one(exemplars, "trace_based").told == "");
  check_refused(exemplars, "always_on",
                R"("always_on": want always_off or trace_based; no exemplar is used)");
  check_refused("OTEL_CONFIG_FILE", "/etc/otel.yaml",
                R"("/etc/otel.yaml": want no file: only variables are read; )"
                "what the other variables say is used");
}

TEST_CASE("files for TLS") {
  const configuration client{.push_client_key = "k", .push_client_certificate = "c"};
  for (const std::string family : {"OTEL_EXPORTER_OTLP_", "OTEL_EXPORTER_OTLP_METRICS_"}) {
    const auto read = [&](const char* name, configuration defaults) {
      const one_read one = read_one((family + name).c_str(), "/a b.pem", std::move(defaults));
      CHECK(one.told == "");
      return one.made;
    };
    CHECK(read("CERTIFICATE", {}) == configuration{.push_certificate = "/a b.pem"});
    CHECK(read("CLIENT_KEY", client).push_client_key == "/a b.pem");
    CHECK(read("CLIENT_KEY", client).push_client_certificate == "c");
    CHECK(read("CLIENT_CERTIFICATE", client).push_client_certificate == "/a b.pem");
    check_refused((family + "CLIENT_KEY").c_str(), "/k.pem",
                  "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE is not set: want one beside "
                  "OTEL_EXPORTER_OTLP_CLIENT_KEY; neither is used");
    check_refused((family + "CLIENT_CERTIFICATE").c_str(), "/c.pem",
                  "OTEL_EXPORTER_OTLP_CLIENT_KEY is not set: want one beside "
                  "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE; neither is used");
  }
  const zm::environment both =
      zm::read_environment(name_values{{"OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY", "/k.pem"},
                                       {"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "/c.pem"}});
  CHECK(both.text() == "");
  CHECK(both.configuration ==
        configuration{.push_client_key = "/k.pem", .push_client_certificate = "/c.pem"});
}

TEST_CASE("[L-29, F-09] headers") {
  for (const char* const name :
       {"OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_METRICS_HEADERS"}) {
    const auto made = [&](const char* value) {
      return flat(read_one(name, value).made.push_headers);
    };
    CHECK(made("Authorization=Basic%20aW5mOmluZg%3D%3D") == "Authorization<Basic aW5mOmluZg==>");
    CHECK(made("Authorization=Basic aW5mOmluZg==") == "Authorization<Basic aW5mOmluZg==>");
    CHECK(made("a=1, b = 2 ") == "a<1>b<2>");
    CHECK(made("x=a+b%2Bc") == "x<a+b+c>");
    CHECK(made("a=,b=%20") == "a<>b< >");
    CHECK(made("a=1;p=2") == "a<1;p=2>");
    for (const char* text : {"a=1, b = 2 ", "x=a+b%2Bc", "a=1,,b=2,", "a=%F0%9F%98%B1"}) {
      CHECK(read_one(name, text).told == "");
    }
    CHECK(made("bad header=1,ok=2") == "ok<2>");
    // What is wrong is left out, and the first is told.
    struct fault {
      const char* member;
      std::string_view rule;
    };
    for (const fault& each :
         {fault{"a", "name=value"}, fault{"bad header=1", "a name of letters, digits and hyphens"},
          fault{"=1", "a name of letters, digits and hyphens"},
          fault{"k=%zz", "two hexadecimal digits behind each %"},
          fault{"k=%0D%0Ab:1", "no control character"}, fault{"k=\x7F", "no control character"},
          fault{"OK=1", "a name that was not there yet"},
          fault{"Host=a", "a header that is not the request's own"},
          fault{"content-length=0", "a header that is not the request's own"},
          fault{"Content-Type=a", "a header that is not the request's own"},
          fault{"content-encoding=a", "a header that is not the request's own"},
          fault{"Transfer-Encoding=a", "a header that is not the request's own"}}) {
      const std::string list = "ok=2," + std::string{each.member} + ",also=3,b";
      CHECK(made(list.c_str()) == "ok<2>also<3>");
      CHECK(read_one(name, list.c_str()).told ==
            "\"***\": want " + std::string{each.rule} + " as its member 2; a list of 2 is used\n");
    }
    check_refused(name, "k=%zz,b",
                  "\"***\": want two hexadecimal digits behind each % as its member 1; "
                  "none is used");
    check_refused(name, ",", "\"***\": want name=value, more of them behind commas; none is used");
  }
}

TEST_CASE("attributes of the resource") {
  const char* const name = "OTEL_RESOURCE_ATTRIBUTES";
  const auto made = [&](const char* value) {
    return flat(read_one(name, value).made.resource_attributes);
  };
  CHECK(made("service.name=a,k=v%20x") == "service.name<a>k<v x>");
  CHECK(made("k=a%2Cb%3Dc") == "k<a,b=c>");
  CHECK(made(" k = v ") == "k<v>");
  CHECK(made("k=") == "k<>");
  CHECK(made("k=a=b") == "k<a=b>");
  CHECK(made("k=1,l=2,k=3") == "k<3>l<2>");
  CHECK(made("a%2Cb=1+2,") == "a,b<1+2>");
  for (const std::string text : {"k=%zz", "ok=1,k=%zz", "%zz=1,ok=1", "novalue", "ok=1,novalue",
                                 "=v", "ok=1,=v", ",", "%=1"}) {
    check_refused(name, text.c_str(),
                  '"' + text +
                      "\": want key=value, more of them behind commas, with two hexadecimal digits "
                      "behind each %; none of it is used");
  }
  SUBCASE("the service's name wins over the one among them") {
    const zm::environment from = zm::read_environment(name_values{
        {"OTEL_RESOURCE_ATTRIBUTES", "a=1,service.name=x"}, {"OTEL_SERVICE_NAME", "b%20c"}});
    CHECK(flat(from.configuration.resource_attributes) == "a<1>service.name<b%20c>");
    CHECK(flat(read_one("OTEL_SERVICE_NAME", "s").made.resource_attributes) == "service.name<s>");
  }
  SUBCASE("win over the program's defaults, one by one") {
    const configuration defaults{.resource_attributes = {{"service.name", "d"}, {"k", "d"}}};
    CHECK(flat(read_one(name, "k=,l=1", defaults).made.resource_attributes) ==
          "service.name<d>k<>l<1>");
    CHECK(flat(read_one(name, "l=1,k", defaults).made.resource_attributes) ==
          "service.name<d>k<d>");
  }
}
