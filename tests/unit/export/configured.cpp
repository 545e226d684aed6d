// SPDX-License-Identifier: MIT
#include <zerometer/export/configured.hpp>

#include <doctest/doctest.h>

#include <chrono>

namespace zm = zerometer;
using std::chrono::milliseconds;

TEST_CASE("what no variable says is what the exporters do by themselves") {
  const zm::configuration plain;
  const zm::pull_options pull = zm::configured_pull(plain);
  CHECK(pull.host == zm::pull_options{}.host);
  CHECK(pull.port == zm::pull_options{}.port);
  const zm::configured_push push{plain};
  const zm::push_options& options = push.options();
  const zm::push_options none;
  CHECK(options.endpoint == none.endpoint);
  CHECK(options.encoding == none.encoding);
  CHECK(options.temporality == none.temporality);
  CHECK(options.compression == none.compression);
  CHECK(options.interval == none.interval);
  CHECK(options.timeout == none.timeout);
  CHECK_FALSE(options.credentials.has_value());
  CHECK(options.headers.empty());
  CHECK((options.ca_file.empty() && options.client_certificate.empty() &&
         options.client_key.empty()));
}

TEST_CASE("each setting reaches its exporter") {
  zm::configuration set;
  set.pull_host = "::1";
  set.pull_port = 0;
  set.push_endpoint = "https://collector:4318/v1/metrics";
  set.push_json = true;
  set.push_delta = true;
  set.push_headers = {{"x-tenant", "a"}, {"x-other", "b"}};
  set.push_user = "infisical";
  set.push_password = "secret";
  set.push_gzip = true;
  set.push_certificate = "/ca";
  set.push_client_certificate = "/certificate";
  set.push_client_key = "/key";
  set.export_interval_ms = 30'000;
  CHECK(zm::configured_pull(set).host == "::1");
  CHECK(zm::configured_pull(set).port == 0);
  const zm::configured_push push{set};
  const zm::push_options& options = push.options();
  CHECK(options.endpoint == set.push_endpoint);
  CHECK(options.encoding == zm::otlp::encoding::json);
  CHECK(options.temporality == zm::temporality::delta);
  CHECK(options.compression == zm::compression::gzip);
  CHECK(options.interval == milliseconds{30'000});
  REQUIRE(options.credentials.has_value());
  CHECK(options.credentials->user == "infisical");
  CHECK(options.credentials->password == "secret");
  REQUIRE(options.headers.size() == 2);
  CHECK(options.headers[1].name == "x-other");
  CHECK(options.headers[1].value == "b");
  CHECK(options.ca_file == "/ca");
  CHECK(options.client_certificate == "/certificate");
  CHECK(options.client_key == "/key");
}

TEST_CASE("the shorter of the two timeouts holds, and 0 is no limit") {
  const auto timeout = [](unsigned push, unsigned whole) {
    zm::configuration set;
    set.push_timeout_ms = push;
    set.export_timeout_ms = whole;
    return zm::configured_push{set}.options().timeout;
  };
  CHECK(timeout(10'000, 30'000) == milliseconds{10'000});
  CHECK(timeout(40'000, 30'000) == milliseconds{30'000});
  CHECK(timeout(0, 30'000) == milliseconds{30'000});
  CHECK(timeout(10'000, 0) == milliseconds{10'000});
  CHECK(timeout(0, 0) == milliseconds{0});
}
