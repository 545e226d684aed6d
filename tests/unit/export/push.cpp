// SPDX-License-Identifier: MIT
// What needs a server that is told what to do is in ../../push.py; here is what a sanitizer should
// see: several threads at one exporter.
#include "push_peer.hpp"

#include <zerometer/export/push.hpp>
#include <zerometer/export/self.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace zm = zerometer;
using namespace std::chrono_literals;
using enum zm::export_trouble;

namespace {

struct work : zm::meter<work, "work"> {
  struct done : counter<"done", "", "Done."> {};
  using metrics = zm::list<done>;
};
using app = zm::exposition<work, zm::exports>;
using exporter = zm::push_exporter<app, zm::resource<64>>;

/// What an exporter told, from whichever thread.
struct ear {
  std::mutex mutex;
  std::vector<zm::export_error> heard;

  zm::error_handler handler() {
    return {[](const zm::export_error& error, void* self) noexcept {
              auto& mine = *static_cast<ear*>(self);
              const std::lock_guard lock{mine.mutex};
              mine.heard.push_back(error);
            },
            this};
  }
};

std::uint64_t exports(zm::export_outcome outcome) {
  static zm::snapshot<app> now;
  now.take();
  return now.value<zm::exports::count>(zm::exporter::push, outcome);
}

/// Starts an exporter to a peer; its interval is over at once.
zm::export_error start(exporter& push, const push_peer& peer, std::chrono::milliseconds timeout,
                       zm::error_handler handler = {}) {
  const std::string url = peer.url();
  zm::push_options options;
  options.endpoint = url;
  options.interval = 1ms;
  options.timeout = timeout;
  options.on_error = handler;
  return push.start(options);
}

}  // namespace

TEST_CASE("an exporter exports when it is open, and not before and not after") {
  push_peer peer{[](std::size_t) { return push_peer::status(200); }};
  ear told;
  const auto push = std::make_unique<exporter>();
  CHECK(push->export_once().trouble() == configuration);
  CHECK(push->flush(1s).trouble() == configuration);
  CHECK(push->shutdown().trouble() == configuration);
  zm::resource<64> who;
  CHECK(who.add("service.name", "unit test") == zm::resource_error::none);
  {
    // All of this is copied.
    const std::string url = peer.url();
    const std::string password = "p";
    zm::push_options options;
    options.endpoint = url;
    options.credentials = zm::push_credentials{"u", password};
    options.encoding = zm::otlp::encoding::json;
    options.on_error = told.handler();
    CHECK_FALSE(push->open(options, who));
    CHECK(push->open(options, who).trouble() == configuration);
  }
  const std::uint64_t before = exports(zm::export_outcome::success);
  work::done::inc();
  CHECK_FALSE(push->export_once());
  CHECK_FALSE(push->flush(10s));
  CHECK(exports(zm::export_outcome::success) == before + 2);
  CHECK_FALSE(push->shutdown());
  CHECK(push->export_once().trouble() == configuration);
  CHECK(push->open().trouble() == configuration);
  CHECK(peer.count() == 3);
  CHECK(peer.request(0).find("Authorization: Basic dTpw\r\n") != std::string::npos);
  CHECK(peer.request(0).find("User-Agent: zerometer/" MESON_VERSION "\r\n") != std::string::npos);
  CHECK(peer.request(0).find("unit test") != std::string::npos);
  CHECK(told.heard.empty());
}

TEST_CASE("successes that are no collector's are told of once") {
  push_peer peer{[](std::size_t) {
    return "HTTP/1.1 200 x\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>";
  }};
  ear told;
  const auto push = std::make_unique<exporter>();
  zm::push_options options;
  const std::string url = peer.url();
  options.endpoint = url;
  options.on_error = told.handler();
  CHECK_FALSE(push->open(options));
  CHECK_FALSE(push->export_once());
  CHECK_FALSE(push->export_once());
  CHECK_FALSE(push->shutdown());
  REQUIRE(told.heard.size() == 1);
  CHECK(told.heard[0].trouble() == response);
  CHECK(told.heard[0].text().find("is text/html, and") != std::string_view::npos);
}

TEST_CASE("files that cannot be read are told of when it is opened, and may still come") {
  ear told;
  const auto push = std::make_unique<exporter>();
  zm::push_options options;
  options.endpoint = "https://127.0.0.1:9/";
  options.ca_file = "/no/such/ca.pem";
  options.client_certificate = "/dev/null";
  options.client_key = "/no/such/key.pem";
  options.on_error = told.handler();
  CHECK_FALSE(push->open(options));
  REQUIRE(told.heard.size() == 2);
  CHECK(told.heard[0].trouble() == configuration);
  CHECK(told.heard[0].text() ==
        "the CA file /no/such/ca.pem cannot be read: is it there, and this user's to read?");
  CHECK(told.heard[1].text() == "the client certificate's key /no/such/key.pem cannot be read: is "
                                "it there, and this user's to read?");
}

TEST_CASE("[F-23] exports of many threads come one after the other") {
  std::atomic<int> at_once{0};
  std::atomic<int> most{0};
  push_peer peer{[&](std::size_t) {
    most = std::max(most.load(), ++at_once);
    std::this_thread::yield();
    --at_once;
    return push_peer::status(200);
  }};
  const auto push = std::make_unique<exporter>();
  CHECK_FALSE(start(*push, peer, 0ms));
  std::vector<std::thread> threads;
  std::atomic<int> failed{0};
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 20; ++j) {
        work::done::inc();
        failed += (i % 2 == 0 ? push->export_once() : push->flush(60s)) ? 1 : 0;
      }
    });
  }
  for (std::thread& one : threads) {
    one.join();
  }
  CHECK_FALSE(push->shutdown(60s));
  CHECK(failed == 0);
  CHECK(most == 1);
  CHECK(peer.count() > 80);
}

TEST_CASE(
    "[F-23] [F-24] a shutdown against everyone: who comes later is told so, and nobody hangs") {
  for (int round = 0; round < 5; ++round) {
    push_peer peer{[](std::size_t number) {
      return number % 2 == 0 ? push_peer::status(200)
                             : push_peer::status(503, "Retry-After: 100\r\n");
    }};
    ear told;
    const auto push = std::make_unique<exporter>();
    CHECK_FALSE(start(*push, peer, 600s, told.handler()));
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        while (push->flush(60s).trouble() != configuration) {
        }
      });
    }
    peer.wait_for(static_cast<std::size_t>(1 + round));
    std::atomic<int> ended{0};
    std::thread other{[&] { ended += push->shutdown(60s).trouble() == configuration ? 0 : 1; }};
    ended += push->shutdown(60s).trouble() == configuration ? 0 : 1;
    other.join();
    for (std::thread& one : threads) {
      one.join();
    }
    CHECK(ended == 1);
  }
}

TEST_CASE("[F-24] a flush is not kept waiting by those that begin before it does") {
  push_peer peer{[](std::size_t) { return push_peer::status(503, "Retry-After: 100\r\n"); }};
  ear told;
  const auto push = std::make_unique<exporter>();
  CHECK_FALSE(start(*push, peer, 600s, told.handler()));
  std::vector<std::thread> threads;
  std::atomic<int> kept_waiting{0};
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 50 && kept_waiting == 0; ++j) {
        // Beyond its time is the next repetition, so that each flush gives up at once.
        kept_waiting += push->flush(10s).trouble() == zm::export_trouble::timeout ? 1 : 0;
      }
    });
  }
  for (std::thread& one : threads) {
    one.join();
  }
  CHECK(kept_waiting == 0);
  static_cast<void>(push->shutdown(60s));
}

TEST_CASE("[F-24] a shutdown ends a transfer that hangs, within its time") {
  push_peer peer{[](std::size_t) { return std::string{}; }};
  ear told;
  const auto push = std::make_unique<exporter>();
  CHECK_FALSE(start(*push, peer, 0ms, told.handler()));
  peer.wait_for(1);
  const auto begin = std::chrono::steady_clock::now();
  CHECK(push->shutdown(400ms).trouble() == timeout);
  CHECK(std::chrono::steady_clock::now() - begin < 30s);
  CHECK(told.heard.size() == 2);
}

TEST_CASE("an exporter that its own handler calls says so, and does not hang") {
  push_peer peer{[](std::size_t) { return push_peer::status(400); }};
  struct caller {
    exporter push;
    int refused = 0;
  };
  const auto both = std::make_unique<caller>();
  zm::push_options options;
  const std::string url = peer.url();
  options.endpoint = url;
  options.on_error = {[](const zm::export_error&, void* self) noexcept {
                        auto& mine = *static_cast<caller*>(self);
                        mine.refused += mine.push.export_once().trouble() == configuration ? 1 : 0;
                        mine.refused += mine.push.flush(1s).trouble() == configuration ? 1 : 0;
                        mine.refused += mine.push.shutdown().trouble() == configuration ? 1 : 0;
                      },
                      both.get()};
  CHECK_FALSE(both->push.open(options));
  CHECK(both->push.export_once().trouble() == refused);
  CHECK(both->refused == 3);
}

TEST_CASE("the buffers are of the size that is asked for, and a request is at most that") {
  CHECK(zm::push_bytes<app> == zm::otlp::max_bytes<app, zm::otlp::encoding::json>);
  constexpr std::size_t small = 4000;
  using small_exporter = zm::push_exporter<app, zm::no_resource, small>;
  push_peer peer{[](std::size_t) { return push_peer::status(200); }};
  const auto push = std::make_unique<small_exporter>();
  zm::push_options options;
  const std::string url = peer.url();
  options.endpoint = url;
  options.encoding = zm::otlp::encoding::json;
  CHECK_FALSE(push->open(options));
  CHECK_FALSE(push->export_once());
  CHECK(peer.count() > 1);
  for (std::size_t i = 0; i < peer.count(); ++i) {
    CHECK(peer.request(i).size() < small + 300);
  }
}
