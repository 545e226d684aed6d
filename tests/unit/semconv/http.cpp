// SPDX-License-Identifier: MIT
#include "../../kept_page.hpp"

#include <zerometer/openmetrics.hpp>
#include <zerometer/otlp.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/semconv/http.hpp>
#include <zerometer/timer.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zm = zerometer;

namespace {

enum class route { none, login, secret };
constexpr auto label_values(route) { return zm::values(zm::absent, "/login", "/secrets/{name}"); }
using port = zm::integers<443, 8443>;

}  // namespace

struct http : zm::meter<http, "http"> {
  struct server : zm::http_server_request_duration<http, route> {};
  struct client : zm::http_client_request_duration<http, port> {};
  using metrics = zm::list<server, client>;
};
/// All that may vary: routes that are texts, ports that are any integers, one label more, another
/// limit.
struct varied : zm::meter<varied, "varied", zm::shards<4>> {
  struct server : zm::http_server_request_duration<varied, zm::text<16>, zm::label<"spare", bool>,
                                                   zm::cardinality_limit<2>> {};
  struct client : zm::http_client_request_duration<varied, zm::any_integer, zm::per_thread> {};
  using metrics = zm::list<server, client>;
};
using app = zm::exposition<http, varied>;
static zm::snapshot<app> now;

namespace {

std::string page() {
  static std::array<char, zm::prometheus::max_bytes<app>> room;
  return std::string{std::string_view{zm::prometheus::render<app>(room)}};
}

std::uint64_t refused(zm::invalid_reason why) {
  now.take();
  return now.value<zm::self::invalid>(why);
}

template <class Metric>
void check_description(std::string_view name, std::string_view help,
                       const std::vector<std::string_view>& wanted) {
  CHECK(Metric::name == name);
  CHECK(Metric::unit == "s");
  CHECK(Metric::help == help);
  std::vector<std::string_view> keys;
  [&]<class... Labels>(zm::list<Labels...>) {
    (keys.push_back(Labels::key), ...);
  }(typename Metric::labels::labels{});
  CHECK(keys == wanted);
}

constexpr auto get = zm::http_method::get;
constexpr auto https = zm::url_scheme::https;

}  // namespace

TEST_CASE("[H-10] names, units, descriptions and attributes are the conventions'") {
  check_description<http::server>(
      "http.server.request.duration", "Duration of HTTP server requests.",
      {"http.request.method", "url.scheme", "http.route", "http.response.status_code", "error.type",
       "otel.metric.overflow"});
  check_description<http::client>(
      "http.client.request.duration", "Duration of HTTP client requests.",
      {"http.request.method", "server.address", "server.port", "http.response.status_code",
       "error.type", "otel.metric.overflow"});
  static_assert(http::server::labels::capacity == 500);
  static_assert(varied::server::labels::capacity == 2);
  static_assert(varied::client::labels::capacity == 500);
}

TEST_CASE("[H-10] the bounds are the advised ones, and there are no others") {
  http::server::observe(0.3, get, https, route::secret, zm::http_status{204});
  const std::string text = page();
  const std::string series = "http_server_request_duration_seconds_bucket{http_request_method="
                             "\"GET\",http_response_status_code=\"204\",http_route=\"/secrets/"
                             "{name}\",otel_scope_name=\"http\",url_scheme=\"https\",le=\"";
  std::string found;
  for (std::size_t at = text.find(series); at != text.npos; at = text.find(series, at + 1)) {
    const std::size_t begin = at + series.size();
    found += text.substr(begin, text.find('\n', begin) - begin) + " ";
  }
  CHECK(found == "0.005\"} 0 0.01\"} 0 0.025\"} 0 0.05\"} 0 0.075\"} 0 0.1\"} 0 0.25\"} 0 "
                 "0.5\"} 1 0.75\"} 1 1\"} 1 2.5\"} 1 5\"} 1 7.5\"} 1 10\"} 1 +Inf\"} 1 ");
}

TEST_CASE("[H-10] a server's errors are 5xx and failures, and no others are ever on a page") {
  const auto count = [](int status, zm::http_error error) {
    now.take();
    return now.value<http::server>(get, https, route::login, zm::http_status{status}, error)
        .count();
  };
  const std::uint64_t before = refused(zm::invalid_reason::combination);
  http::server::observe(1, get, https, route::login, zm::http_status{200});
  http::server::observe(1, get, https, route::login, zm::http_status{404});
  http::server::observe(1, get, https, route::login, zm::http_status{503});
  http::server::observe(1, get, https, route::login, zm::http_failure::timeout);
  http::server::observe(1, get, https, route::login, zm::http_status{200},
                        zm::http_error{zm::http_failure::response_ended});
  CHECK(count(200, {}) == 1);
  CHECK(count(404, {}) == 1);
  CHECK(count(503, zm::http_error::of_server(zm::http_status{503})) == 1);
  CHECK(count(0, zm::http_error{zm::http_failure::timeout}) == 1);
  CHECK(count(200, zm::http_error{zm::http_failure::response_ended}) == 1);
  CHECK(refused(zm::invalid_reason::combination) == before);

  const zm::http_error code_500 = zm::http_error::of_server(zm::http_status{500});
  http::server::observe(1, get, https, route::login, zm::http_status{200}, code_500);
  http::server::observe(1, get, https, route::login, zm::http_status{503}, code_500);
  http::server::observe(1, get, https, route::login, zm::http_status{503}, zm::http_error{});
  http::server::observe(1, get, https, route::login, zm::http_status{404},
                        zm::http_error::of_client(zm::http_status{404}));
  http::server::observe(1, get, https, route::login, zm::http_failure::none);
  CHECK(refused(zm::invalid_reason::combination) == before + 5);
}

TEST_CASE("[H-10] a client's errors are 4xx as well, and what came instead of a response") {
  const std::string address = "api.example.org";
  http::client::observe(0.02, get, address, port{443}, zm::http_status{302});
  http::client::observe(0.02, get, address, port{443}, zm::http_status{404});
  http::client::observe(30, get, address, port{8443}, zm::http_failure::timeout);
  http::client::observe(1, get, address, port{8443}, zm::http_status{0});
  const std::string text = page();
  for (const std::string_view series :
       {"{http_request_method=\"GET\",http_response_status_code=\"302\",otel_scope_name=\"http\","
        "server_address=\"api.example.org\",server_port=\"443\"} 1\n",
        "{error_type=\"404\",http_request_method=\"GET\",http_response_status_code=\"404\","
        "otel_scope_name=\"http\",server_address=\"api.example.org\",server_port=\"443\"} 1\n",
        "{error_type=\"timeout\",http_request_method=\"GET\",otel_scope_name=\"http\","
        "server_address=\"api.example.org\",server_port=\"8443\"} 1\n",
        "{error_type=\"_OTHER\",http_request_method=\"GET\",otel_scope_name=\"http\","
        "server_address=\"api.example.org\",server_port=\"8443\"} 1\n"}) {
    CAPTURE(series);
    CHECK(text.find("http_client_request_duration_seconds_count" + std::string{series}) !=
          text.npos);
  }
}

TEST_CASE("a timer is stopped with the error that follows from the status") {
  zm::late_timer<http::server, zm::fake_clock> timer;
  zm::fake_clock::advance(7'000'000);
  const zm::http_status status{500};
  timer.stop(zm::http_method::patch, https, route::none, status, zm::http_error::of_server(status));
  now.take();
  const auto seen = now.value<http::server>(zm::http_method::patch, https, route::none, status,
                                            zm::http_error::of_server(status));
  CHECK(seen.count() == 1);
  CHECK(seen.sum() == 0.007);
}

TEST_CASE("routes may be texts and ports any integers, more labels stand last, and the limit is "
          "the user's") {
  varied::server::observe(1, get, https, "/a", zm::http_status{200}, true);
  varied::server::observe(1, get, https, std::string{"/a"}, zm::http_status{500}, false);
  varied::server::observe(1, get, https, "/b", zm::http_status{200}, true);
  varied::client::observe(1, get, "a.example", 8080, zm::http_status{200});
  const std::string text = page();
  CHECK(text.find("http_server_request_duration_seconds_count{error_type=\"500\",http_request_"
                  "method=\"GET\",http_response_status_code=\"500\",http_route=\"/a\",otel_scope_"
                  "name=\"varied\",spare=\"false\",url_scheme=\"https\"} 1\n") != text.npos);
  CHECK(text.find("server_address=\"a.example\",server_port=\"8080\"} 1\n") != text.npos);
  now.take();
  CHECK(now.overflow<varied::server>().count() == 1);
}

TEST_CASE("OTLP has the status code and the port as integers, and the error as a text") {
  http::client::observe(1, zm::http_method::put, "b.example", port{443}, zm::http_status{507});
  http::client::observe(1, zm::http_method::put, "c.example", port{443}, zm::http_failure::other);
  varied::client::observe(1, zm::http_method::put, "d.example", 80, zm::http_failure::other);
  now.take();
  constexpr auto json = zm::otlp::encoding::json;
  static std::array<char, zm::otlp::max_bytes<app, json>> body;
  zm::otlp::requests<app, json> requests{zm::otlp::collect(now)};
  const std::string text{requests.next(body).body};
  CHECK(text.find(R"({"key":"http.response.status_code","value":{"intValue":"507"}})"
                  R"(,{"key":"error.type","value":{"stringValue":"507"}})") != text.npos);
  CHECK(text.find(R"({"key":"server.address","value":{"stringValue":"c.example"}},)"
                  R"({"key":"server.port","value":{"intValue":"443"}},)"
                  R"({"key":"error.type","value":{"stringValue":"_OTHER"}})") != text.npos);
  CHECK(text.find(R"({"key":"server.address","value":{"stringValue":"d.example"}},)"
                  R"({"key":"server.port","value":{"intValue":"80"}},)") != text.npos);
}

TEST_CASE("OpenMetrics has its unit, and the bytes are known") {
  static std::array<char, zm::openmetrics::max_bytes<app>> room;
  const std::string_view text = keep_page(zm::openmetrics::render<app>(room));
  CHECK(text.find("# UNIT http_server_request_duration_seconds seconds\n") != text.npos);
  static_assert(zm::memory_bytes<http> < (400 << 10));
}
