// SPDX-License-Identifier: MIT
#include <zerometer/detail/endpoint.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace detail = zerometer::detail;
using detail::metrics_path;
using namespace std::string_view_literals;

namespace {

struct vector {
  std::string_view text;
  std::string_view as_it_is;
  std::string_view appended;
  std::string_view if_absent;
};

constexpr vector vectors[]{
    {"http://collector:4318", "http://collector:4318/", "http://collector:4318/v1/metrics",
     "http://collector:4318/v1/metrics"},
    {"http://collector:4318/", "http://collector:4318/", "http://collector:4318/v1/metrics",
     "http://collector:4318/v1/metrics"},
    {"http://c/mine", "http://c/mine", "http://c/mine/v1/metrics", "http://c/mine/v1/metrics"},
    {"http://c/mine/", "http://c/mine/", "http://c/mine/v1/metrics", "http://c/mine/v1/metrics"},
    {"https://c.example/v1/metrics/", "https://c.example/v1/metrics/",
     "https://c.example/v1/metrics/v1/metrics", "https://c.example/v1/metrics"},
    {"http://c:4318/v1/metrics", "http://c:4318/v1/metrics", "http://c:4318/v1/metrics/v1/metrics",
     "http://c:4318/v1/metrics"},
    {"http://c/my/v1/metrics", "http://c/my/v1/metrics", "http://c/my/v1/metrics/v1/metrics",
     "http://c/my/v1/metrics"},
    {"http://c/xv1/metrics", "http://c/xv1/metrics", "http://c/xv1/metrics/v1/metrics",
     "http://c/xv1/metrics/v1/metrics"},
    {"HTTPS://C_1.example:443", "https://C_1.example:443/", "https://C_1.example:443/v1/metrics",
     "https://C_1.example:443/v1/metrics"},
    {"http://[::1]:4318", "http://[::1]:4318/", "http://[::1]:4318/v1/metrics",
     "http://[::1]:4318/v1/metrics"},
    {"http://[fe80::1]", "http://[fe80::1]/", "http://[fe80::1]/v1/metrics",
     "http://[fe80::1]/v1/metrics"},
    {"http://c?token=a/b", "http://c/?token=a/b", "http://c/v1/metrics?token=a/b",
     "http://c/v1/metrics?token=a/b"},
    {"http://c/v1/metrics?a=1", "http://c/v1/metrics?a=1", "http://c/v1/metrics/v1/metrics?a=1",
     "http://c/v1/metrics?a=1"},
};

constexpr std::string_view none[]{
    ""sv,
    "collector:4318"sv,
    "http:/c"sv,
    "http://"sv,
    "http:///v1/metrics"sv,
    "://c"sv,
    "grpc://c"sv,
    "ftp://c"sv,
    "unix:///run/c"sv,
    " http://c"sv,
    "http://c "sv,
    "http://c/a b"sv,
    "http://c/\n"sv,
    "http://c\0/"sv,
    "http://c\r\nHost: d/"sv,
    "http://c/#end"sv,
    "http://caf\xC3\xA9/"sv,
    "http://c/\xC3\xA9"sv,
    "http://user@c"sv,
    "http://user:password@c:4318/v1/metrics"sv,
    "http://user:password%40c"sv,
    "http://c:"sv,
    "http://c:0"sv,
    "http://c:65536"sv,
    "http://c:4318a"sv,
    "http://c:99999999999999999999"sv,
    "http://c:80:81"sv,
    "http://::1"sv,
    "http://::1:4318"sv,
    "http://[::1"sv,
    "http://[]"sv,
    "http://["sv,
    "http://[c]"sv,
    "http://[::1]x"sv,
    "http://[fe80::1%25eth0]"sv,
};

}  // namespace

TEST_CASE("[L-28] what is posted to") {
  for (const vector& each : vectors) {
    CAPTURE(each.text);
    CHECK(detail::endpoint_url(each.text, metrics_path::as_it_is) == each.as_it_is);
    CHECK(detail::endpoint_url(each.text, metrics_path::appended) == each.appended);
    CHECK(detail::endpoint_url(each.text, metrics_path::appended_if_absent) == each.if_absent);
  }
  for (const std::string_view text : none) {
    CAPTURE(text);
    CHECK(detail::endpoint_url(text, metrics_path::as_it_is).empty());
    CHECK(detail::endpoint_url(text, metrics_path::appended).empty());
    CHECK(detail::endpoint_url(text, metrics_path::appended_if_absent).empty());
  }
}

TEST_CASE("hosts and addresses") {
  for (const std::string_view host :
       {"localhost", "otel-collector", "a_b.example.", "0.0.0.0", "::", "::1", "[::1]", "127.1"}) {
    CAPTURE(host);
    CHECK(detail::is_host(host));
  }
  for (const std::string_view host :
       {""sv, "*"sv, "a b"sv, "a:-b"sv, "[localhost]"sv, "[::1"sv, "::1]"sv, "a\n"sv, "\xC3\xA9"sv,
        "a/b"sv, "a@b"sv, "a\0b"sv}) {
    CAPTURE(host);
    CHECK_FALSE(detail::is_host(host));
  }
}

TEST_CASE("nothing that is shown has a user, a password or a query in it") {
  CHECK(detail::printable_endpoint("http://c:4318/v1/metrics") == "http://c:4318/v1/metrics");
  CHECK(detail::printable_endpoint("collector:4318") == "collector:4318");
  CHECK(detail::printable_endpoint("http://c/v1/metrics?token=secret") ==
        "http://c/v1/metrics?***");
  CHECK(detail::printable_endpoint("http://c/#secret") == "http://c/?***");
  for (const std::string_view text :
       {"http://user:secret@c", "user:secret@c", "http://user:sec/secret@c", "http://u:?secret@c",
        "http://user:secret%40c", "http://user:#secret@c/?a@b", "secret@"}) {
    CAPTURE(text);
    CHECK(detail::printable_endpoint(text) == "***");
  }
}
