// SPDX-License-Identifier: MIT
#include <zerometer/export/pull.hpp>
#include <zerometer/zerometer.hpp>

#include "../../http_client.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <pthread.h>
#include <sys/resource.h>
#include <zlib.h>

namespace zm = zerometer;

namespace {

struct plain : zm::meter<plain, "plain"> {
  struct things : counter<"things", "{thing}", "Things seen."> {};
  struct sizes : histogram<"sizes", "By", "Sizes.", zm::exponential_bounds<300>(1, 1.05)> {};
  using metrics = zm::list<things, sizes>;
};
/// A page that is the same until something is recorded.
using still = zm::exposition<plain, zm::without_self_metrics>;

template <class Numbers>
struct first_numbers;
template <std::size_t... Number>
struct first_numbers<std::index_sequence<Number...>> {
  using type = zm::integers<static_cast<long long>(Number)...>;
};
using hundred = first_numbers<std::make_index_sequence<100>>::type;

/// A page of 4.4 MB, which no socket takes at once.
struct wide : zm::meter<wide, "wide", zm::memory_limit<(8 << 20)>> {
  struct series
      : counter<
            "series", "", "Long lines.",
            zm::label<"a_key_that_is_as_long_as_no_key_should_be_so_that_a_line_of_this_metric_"
                      "takes_many_bytes_and_a_page_of_all_lines_takes_more_than_what_the_system_"
                      "keeps_of_it_for_somebody_who_does_not_read_it_in_time",
                      hundred>,
            zm::label<"b_key_that_is_as_long_as_no_key_should_be_so_that_a_line_of_this_metric_"
                      "takes_many_bytes_and_a_page_of_all_lines_takes_more_than_what_the_system_"
                      "keeps_of_it_for_somebody_who_does_not_read_it_in_time",
                      hundred>,
            zm::text_limit<(16 << 20)>> {};
  using metrics = zm::list<series>;
};
using long_page = zm::exposition<wide, zm::without_self_metrics>;

/// What the callback of an observable saw.
struct {
  std::atomic<int> runs{0};
  std::atomic<bool> collected{false};
  std::array<char, 32> thread{};
} seen;
bool collect_inside() noexcept;

struct watched : zm::meter<watched, "watched"> {
  struct level : observable_gauge<"level", "", "Asked for."> {
    static void observe(zm::observer<level>& out) noexcept {
      ++seen.runs;
      ::pthread_getname_np(::pthread_self(), seen.thread.data(), seen.thread.size());
      seen.collected = collect_inside();
      out.observe(0.5);
    }
  };
  using metrics = zm::list<level>;
};
using asking = zm::exposition<watched, zm::without_self_metrics>;

bool collect_inside() noexcept {
  static zm::snapshot<asking> inner;
  return inner.take();
}

/// What a handler was told, from whichever thread.
class told {
public:
  zm::error_handler handler() {
    return {[](const zm::export_error& error, void* self) noexcept {
              auto& all = *static_cast<told*>(self);
              const std::lock_guard lock{all.mutex_};
              all.errors_.push_back(error);
            },
            this};
  }
  std::size_t count(zm::export_trouble trouble) {
    const std::lock_guard lock{mutex_};
    return static_cast<std::size_t>(
        std::count_if(errors_.begin(), errors_.end(),
                      [&](const zm::export_error& error) { return error.trouble() == trouble; }));
  }

private:
  std::mutex mutex_;
  std::vector<zm::export_error> errors_;
};

zm::pull_options local() { return {.host = "127.0.0.1", .port = 0}; }

template <class Condition>
bool soon(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return true;
}

std::string unzip(std::string zipped) {
  z_stream stream{};
  REQUIRE(::inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, static_cast<int>(sizeof stream)) == Z_OK);
  std::vector<char> buffer(1 << 20);
  stream.next_in = reinterpret_cast<Bytef*>(zipped.data());
  stream.avail_in = static_cast<uInt>(zipped.size());
  stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
  stream.avail_out = static_cast<uInt>(buffer.size());
  const int result = ::inflate(&stream, Z_FINISH);
  ::inflateEnd(&stream);
  return result == Z_STREAM_END ? std::string{buffer.data(), buffer.size() - stream.avail_out}
                                : std::string{};
}

std::string rendered() {
  static std::array<char, zm::prometheus::max_bytes<still>> buffer;
  return std::string{std::string_view{zm::prometheus::render<still>(buffer)}};
}

std::size_t entries_of(const char* directory) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{directory},
                                                std::filesystem::directory_iterator{}));
}

/// Asks again and again and reads nothing, until the endpoint is stuck with a page.
class glutton {
public:
  explicit glutton(std::string_view address, const char* from = "127.0.0.1")
      : client_{address, from} {
    const std::string request = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
    for (int i = 0; i < 1000; ++i) {
      requests_ += request;
    }
    // Stuck is who has taken nothing for a while: it has a page that it cannot send.
    for (int idle = 0; idle < 20;) {
      const std::size_t sent = client_.send_some(requests_);
      idle = sent == 0 ? idle + 1 : 0;
      std::rotate(requests_.begin(),
                  requests_.begin() + static_cast<std::ptrdiff_t>(sent % request.size()),
                  requests_.end());
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  }
  http_client& client() { return client_; }

private:
  http_client client_;
  std::string requests_;
};

}  // namespace

TEST_CASE("[C-30] by default it is localhost, 9464, /metrics") {
  constexpr zm::pull_options options;
  static_assert(options.host == "localhost" && options.port == 9464 && options.path == "/metrics");
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  REQUIRE(!endpoint.start({.port = 0}));
  CHECK(http_client{endpoint.address()}.get().status == 200);
  for (std::size_t i = 0; !endpoint.address(i).empty(); ++i) {
    CHECK(http_client{endpoint.address(i)}.get().status == 200);
  }
}

TEST_CASE("[C-31] [C-07] the page, in the format that is asked for") {
  plain::things::add(3);
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  REQUIRE(!endpoint.start(local()));
  http_client client{endpoint.address()};
  const http_response text = client.get();
  CHECK(text.status == 200);
  CHECK(text.body == rendered());
  CHECK(text.header("content-type") == zm::prometheus::content_type);
  CHECK(text.header("vary") == "Accept, Accept-Encoding");
  const http_response open = client.get(
      "Accept: text/plain;q=0.1\r\naccept: application/openmetrics-text;version=1.0.0\r\n");
  CHECK(open.status == 200);
  CHECK(open.header("content-type") == zm::openmetrics::content_type);
  CHECK(open.body.ends_with("# EOF\n"));
  CHECK(client.get("Accept: nonsense;;;\r\n").body == text.body);
}

/// libmicrohttpd since 1.0, where a request has no Host, or two.
static const bool hangs_up_on_nonsense = ::MHD_get_version()[0] != '0';

TEST_CASE("[C-32] HEAD is GET without the body, and there is nothing else") {
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  REQUIRE(!endpoint.start(local()));
  http_client client{endpoint.address()};
  REQUIRE(client.send("HEAD /metrics HTTP/1.1\r\nHost: a\r\n\r\n"));
  const http_response head = client.receive(true);
  CHECK(head.status == 200);
  CHECK(head.header("content-length") == std::to_string(rendered().size()));
  CHECK(head.header("content-type") == zm::prometheus::content_type);
  CHECK(client.get({}, "/metrics?name[]=x&y").body == rendered());
  for (const char* target : {"/", "/metrics/", "/metric", "/../metrics"}) {
    CAPTURE(target);
    CHECK(client.get({}, target).status == 404);
  }
  // A path ends at its zero; some release of libmicrohttpd after 1.0.1 refuses it.
  const int zero = http_client{endpoint.address()}.get({}, "/metrics%00x2").status;
  CHECK((zero == 200 || (hangs_up_on_nonsense && zero == 400)));
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get"}) {
    CAPTURE(method);
    REQUIRE(client.send(std::string{method} + " /metrics HTTP/1.1\r\nHost: a\r\n\r\n"));
    const http_response other = client.receive();
    CHECK(other.status == 405);
    CHECK(other.header("allow") == "GET, HEAD");
  }
  CHECK(client.get().status == 200);
}

TEST_CASE("[C-33] connections are kept, Host is checked, and bodies are passed over") {
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  REQUIRE(!endpoint.start(local()));
  http_client client{endpoint.address()};
  const auto ask = [&](std::string_view request) {
    REQUIRE(client.send(request));
    return client.receive().status;
  };
  CHECK(ask("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n") == 200);
  CHECK(ask("GET http://elsewhere:1/metrics?x HTTP/1.1\r\nHost: a\r\n\r\n") == 200);
  for (const char* hosts : {"", "Host: a\r\nhost: a\r\n"}) {
    CAPTURE(hosts);
    if (hangs_up_on_nonsense) {
      client = http_client{endpoint.address()};
    }
    CHECK(ask("GET /metrics HTTP/1.1\r\n" + std::string{hosts} + "\r\n") == 400);
  }
  if (hangs_up_on_nonsense) {
    client = http_client{endpoint.address()};
  }
  CHECK(ask("POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello") == 405);
  CHECK(ask("GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello") == 200);
  CHECK(ask("PUT /metrics HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            "5\r\nhello\r\n0\r\n\r\n") == 405);
  CHECK(ask("GET /metrics HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") == 200);
  CHECK(ask("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") == 200);
  CHECK(client.is_hung_up());
  client = http_client{endpoint.address()};
  CHECK(ask("GET /metrics HTTP/1.0\r\n\r\n") == 200);
  CHECK(client.is_hung_up());
  // A body without an end is not drained to it.
  client = http_client{endpoint.address()};
  REQUIRE(client.send("POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n"));
  const std::string part(4096, 'x');
  int parts = 0;
  while (parts < 10000 && client.send(part)) {
    ++parts;
  }
  CHECK(parts < 10000);
}

TEST_CASE("[C-34] compressed where that is asked for, and the length is of what is sent") {
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  REQUIRE(!endpoint.start(local()));
  http_client client{endpoint.address()};
  const http_response zipped = client.get("Accept-Encoding: gzip\r\n");
  CHECK(zipped.header("content-encoding") == "gzip");
  CHECK(zipped.header("vary") == "Accept, Accept-Encoding");
  CHECK(zipped.body.size() < rendered().size() / 5);
  CHECK(unzip(zipped.body) == rendered());
  CHECK(client.get("Accept-Encoding: gzip\r\n").body == zipped.body);
  const http_response open =
      client.get("Accept-Encoding: gzip\r\nAccept: application/openmetrics-text\r\n");
  CHECK(unzip(open.body).ends_with("# EOF\n"));
  for (const char* none : {"gzip;q=0", "identity", "br", "deflate"}) {
    const http_response page = client.get("Accept-Encoding: " + std::string{none} + "\r\n");
    CHECK(page.header("content-encoding").empty());
    CHECK(page.body == rendered());
  }
}

TEST_CASE("[C-35] a page that cannot be had is a 500 and no half page") {
  told errors;
  const auto owned =
      std::make_unique<zm::pull_endpoint<still>>(zm::no_resource{}, errors.handler());
  auto& endpoint = *owned;
  zm::pull_options options = local();
  options.page_bytes = 1000;
  REQUIRE(!endpoint.start(options));
  http_client client{endpoint.address()};
  const http_response response = client.get();
  CHECK(response.status == 500);
  CHECK(response.header("content-type") == "text/plain; charset=utf-8");
  CHECK(response.body == "no page\n");
  CHECK(errors.count(zm::export_trouble::too_large) == 1);
}

TEST_CASE("[C-36] pages for those who do not read have a limit, and then 503") {
  told errors;
  const auto owned =
      std::make_unique<zm::pull_endpoint<still>>(zm::no_resource{}, errors.handler());
  auto& endpoint = *owned;
  zm::pull_options options = local();
  options.page_bytes = rendered().size() * 3 / 2;
  REQUIRE(!endpoint.start(options));
  glutton stuck{endpoint.address()};
  http_response answer;
  bool turned_away = false;
  // Within a second of his last page he is left alone, and then he has had his time.
  CHECK(soon([&] {
    answer = http_client{endpoint.address()}.get();
    if (answer.status == 503) {
      turned_away = true;
      CHECK(answer.header("retry-after") == "1");
    }
    return answer.status == 200;
  }));
  CHECK((turned_away || errors.count(zm::export_trouble::busy) == 0));
}

TEST_CASE("[C-36] a head has a limit") {
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  REQUIRE(!endpoint.start(local()));
  const auto ask = [&](std::string_view target, std::string_view header) {
    http_client client{endpoint.address()};
    static_cast<void>(client.send("GET " + std::string{target} + " HTTP/1.1\r\nHost: a\r\n" +
                                  std::string{header} + "\r\n"));
    return client.receive().status;
  };
  CHECK(ask("/metrics", "X: " + std::string(6000, 'x') + "\r\n") == 200);
  // Where the rest of it is still on its way when the answer is sent, the answer may be lost.
  const int large = ask("/metrics", "X: " + std::string(30000, 'x') + "\r\n");
  CHECK((large == 431 || large == 0));
  const int longer = ask("/metrics?" + std::string(30000, 'x'), "");
  CHECK((longer == 414 || longer == 0));
}

TEST_CASE("[C-36] who sends nothing, too slowly, no second time, or reads nothing, is hung up on") {
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  zm::pull_options options = local();
  options.request_ms = 300;
  options.idle_ms = 300;
  options.answer_ms = 300;
  REQUIRE(!endpoint.start(options));
  http_client silent{endpoint.address()};
  http_client idle{endpoint.address()};
  CHECK(idle.get().status == 200);
  http_client body{endpoint.address()};
  CHECK(body.send("POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"));
  glutton reads_nothing{endpoint.address()};
  CHECK(silent.is_hung_up());
  CHECK(idle.is_hung_up());
  CHECK(body.is_hung_up());
  http_client slow{endpoint.address()};
  const std::string head = "GET /metrics HTTP/1.1\r\nX: " + std::string(100000, 'x');
  std::size_t sent = 0;
  while (sent < head.size() && !slow.is_hung_up(5)) {
    sent += slow.send_some(std::string_view{head}.substr(sent, 1));
  }
  CHECK(sent < 1000);
  CHECK(soon([&] { return reads_nothing.client().send_some("x") == 0 && errno == EPIPE; }));
  CHECK(http_client{endpoint.address()}.get().status == 200);
}

TEST_CASE("[C-36] who says how long he waits is hung up on then") {
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  REQUIRE(!endpoint.start(local()));
  http_client client{endpoint.address()};
  // Half an hour would be the endpoint's own deadline; a body keeps the answer back.
  CHECK(client.send("POST /metrics HTTP/1.1\r\nHost: a\r\nX-Prometheus-Scrape-Timeout-Seconds: "
                    "0.2\r\nContent-Length: 9\r\n\r\n"));
  CHECK(client.is_hung_up(15'000));
}

TEST_CASE("[C-38] no text of a request comes back") {
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  REQUIRE(!endpoint.start(local()));
  const std::string mark = "xyzzy";
  for (const std::string& request :
       {"GET /" + mark + " HTTP/1.1\r\nHost: " + mark + "\r\n\r\n",
        mark + " /metrics HTTP/1.1\r\nHost: " + mark + "\r\n\r\n",
        "GET /metrics?" + mark +
            " HTTP/1.1\r\nHost: a\r\nAccept: application/openmetrics-text;"
            "escaping=" +
            mark + "\r\nAccept-Encoding: " + mark + "\r\n\r\n",
        "GET /metrics HTTP/1.1\r\nHost: " + mark + "\r\nHost: " + mark + "\r\n\r\n",
        "GET /metrics HTTP/" + mark + "\r\nHost: a\r\n\r\n",
        "GET /" + mark + std::string(30000, 'x') + " HTTP/1.1\r\n\r\n"}) {
    http_client client{endpoint.address()};
    static_cast<void>(client.send(request));
    const http_response response = client.receive();
    CHECK((response.head + response.body).find(mark) == std::string::npos);
  }
}

TEST_CASE("one address holds so many connections, of which the oldest that asks nothing goes") {
  told errors;
  const auto owned =
      std::make_unique<zm::pull_endpoint<still>>(zm::no_resource{}, errors.handler());
  auto& endpoint = *owned;
  zm::pull_options options = local();
  options.connections_per_address = 4;
  REQUIRE(!endpoint.start(options));
  std::vector<http_client> silent;
  for (int i = 0; i < 4; ++i) {
    silent.emplace_back(endpoint.address());
  }
  http_client other{endpoint.address(), "127.0.1.1"};
  CHECK(other.get().status == 200);
  CHECK(http_client{endpoint.address()}.get().status == 200);
  CHECK(silent[0].is_hung_up());
  CHECK(other.get().status == 200);
  CHECK(errors.count(zm::export_trouble::busy) == 0);
  // Those that are being answered do not go: then the new one is refused, and it is said.
  silent.clear();
  for (int i = 0; i < 4; ++i) {
    silent.emplace_back(endpoint.address(), "127.0.1.2");
    CHECK(silent.back().send("POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"));
  }
  CHECK(soon([&] {
    http_client more{endpoint.address(), "127.0.1.2"};
    return more.get().status == 0 && errors.count(zm::export_trouble::busy) == 1;
  }));
}

TEST_CASE("a port that is taken is an error that says so, and a second start is a start") {
  const auto first_owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& first = *first_owned;
  const auto second_owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& second = *second_owned;
  REQUIRE(!first.start(local()));
  const std::string address{first.address()};
  zm::pull_options same = local();
  same.port = static_cast<std::uint16_t>(std::atoi(address.substr(address.rfind(':') + 1).c_str()));
  const zm::export_error taken = second.start(same);
  CHECK(taken.trouble() == zm::export_trouble::port_in_use);
  CHECK(taken.text() == address + " is taken by another process: stop it, or set "
                                  "OTEL_EXPORTER_PROMETHEUS_PORT");
  first.stop();
  REQUIRE(!second.start(same));
  CHECK(second.address() == address);
  CHECK(http_client{address}.get().status == 200);
  REQUIRE(!second.start(same));
  CHECK(http_client{address}.get().status == 200);
  zm::pull_options pathless = local();
  pathless.path = "metrics";
  CHECK(first.start(pathless).trouble() == zm::export_trouble::configuration);
  pathless.path = "/other";
  REQUIRE(!first.start(pathless));
  CHECK(http_client{first.address()}.get({}, "/other").status == 200);
}

TEST_CASE("[C-37] callbacks run once for each scrape, on the endpoint's thread") {
  const auto owned = std::make_unique<zm::pull_endpoint<asking>>();
  auto& endpoint = *owned;
  REQUIRE(!endpoint.start(local()));
  http_client client{endpoint.address()};
  for (int i = 1; i <= 3; ++i) {
    CHECK(client.get().body.find("\nlevel{otel_scope_name=\"watched\"} 0.5\n") !=
          std::string::npos);
    CHECK(seen.runs == i);
  }
  CHECK(client.get({}, "/none").status == 404);
  CHECK(seen.runs == 3);
  CHECK(!seen.collected);  // a collection inside a collection
  endpoint.stop();
  CHECK(std::string_view{seen.thread.data()} == "zm-pull");
}

TEST_CASE("[C-37] several scrape two endpoints of one exposition while threads record") {
  const auto owned = std::make_unique<std::array<zm::pull_endpoint<still>, 2>>();
  std::vector<std::thread> threads;
  std::atomic<bool> going{true};
  std::atomic<int> bad{0};
  for (auto& endpoint : *owned) {
    REQUIRE(!endpoint.start(local()));
  }
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      while (going) {
        plain::things::add(2);
        plain::sizes::observe(7);
      }
    });
  }
  std::vector<std::thread> clients;
  for (std::size_t i = 0; i < 4; ++i) {
    clients.emplace_back([&, i] {
      http_client client{(*owned)[i % 2].address()};
      unsigned long before = 0;
      for (int scrape = 0; scrape < 50; ++scrape) {
        const http_response page = client.get(i < 2 ? "" : "Accept-Encoding: gzip\r\n");
        const std::string text = i < 2 ? page.body : unzip(page.body);
        const std::string line = "things_total{otel_scope_name=\"plain\"} ";
        const std::size_t at = text.find("\n" + line);
        const unsigned long now =
            at == text.npos ? 0 : std::strtoul(text.c_str() + at + 1 + line.size(), nullptr, 10);
        bad += page.status == 200 && at != text.npos && now >= before ? 0 : 1;
        before = now;
      }
    });
  }
  for (std::thread& client : clients) {
    client.join();
  }
  going = false;
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(bad == 0);
}

TEST_CASE("exports are counted by how they end, and what is none is not") {
  using own = zm::exposition<zm::exports, zm::without_self_metrics>;
  static zm::snapshot<own> before;
  static zm::snapshot<own> after;
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  before.take();
  REQUIRE(!endpoint.start(local()));
  http_client client{endpoint.address()};
  std::size_t bytes = 0;
  for (int i = 0; i < 5; ++i) {
    bytes += client.get(i % 2 == 0 ? "" : "Accept-Encoding: gzip\r\n").body.size();
  }
  CHECK(client.get({}, "/none").status == 404);
  REQUIRE(client.send("HEAD /metrics HTTP/1.1\r\nHost: a\r\n\r\n"));
  CHECK(client.receive(true).status == 200);
  endpoint.stop();
  after.take();
  const auto ended = [&](const auto& values, zm::export_outcome how) {
    return values.template value<zm::exports::count>(zm::exporter::pull, how);
  };
  CHECK(ended(after, zm::export_outcome::success) - ended(before, zm::export_outcome::success) ==
        5);
  CHECK(ended(after, zm::export_outcome::failed) == ended(before, zm::export_outcome::failed));
  CHECK(after.value<zm::exports::bytes>(zm::exporter::pull) -
            before.value<zm::exports::bytes>(zm::exporter::pull) ==
        bytes);
  CHECK(after.value<zm::exports::duration>(zm::exporter::pull).count() -
            before.value<zm::exports::duration>(zm::exporter::pull).count() ==
        5);
  CHECK(after.value<zm::exports::last_success>(zm::exporter::pull) > 1.7e9);
  zm::pull_options options = local();
  options.page_bytes = 10;
  before.take();
  REQUIRE(!endpoint.start(options));
  CHECK(http_client{endpoint.address()}.get().status == 500);
  endpoint.stop();
  after.take();
  CHECK(ended(after, zm::export_outcome::failed) == ended(before, zm::export_outcome::failed) + 1);
}

TEST_CASE("on a thread of the program's, until a signal, and SIGPIPE ends nobody") {
  static zm::pull_endpoint<still> endpoint;
  REQUIRE(!endpoint.open(local()));
  struct sigaction stop{};
  struct sigaction before{};
  stop.sa_handler = [](int) { endpoint.request_stop(); };
  REQUIRE(::sigaction(SIGUSR1, &stop, &before) == 0);
  std::thread server{[] { endpoint.run(); }};  // with SIGPIPE as a program begins with it
  for (int i = 0; i < 50; ++i) {
    http_client early{endpoint.address()};
    CHECK(early.send(
        "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"));
    const linger reset{1, 0};
    ::setsockopt(early.socket(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }
  CHECK(http_client{endpoint.address()}.get().status == 200);
  ::pthread_kill(server.native_handle(), SIGUSR1);
  server.join();
  CHECK(!http_client{endpoint.address()}.is_connected());
  endpoint.request_stop();  // in vain
  endpoint.stop();
  ::sigaction(SIGUSR1, &before, nullptr);
  REQUIRE(!endpoint.start(local()));
  CHECK(http_client{endpoint.address()}.get().status == 200);
  endpoint.stop();
}

TEST_CASE("one thread, named, with every signal blocked, and no descriptor that stays") {
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  const std::size_t threads = entries_of("/proc/self/task");
  const std::size_t descriptors = entries_of("/proc/self/fd");
  for (int i = 0; i < 3; ++i) {
    REQUIRE(!endpoint.start(local()));
    http_client client{endpoint.address()};
    CHECK(client.get().status == 200);
    CHECK(entries_of("/proc/self/task") == threads + 1);
    endpoint.stop();
    CHECK(entries_of("/proc/self/task") == threads);
  }
  CHECK(entries_of("/proc/self/fd") == descriptors);
}

TEST_CASE("without descriptors it says so, and goes on when there are some") {
  told errors;
  const auto owned =
      std::make_unique<zm::pull_endpoint<still>>(zm::no_resource{}, errors.handler());
  auto& endpoint = *owned;
  REQUIRE(!endpoint.start(local()));
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  http_client kept{endpoint.address()};  // before there are none left for the client
  CHECK(kept.get().status == 200);
  http_client waiting{};
  const int next = ::dup(0);
  ::close(next);
  // One more: the client's end, and none for the endpoint's.
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(next) + 1;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  waiting = http_client{endpoint.address()};
  const bool told_of_it = soon([&] { return errors.count(zm::export_trouble::descriptors) != 0; });
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(told_of_it);
  CHECK(waiting.get().status == 200);
  CHECK(http_client{endpoint.address()}.get().status == 200);
  const auto other_owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& other = *other_owned;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  const zm::export_error error = other.start(local());
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(error.trouble() == zm::export_trouble::descriptors);
}

TEST_CASE("an answer that is under way goes on during a stop, for a while") {
  const auto owned = std::make_unique<zm::pull_endpoint<long_page>>();
  auto& endpoint = *owned;
  zm::pull_options options = local();
  options.stop_ms = 60'000;
  for (const bool reads : {true, false}) {
    REQUIRE(!endpoint.start(options));
    http_client client{endpoint.address()};
    const int few = 65536;
    ::setsockopt(client.socket(), SOL_SOCKET, SO_RCVBUF, &few, sizeof few);
    REQUIRE(client.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"));
    pollfd begun{client.socket(), POLLIN, 0};
    REQUIRE(::poll(&begun, 1, http_client::patience) == 1);
    std::thread stop{[&] { endpoint.stop(); }};
    CHECK(soon([&] { return !http_client{endpoint.address()}.is_connected(); }));
    const http_response page = reads ? client.receive() : http_response{};
    stop.join();
    CHECK(page.status == (reads ? 200 : 0));
    CHECK((page.body.size() > 4'400'000) == reads);
    options.stop_ms = 100;
  }
}

TEST_CASE("an answer that has begun is sent to its end before a stop ends") {
  const auto owned = std::make_unique<zm::pull_endpoint<still>>();
  auto& endpoint = *owned;
  std::atomic<bool> going{true};
  std::atomic<int> whole{0};
  std::atomic<int> broken{0};
  zm::pull_options options = local();
  REQUIRE(!endpoint.start(options));
  const std::string address{endpoint.address()};
  options.port =
      static_cast<std::uint16_t>(std::atoi(address.substr(address.rfind(':') + 1).c_str()));
  const std::string page = rendered();
  std::vector<std::thread> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&, i] {
      http_client client;
      while (going) {
        if (!client.is_connected()) {
          client = http_client{address};
          continue;
        }
        if (!client.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")) {
          client.close();
          continue;
        }
        if (i == 0) {
          client.close();
          continue;
        }
        // Nothing at all, or a status with the page behind it.
        char byte{};
        pollfd ready{client.socket(), POLLIN, 0};
        ::poll(&ready, 1, http_client::patience);
        if (::recv(client.socket(), &byte, 1, MSG_PEEK) <= 0) {
          client.close();
          continue;
        }
        const http_response response = client.receive();
        (response.status == 200 && response.body == page ? whole : broken) += 1;
      }
    });
  }
  for (int i = 0; i < 20; ++i) {
    const int so_far = whole;
    CHECK(soon([&] { return whole > so_far + 5; }));
    endpoint.stop();
    REQUIRE(!endpoint.start(options));
  }
  going = false;
  for (std::thread& client : clients) {
    client.join();
  }
  CHECK(broken == 0);
  CHECK(whole > 100);
}
