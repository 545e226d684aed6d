// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/scrape_request.hpp>

#include <doctest/doctest.h>

#include <string_view>

using zerometer::detail::answer_to;
using zerometer::detail::path_of;
using zerometer::detail::scrape_answer;
using zerometer::detail::scrape_timeout;

TEST_CASE("[C-33] a target in the form for proxies has its path behind the host") {
  static_assert(path_of("/metrics") == "/metrics");
  CHECK(path_of("http://host:9464/metrics") == "/metrics");
  CHECK(path_of("HTTP://[::1]/metrics/x") == "/metrics/x");
  CHECK(path_of("http://host") == "/");
  CHECK(path_of("http:///metrics") == "/metrics");
  CHECK(path_of("https://host/metrics") == "https://host/metrics");
  CHECK(path_of("http:/") == "http:/");
  CHECK(path_of("*") == "*");
  CHECK(path_of("") == "");
}

TEST_CASE("[C-30] [C-32] the page for GET and HEAD of the path, and for nothing else") {
  const auto to = [](std::string_view method, std::string_view target) {
    return answer_to(method, target, "HTTP/1.1", 1, "/metrics");
  };
  CHECK(to("GET", "/metrics") == scrape_answer::page);
  CHECK(to("HEAD", "/metrics") == scrape_answer::page);
  CHECK(to("GET", "http://a/metrics") == scrape_answer::page);
  CHECK(to("GET", "/metrics/") == scrape_answer::not_found);
  CHECK(to("GET", "/Metrics") == scrape_answer::not_found);
  CHECK(to("POST", "/") == scrape_answer::not_found);
  CHECK(to("OPTIONS", "*") == scrape_answer::not_found);
  CHECK(to("POST", "/metrics") == scrape_answer::method_not_allowed);
  CHECK(to("get", "/metrics") == scrape_answer::method_not_allowed);
  CHECK(to("", "/metrics") == scrape_answer::method_not_allowed);
}

TEST_CASE("[C-33] one Host, or none in HTTP/1.0") {
  const auto to = [](std::string_view version, std::size_t hosts) {
    return answer_to("GET", "/m", version, hosts, "/m");
  };
  CHECK(to("HTTP/1.1", 1) == scrape_answer::page);
  CHECK(to("HTTP/1.1", 0) == scrape_answer::bad_request);
  CHECK(to("HTTP/1.1", 2) == scrape_answer::bad_request);
  CHECK(to("HTTP/1.0", 0) == scrape_answer::page);
  CHECK(to("HTTP/1.0", 2) == scrape_answer::bad_request);
}

TEST_CASE("[C-36] whoever says how long he waits is not answered for longer") {
  constexpr std::uint64_t most = 30'000'000'000;
  static_assert(scrape_timeout("10", most) == 10'000'000'000);
  CHECK(scrape_timeout("1.5", most) == 1'500'000'000);
  CHECK(scrape_timeout("0.1", most) == 100'000'000);
  CHECK(scrape_timeout(".25", most) == 250'000'000);
  CHECK(scrape_timeout("0.0000000019", most) == 1);
  CHECK(scrape_timeout("31", most) == most);
  CHECK(scrape_timeout("99999999999999999999999999", most) == most);
  for (const std::string_view nonsense :
       {"", "0", "0.0", "-1", "1e3", "1.2.3", "ten", " 1", "1,5"}) {
    CHECK(scrape_timeout(nonsense, most) == most);
  }
}
