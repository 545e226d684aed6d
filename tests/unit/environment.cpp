// SPDX-License-Identifier: MIT
#include "environment_reading.hpp"

#include <zerometer/environment.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zm = zerometer;
using reading::check_refused;
using reading::configuration;
using reading::flat;
using reading::name_values;
using reading::read_one;

TEST_CASE("[L-36] without variables it is as OpenTelemetry has it") {
  const zm::environment from = zm::read_environment(name_values{});
  CHECK(from.text() == "");
  CHECK(from.off_because == "");
  const configuration& set = from.configuration;
  CHECK(set == configuration{});
  CHECK(set.enabled);
  CHECK_FALSE(set.drop_high_cardinality_meters);
  CHECK_FALSE(set.pull);
  CHECK(set.push);
  CHECK(set.pull_host == "localhost");
  CHECK(set.pull_port == 9464);
  CHECK(set.push_endpoint == "http://localhost:4318/v1/metrics");
  CHECK_FALSE(set.push_json);
  CHECK_FALSE(set.push_delta);
  CHECK(set.push_timeout_ms == 10000);
  CHECK_FALSE(set.push_gzip);
  CHECK(set.export_interval_ms == 60000);
  CHECK(set.export_timeout_ms == 30000);
  CHECK(flat(set.push_headers) == "");
  CHECK(flat(set.resource_attributes) == "");
}

TEST_CASE("an empty variable is one that is not set") {
  name_values empty;
  for (const auto& each : zm::detail::variables::all) {
    CHECK(each.name.starts_with("OTEL_"));  // else the process's are not looked through for it
    empty.emplace_back(each.name, "");
  }
  const configuration defaults{.pull = true, .push_user = "u", .push_password = "p"};
  const zm::environment from = zm::read_environment(empty, defaults);
  CHECK(from.configuration == defaults);
  CHECK(from.text() == "");
}

TEST_CASE("on and off, and why") {
  struct vector {
    bool by_default;
    const char* collection;
    const char* disabled;
    std::string_view off_because;  // empty: on
  };
  constexpr std::string_view sdk = "OTEL_SDK_DISABLED is true";
  constexpr std::string_view collection = "OTEL_TELEMETRY_COLLECTION_ENABLED is not true";
  for (const vector& each : std::vector<vector>{{true, "", "", ""},
                                                {true, "true", "", ""},
                                                {true, "false", "", collection},
                                                {true, "", "true", sdk},
                                                {true, "", "false", ""},
                                                {true, "true", "true", sdk},
                                                {true, "false", "true", sdk},
                                                {false, "", "", collection},
                                                {false, "true", "", ""},
                                                {false, "TRUE", "false", ""},
                                                {false, "false", "", collection},
                                                {false, "", "false", collection},
                                                {false, "true", "true", sdk}}) {
    CAPTURE(each.by_default);
    CAPTURE(each.collection);
    CAPTURE(each.disabled);
    const name_values given{{"OTEL_TELEMETRY_COLLECTION_ENABLED", each.collection},
                            {"OTEL_SDK_DISABLED", each.disabled}};
    const configuration defaults{.enabled = each.by_default};
    const zm::environment from = zm::read_environment(given, defaults);
    CHECK(from.configuration.enabled == each.off_because.empty());
    CHECK(from.off_because == each.off_because);
    CHECK(from.text() == "");
    const auto on = [](configuration& mine) { mine.enabled = true; };
    CHECK(zm::read_environment(given, defaults, on).configuration.enabled);
    CHECK(zm::read_environment(given, defaults, on).off_because == "");
  }
}

TEST_CASE("[F-08] a user and a password") {
  const name_values both{{"OTEL_COLLECTOR_BASIC_AUTH_USERNAME", "infisical"},
                         {"OTEL_COLLECTOR_BASIC_AUTH_PASSWORD", "a:b\xC2\xA3"}};
  CHECK(zm::read_environment(both).configuration ==
        configuration{.push_user = "infisical", .push_password = "a:b\xC2\xA3"});
  CHECK(zm::read_environment(both).text() == "");
  SUBCASE("one without the other") {
    check_refused("OTEL_COLLECTOR_BASIC_AUTH_PASSWORD", "secret",
                  "OTEL_COLLECTOR_BASIC_AUTH_USERNAME is not set: want one beside "
                  "OTEL_COLLECTOR_BASIC_AUTH_PASSWORD; neither is used");
    const zm::environment from =
        zm::read_environment(name_values{{"OTEL_COLLECTOR_BASIC_AUTH_USERNAME", "u"}});
    CHECK(from.configuration == configuration{.push_user = "u"});
    CHECK(from.text() == "OTEL_COLLECTOR_BASIC_AUTH_PASSWORD is not set: want one beside "
                         "OTEL_COLLECTOR_BASIC_AUTH_USERNAME; an empty one is used\n");
    // One may be the program's.
    CHECK(read_one("OTEL_COLLECTOR_BASIC_AUTH_PASSWORD", "secret", {.push_user = "u"}).told == "");
    CHECK(read_one("OTEL_COLLECTOR_BASIC_AUTH_USERNAME", "u", {.push_password = "p"}).told == "");
  }
  SUBCASE("that cannot be") {
    for (const char* user : {"a:b", "a\nb", "\t"}) {
      const zm::environment from =
          zm::read_environment(name_values{{"OTEL_COLLECTOR_BASIC_AUTH_USERNAME", user}, both[1]});
      CHECK(from.configuration == configuration{});
      CHECK(from.text() == "OTEL_COLLECTOR_BASIC_AUTH_USERNAME is \"***\": want a name without "
                           "colons and control characters; none is used\n");
    }
    const zm::environment from = zm::read_environment(
        name_values{both[0], {"OTEL_COLLECTOR_BASIC_AUTH_PASSWORD", "from a file\n"}});
    CHECK(from.configuration == configuration{.push_user = "infisical"});
    CHECK(from.text() == "OTEL_COLLECTOR_BASIC_AUTH_PASSWORD is \"***\": want no control "
                         "characters; none is used\n");
  }
  SUBCASE("win over an Authorization among the headers") {
    for (const char* name : {"OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_METRICS_HEADERS"}) {
      name_values given = both;
      given.emplace_back(name, "a=1,authoriZation=Bearer x,b=2");
      const zm::environment from = zm::read_environment(given);
      CHECK(flat(from.configuration.push_headers) == "a<1>b<2>");
      CHECK(from.configuration.push_user == "infisical");
      CHECK(from.text() == std::string{name} +
                               " is \"***\": want no Authorization beside "
                               "OTEL_COLLECTOR_BASIC_AUTH_USERNAME; the user is used\n");
      CHECK(flat(read_one(name, "Authorization=Bearer x").made.push_headers) ==
            "Authorization<Bearer x>");
    }
    // Other headers have nothing to do with it.
    name_values others = both;
    others.emplace_back("OTEL_EXPORTER_OTLP_HEADERS", "a=1,b=2");
    CHECK(flat(zm::read_environment(others).configuration.push_headers) == "a<1>b<2>");
    CHECK(zm::read_environment(others).text() == "");
    // Among the program's own, nobody but the program can do anything about it.
    const zm::environment from =
        zm::read_environment(both, {.push_headers = {{"Authorization", "Bearer x"}}});
    CHECK(flat(from.configuration.push_headers) == "");
    CHECK(from.text() == "");
  }
}

// Of each pair the first wins, whatever the order, and does so entirely. `high` and `low` are what
// they make of the configuration alone.
TEST_CASE("[L-31] which variable wins") {
  struct pair {
    const char* high;
    const char* high_value;
    const char* low;
    const char* low_value;
    const char* wrong = "a b";
  };
  const std::vector<pair> pairs{
      {"OTEL_EXPORT_TYPE", "prometheus", "OTEL_METRICS_EXPORTER", "none"},
      {"OTEL_EXPORT_OTLP_ENDPOINT", "http://a", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://b"},
      {"OTEL_EXPORT_OTLP_ENDPOINT", "http://a", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://b"},
      {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://a", "OTEL_EXPORTER_OTLP_ENDPOINT",
       "http://b"},
      {"OTEL_OTLP_PUSH_INTERVAL", "1", "OTEL_METRIC_EXPORT_INTERVAL", "2"},
      {"OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL",
       "http/protobuf"},
      {"OTEL_EXPORTER_OTLP_METRICS_HEADERS", "a=1", "OTEL_EXPORTER_OTLP_HEADERS", "b=2"},
      {"OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "1", "OTEL_EXPORTER_OTLP_TIMEOUT", "2"},
      {"OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "gzip", "OTEL_EXPORTER_OTLP_COMPRESSION", "none"},
      {"OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE", "a", "OTEL_EXPORTER_OTLP_CERTIFICATE", "b", ""},
      {"OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY", "a", "OTEL_EXPORTER_OTLP_CLIENT_KEY", "b", ""},
      {"OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE", "a",
       "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "b", ""},
  };
  for (const pair& each : pairs) {
    CAPTURE(each.high);
    CAPTURE(each.low);
    // A client's files need each other.
    const configuration defaults{.push_client_key = "k", .push_client_certificate = "c"};
    const configuration high = read_one(each.high, each.high_value, defaults).made;
    const configuration low = read_one(each.low, each.low_value, defaults).made;
    CHECK(high != low);
    const auto read = [&](const char* one, const char* other) {
      return zm::read_environment(name_values{{each.low, one}, {each.high, other}}, defaults);
    };
    CHECK(read(each.low_value, each.high_value).configuration == high);
    CHECK(read(each.low_value, each.high_value).text() == "");
    CHECK(read(each.low_value, "").configuration == low);
    CHECK(read("", each.high_value).configuration == high);
    if (*each.wrong != '\0') {
      // What is wrong is as if it were not set: told where it is missing, not where it is moot.
      CHECK(read(each.low_value, each.wrong).configuration == low);
      CHECK(read(each.low_value, each.wrong).diagnostics.size() == 1);
      CHECK(read(each.low_value, each.wrong).diagnostics[0].variable == each.high);
      CHECK(read(each.wrong, each.high_value).configuration == high);
      CHECK(read(each.wrong, each.high_value).text() == "");
      CHECK(read(each.wrong, each.wrong).configuration == defaults);
      CHECK(read(each.wrong, each.wrong).diagnostics.size() == 2);
    }
  }
  // Three of one field: the highest makes both others moot, and nothing beside them.
  const zm::environment three =
      zm::read_environment(name_values{{"OTEL_EXPORTER_OTLP_ENDPOINT", "grpc://c:4317"},
                                       {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "c:4317"},
                                       {"OTEL_EXPORT_OTLP_ENDPOINT", "http://c:4318"},
                                       {"OTEL_EXPORTER_PROMETHEUS_PORT", "x"}});
  CHECK(three.configuration.push_endpoint == "http://c:4318/v1/metrics");
  CHECK(three.diagnostics.size() == 1);
}

TEST_CASE("the program's defaults lose, and its last word wins") {
  const configuration defaults{.pull_port = 1000, .export_interval_ms = 30000};
  const name_values given{{"OTEL_EXPORTER_PROMETHEUS_PORT", "2000"},
                          {"OTEL_OTLP_PUSH_INTERVAL", "10s"}};
  CHECK(zm::read_environment(name_values{}, defaults).configuration == defaults);
  const zm::environment from = zm::read_environment(given, defaults);
  CHECK(from.configuration == configuration{.pull_port = 2000, .export_interval_ms = 30000});
  CHECK(from.text() == "OTEL_OTLP_PUSH_INTERVAL is \"10s\": want milliseconds, a whole number from "
                       "1 to 2147483647; 30000 is used\n");
  const zm::environment final = zm::read_environment(given, defaults, [](configuration& mine) {
    mine.pull_port = 3000;
    mine.export_interval_ms = 5000;
    mine.push_password = "alone";
  });
  CHECK(final.configuration == configuration{.pull_port = 3000, .export_interval_ms = 5000});
  CHECK(final.diagnostics.size() == 1);
  CHECK(final.diagnostics[0].variable == "OTEL_OTLP_PUSH_INTERVAL");
  CHECK(final.diagnostics[0].value == "\"10s\"");
  CHECK(final.diagnostics[0].accepted == "milliseconds, a whole number from 1 to 2147483647");
  CHECK(final.diagnostics[0].used == "5000");
}

TEST_CASE("variables from a look-up, from the process, from a list") {
  const std::map<std::string, std::string> known{{"OTEL_EXPORT_TYPE", "prometheus"},
                                                 {"OTEL_EXPORTER_PROMETHEUS_PORT", "0"}};
  const configuration wanted{.pull = true, .push = false, .pull_port = 0};
  const auto lookup = [&](const char* name) -> const char* {
    const auto at = known.find(name);
    return at == known.end() ? nullptr : at->second.c_str();
  };
  CHECK(zm::read_environment(lookup).configuration == wanted);
  CHECK(zm::read_environment(known).configuration == wanted);
  CHECK(
      zm::read_environment(name_values{{"OTEL_EXPORT_TYPE", "otlp"}, {"OTEL_EXPORT_TYPE", "none"}})
          .configuration.push);
  for (const auto& [name, value] : known) {
    setenv(name.c_str(), value.c_str(), 1);
  }
  const zm::environment by_name = zm::read_environment(std::getenv);
  const zm::environment whole = zm::read_environment();
  const zm::environment mine = zm::read_environment({.pull_port = 7});
  unsetenv("OTEL_EXPORTER_PROMETHEUS_PORT");
  const zm::environment other = zm::read_environment({.pull_port = 7});
  unsetenv("OTEL_EXPORT_TYPE");
  CHECK(by_name.configuration == wanted);
  CHECK(whole.configuration == wanted);
  CHECK(mine.configuration == wanted);
  CHECK(other.configuration.pull_port == 7);
}

TEST_CASE("no diagnostic has a secret in it") {
  const std::string secret = "S3cret";
  for (const auto& given : name_values{
           {"OTEL_COLLECTOR_BASIC_AUTH_USERNAME", "S3cret:"},
           {"OTEL_COLLECTOR_BASIC_AUTH_USERNAME", "S3cret"},
           {"OTEL_COLLECTOR_BASIC_AUTH_PASSWORD", "S3cret\n"},
           {"OTEL_COLLECTOR_BASIC_AUTH_PASSWORD", "S3cret"},
           {"OTEL_COLLECTOR_BASIC_AUTH_PASSWROD", "S3cret"},
           {"OTEL_EXPORTER_OTLP_HEADERS", "S3cret"},
           {"OTEL_EXPORTER_OTLP_HEADERS", "S3cret==,b"},
           {"OTEL_EXPORTER_OTLP_HEADERS", "Authorization=S3cret%"},
           {"OTEL_EXPORTER_OTLP_METRICS_HEADERS", "Authorization=S3cret,Authorization=S3cret"},
           {"OTEL_EXPORTER_OTLP_METRICS_HEADERS", "Host=S3cret"},
           {"OTEL_EXPORTER_OTLP_HEADER", "Authorization=S3cret"},
           {"OTEL_EXPORT_OTLP_ENDPOINT", "http://user:S3cret@c"},
           {"OTEL_EXPORT_OTLP_ENDPOINT", "c:4318/?token=S3cret"},
           {"OTEL_EXPORTER_OTLP_ENDPOINT", "https://S3cret@c:4318/v1/metrics"},
           {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "user:S3cret@c"},
           {"OTEL_EXPORTER_OTLP_ENDPONT", "https://S3cret@c:4318/v1/metrics"}}) {
    CAPTURE(given.first);
    CAPTURE(given.second);
    const zm::environment from = zm::read_environment(name_values{given});
    CHECK_FALSE(from.diagnostics.empty());
    CHECK(from.text().find(secret) == std::string::npos);
  }
  // Of a URL that is used as well.
  const zm::environment from = zm::read_environment(
      name_values{{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://c/?token=S3cret"},
                  {"OTEL_EXPORT_OTLP_ENDPOINT", "c"}});
  CHECK(from.configuration.push_endpoint == "https://c/?token=S3cret");
  REQUIRE(from.diagnostics.size() == 1);
  CHECK(from.diagnostics[0].used == "https://c/?***");
}

TEST_CASE("names that are nearly one of ours") {
  const auto told = [](const char* name) {
    return zm::read_environment(name_values{{name, "x"}}).text();
  };
  CHECK(told("OTEL_METRICS_EXPORT_INTERVAL") ==
        "OTEL_METRICS_EXPORT_INTERVAL is no name that is known: want OTEL_METRIC_EXPORT_INTERVAL; "
        "nothing of it is used\n");
  CHECK(told("OTEL_EXPORTER_TYPE").find("want OTEL_EXPORT_TYPE;") != std::string::npos);
  CHECK(zm::read_environment(name_values{{"OTEL_EXPORTER_TYPE", ""}}).text() == "");
  // Others of OpenTelemetry's, in an environment that many programs share.
  for (const char* name : {"OTEL_TRACES_EXPORTER",
                           "OTEL_LOGS_EXPORTER",
                           "OTEL_TRACES_SAMPLER",
                           "OTEL_TRACES_SAMPLER_ARG",
                           "OTEL_PROPAGATORS",
                           "OTEL_LOG_LEVEL",
                           "OTEL_BSP_EXPORT_TIMEOUT",
                           "OTEL_BSP_MAX_QUEUE_SIZE",
                           "OTEL_BSP_SCHEDULE_DELAY",
                           "OTEL_BLRP_EXPORT_TIMEOUT",
                           "OTEL_ATTRIBUTE_COUNT_LIMIT",
                           "OTEL_SPAN_EVENT_COUNT_LIMIT",
                           "OTEL_ENTITIES",
                           "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                           "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
                           "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
                           "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
                           "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
                           "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL",
                           "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
                           "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT",
                           "OTEL_EXPORTER_OTLP_SPAN_INSECURE",
                           "OTEL_EXPORTER_ZIPKIN_ENDPOINT",
                           "OTEL_EXPORTER_JAEGER_ENDPOINT",
                           "OTEL_RESOURCE_ATTRIBUTES_POD_NAME",
                           "OTEL_RESOURCE_ATTRIBUTES_NODE_NAME",
                           "OTEL_GO_X_EXEMPLAR",
                           "OTEL_NODE_IP",
                           "OTEL_PYTHON_LOG_LEVEL",
                           "OTEL_METRICS_INCLUDE",
                           "OTEL_EXPERIMENTAL_CONFIG_FILE"}) {
    CAPTURE(name);
    CHECK(told(name) == "");
  }
}

template <std::size_t Bytes>
static std::string attributes(const zm::resource<Bytes>& who) {
  std::string all;
  zm::detail::visit_attributes(who.bytes(), [&](const auto& each) {
    all += std::string{each.key} + "<" + std::string{each.value} + ">";
  });
  return all;
}

TEST_CASE("[E-36, G-22] what every resource has") {
  const std::string sdk =
      "telemetry.sdk.name<zerometer>telemetry.sdk.language<cpp>telemetry.sdk.version<" MESON_VERSION
      ">";
  zm::resource<512> alone;
  CHECK(zm::complete(alone, {}, "program").empty());
  CHECK(attributes(alone) == "service.name<unknown_service:program>" + sdk);
  zm::resource<512> nameless;
  CHECK(zm::complete(nameless, {}, "").empty());
  CHECK(attributes(nameless) == "service.name<unknown_service>" + sdk);
  zm::resource<512> process;
  CHECK(zm::complete(process, {}).empty());
  CHECK(attributes(process) ==
        "service.name<unknown_service:" + zm::detail::program_name() + ">" + sdk);
  SUBCASE("the program wins over the environment, and that over the defaults") {
    const configuration set =
        zm::read_environment(name_values{{"OTEL_RESOURCE_ATTRIBUTES",
                                          "service.name=e,k=e,telemetry.sdk.language=x"}},
                             {.resource_attributes = {{"service.name", "d"}, {"l", "d"}}})
            .configuration;
    zm::resource<512> who;
    CHECK(who.add("k", "") == zm::resource_error::none);
    CHECK(zm::complete(who, set, "program").empty());
    CHECK(attributes(who) == "k<>service.name<e>telemetry.sdk.name<zerometer>"
                             "telemetry.sdk.language<x>telemetry.sdk.version<" MESON_VERSION
                             ">l<d>");
    zm::resource<512> named;
    CHECK(named.add("service.name", "p") == zm::resource_error::none);
    CHECK(zm::complete(named, set, "program").empty());
    CHECK(attributes(named).starts_with("service.name<p>telemetry.sdk.name"));
  }
  SUBCASE("what does not fit is told, without its value") {
    const std::string long_key(256, 'k');
    const configuration set{.resource_attributes = {{"__a", "secret"},
                                                    {".", "secret"},
                                                    {long_key, "secret"},
                                                    {"k", std::string(400, 'v')},
                                                    {"l", "1"}}};
    zm::resource<400> who;
    std::string told;
    for (const zm::diagnostic& each : zm::complete(who, set, "program")) {
      told += each.text() + "\n";
    }
    CHECK(attributes(who) == "service.name<unknown_service:program>" + sdk + "l<1>");
    CHECK(told ==
          "OTEL_RESOURCE_ATTRIBUTES is \"__a=...\": want a key that does not begin with __; "
          "the rest is used\n"
          "OTEL_RESOURCE_ATTRIBUTES is \".=...\": want a key with a letter or a digit; "
          "the rest is used\n"
          "OTEL_RESOURCE_ATTRIBUTES is \"" +
              long_key.substr(0, 80) +
              "\"...: want a key of at most 255 bytes; the rest is used\n"
              "OTEL_RESOURCE_ATTRIBUTES is \"k=...\": want a resource of more bytes; "
              "the rest is used\n");
  }
}

TEST_CASE("a key that the resource's attributes have twice is told, and its last value counts") {
  const auto read = [](const char* value) {
    return zm::read_environment(name_values{{"OTEL_RESOURCE_ATTRIBUTES", value}});
  };
  const zm::environment twice = read("k=1,l=2,k=3,k=secret,m%2E=1,m.=2");
  CHECK(flat(twice.configuration.resource_attributes) == "k<secret>l<2>m.<2>");
  CHECK(twice.text() ==
        "OTEL_RESOURCE_ATTRIBUTES is \"k=...\": want each key once; its last value is used\n"
        "OTEL_RESOURCE_ATTRIBUTES is \"m.=...\": want each key once; its last value is used\n");
  CHECK(read("k=1,K=1,l=k").diagnostics.empty());
  CHECK(read("k=1,k=2,novalue").diagnostics.size() == 1);  // of which nothing is used
  CHECK(zm::read_environment(
            name_values{{"OTEL_RESOURCE_ATTRIBUTES", "service.name=a"}, {"OTEL_SERVICE_NAME", "b"}})
            .diagnostics.empty());
}
