// SPDX-License-Identifier: MIT
/// Strangers who hold connections to the pull endpoint and do nothing with them, more slowly than
/// anybody, or without reading: scrapes go on.
///
///     attack_pull stalled    1,000 of them, and 100 scrapes before the first is hung up on
///     attack_pull crowded    more of them than there are places, and 100 scrapes
///     attack_pull planted    the second against a server that has nothing but a limit: it must
///     stop
///                            its scrapes, or the attack is none
///
/// Orders of events, not times. 77 and a line where there are too few descriptors.
#include <zerometer/export/pull.hpp>
#include <zerometer/zerometer.hpp>

#include "../http_client.hpp"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <microhttpd.h>
#include <sys/resource.h>

namespace zm = zerometer;

namespace {

struct target : zm::meter<target, "target"> {
  struct sizes : histogram<"sizes", "By", "Sizes.", zm::exponential_bounds<300>(1, 1.05)> {};
  using metrics = zm::list<sizes>;
};
using app = zm::exposition<target>;

void require(bool condition, const char* what) {
  if (!condition) {
    std::printf("failed: %s\n", what);
    std::exit(1);
  }
}

void need_descriptors(std::size_t count) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < count) {
    std::printf("skipped: attack pull: it takes %zu descriptors\n", count);
    std::exit(77);
  }
  limit.rlim_cur = limit.rlim_max < 65536 ? limit.rlim_max : 65536;
  require(::setrlimit(RLIMIT_NOFILE, &limit) == 0, "the limit of descriptors");
}

constexpr int crowd = 300;
constexpr unsigned places = 64;

/// Strangers of every kind in turn: half of them silent, a quarter with half a head, a quarter who
/// ask and do not read.
class strangers {
public:
  strangers(std::string_view address, int count, int first_kind = 0, int kinds = 4) {
    std::string requests;
    for (int i = 0; i < 50; ++i) {
      requests += "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
    }
    for (int i = 0; i < count; ++i) {
      const std::string from = "127.0.1." + std::to_string(1 + i % 250);
      all_.emplace_back(address, from.c_str());
      kinds_.push_back(first_kind + i % kinds);
      if (!all_.back().is_connected()) {
        continue;
      }
      const int few = 4096;
      ::setsockopt(all_.back().socket(), SOL_SOCKET, SO_RCVBUF, &few, sizeof few);
      if (kinds_.back() == 2) {
        static_cast<void>(all_.back().send_some("GET /metrics HTTP/1.1\r\nHo"));
      } else if (kinds_.back() == 3) {
        static_cast<void>(all_.back().send_some(requests));
      }
    }
  }

  /// A byte more from each who sends slowly.
  void trickle() {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (kinds_[i] == 2) {
        static_cast<void>(all_[i].send_some("x"));
      }
    }
  }

  /// Of those that have not asked.
  [[nodiscard]] int hung_up() {
    int result = 0;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      result += kinds_[i] < 3 && (!all_[i].is_connected() || all_[i].is_hung_up(0)) ? 1 : 0;
    }
    return result;
  }

private:
  std::vector<http_client> all_;
  std::vector<int> kinds_;
};

constexpr int scrapes = 100;

/// How many in a row get a whole page.
[[nodiscard]] int scrape(std::string_view address, strangers& others) {
  for (int i = 0; i < scrapes; ++i) {
    const http_response response = http_client{address}.get();
    if (response.status != 200 || !response.body.ends_with('\n')) {
      std::printf("scrape %d: status %d\n", i, response.status);
      return i;
    }
    if (i % 10 == 0) {
      others.trickle();
    }
  }
  return scrapes;
}

void stalled() {
  static zm::pull_endpoint<app> endpoint;
  // The default is 10 s, in which a machine that has other work may not come to the end.
  require(!endpoint.start({.host = "127.0.0.1", .port = 0, .request_ms = 100'000}), "start");
  strangers others{endpoint.address(), 1000};
  require(others.hung_up() == 0, "1,000 are let in");
  require(scrape(endpoint.address(), others) == scrapes, "every scrape");
  require(others.hung_up() == 0, "100 scrapes end before the first stranger is hung up on");
  endpoint.stop();
}

/// First strangers of every kind, who make room for scrapes; then only such as have asked.
void crowded() {
  static zm::pull_endpoint<app> endpoint;
  require(!endpoint.start({.host = "127.0.0.1", .port = 0, .connections = places}), "start");
  {
    strangers others{endpoint.address(), crowd};
    require(scrape(endpoint.address(), others) == scrapes, "every scrape");
    require(others.hung_up() > 100, "the oldest are hung up on");
  }
  strangers greedy{endpoint.address(), crowd, 3, 1};
  require(scrape(endpoint.address(), greedy) == scrapes, "every scrape among those who have asked");
  endpoint.stop();
}

MHD_Result answer(void*, MHD_Connection* connection, const char*, const char*, const char*,
                  const char*, std::size_t*, void**) {
  return zm::detail::respond(connection, 200, "page\n");
}

void planted() {
  MHD_Daemon* const daemon =
      ::MHD_start_daemon(MHD_USE_AUTO_INTERNAL_THREAD, 0, nullptr, nullptr, &answer, nullptr,
                         MHD_OPTION_CONNECTION_LIMIT, places, MHD_OPTION_END);
  require(daemon != nullptr, "start");
  const MHD_DaemonInfo* const info = ::MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
  const std::string address = "127.0.0.1:" + std::to_string(info->port);
  require(http_client{address}.get().status == 200, "it answers before the crowd comes");
  // More would find the backlog full, too, and wait in connect().
  strangers others{address, places + 20, 0, 3};
  http_client::patience = 1000;
  require(scrape(address, others) == 0, "the crowd keeps every scrape out");
  // Not stopped: at its limit it does not see that it is to stop.
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view which = count == 2 ? arguments[1] : "";
  need_descriptors(which == "stalled" ? 2200 : 800);
  if (which == "stalled") {
    stalled();
  } else if (which == "crowded") {
    crowded();
  } else if (which == "planted") {
    planted();
  } else {
    return 2;
  }
  std::puts("as it should be");
}
