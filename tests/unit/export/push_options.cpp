// SPDX-License-Identifier: MIT
#include <zerometer/export/push_options.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace zm = zerometer;
namespace detail = zm::detail;
using namespace std::string_view_literals;

namespace {

std::string basic(std::string_view user, std::string_view password) {
  std::array<char, detail::longest_header> room{};
  return std::string{detail::basic_authorization({user, password}, room)};
}

bool is_refused(const zm::push_options& options) {
  const zm::export_error error = detail::check_push_options(options);
  return error && error.trouble() == zm::export_trouble::configuration;
}

bool is_refused(std::string_view name, std::string_view value) {
  const std::array headers{zm::push_header{name, value}};
  zm::push_options options;
  options.headers = headers;
  return is_refused(options);
}

}  // namespace

TEST_CASE("[F-08] Basic authentication") {
  CHECK(basic("infisical", "infisical") == "Basic aW5maXNpY2FsOmluZmlzaWNhbA==");
  CHECK(basic("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  CHECK(basic("test", "123£") == "Basic dGVzdDoxMjPCow==");
  CHECK(basic("u", "") == "Basic dTo=");
  CHECK(basic("", "") == "Basic Og==");
  CHECK(basic("u", "a:b") == "Basic dTphOmI=");
}

TEST_CASE("[F-08] credentials that cannot be sent are refused") {
  CHECK(basic("a:b", "c").empty());
  CHECK(basic("a\r\n", "c").empty());
  CHECK(basic("a", "c\n").empty());
  CHECK(basic("a", "c\0"sv).empty());
  CHECK(basic("a", "c\x7f").empty());
  CHECK(basic("a", std::string(4094, 'x')).size() > 4096);
  CHECK(basic("a", std::string(4095, 'x')).empty());
  zm::push_options options;
  options.credentials = zm::push_credentials{"a:b", "c"};
  CHECK(is_refused(options));
}

TEST_CASE("[F-09] headers that would end early, or say what is sent, are refused") {
  CHECK_FALSE(is_refused("X-Api-Key", "a b\tc"));
  CHECK_FALSE(is_refused("x!#$%&'*+-.^_`|~", ""));
  CHECK_FALSE(is_refused("a", "é"));
  CHECK(is_refused("", "a"));
  CHECK(is_refused("a b", "c"));
  CHECK(is_refused("a:", "c"));
  CHECK(is_refused("\xC3\xA9", "c"));
  CHECK(is_refused("a", "b\r\nc: d"));
  CHECK(is_refused("a", "b\nc"));
  CHECK(is_refused("a", "b\0c"sv));
  CHECK(is_refused("a", std::string(8192, 'x')));
  for (const char* const own :
       {"Host", "content-length", "Content-Type", "CONTENT-ENCODING", "Transfer-Encoding"}) {
    CAPTURE(own);
    CHECK(is_refused(own, "x"));
  }
}

TEST_CASE("[F-01] [F-22] the defaults are OpenTelemetry's") {
  const zm::push_options options;
  CHECK(options.endpoint == "http://localhost:4318/v1/metrics");
  CHECK(options.encoding == zm::otlp::encoding::protobuf);
  CHECK(options.temporality == zm::temporality::cumulative);
  CHECK(options.compression == zm::compression::none);
  CHECK(options.interval == std::chrono::seconds{60});
  CHECK(options.timeout == std::chrono::seconds{10});
  CHECK(options.max_request_bytes == 64 * 1024 * 1024);
  CHECK_FALSE(is_refused(options));
}

TEST_CASE("what makes no sense is refused") {
  const auto with = [](auto change) {
    zm::push_options options;
    change(options);
    return is_refused(options);
  };
  CHECK(with([](auto& options) { options.interval = {}; }));
  CHECK(with([](auto& options) { options.timeout = std::chrono::milliseconds{-1}; }));
  CHECK_FALSE(with([](auto& options) { options.timeout = {}; }));
  CHECK(with([](auto& options) { options.client_key = "key.pem"; }));
  CHECK(with([](auto& options) { options.client_certificate = "cert.pem"; }));
  CHECK(with([](auto& options) { options.product = "a\nb"; }));
}
