// SPDX-License-Identifier: MIT
/// A service with one metric of each form that a catalogue has to tell, and one alert of each
/// condition. `page` prints a page of it on which every metric has a series; `plain WHAT` writes a
/// file of a catalogue without texts, and `twice` is the rules with two alerts of one name.
#include <catalogue/generate.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <cstdio>
#include <string_view>

namespace zm = zerometer;

enum class outcome { success, failure };
constexpr auto label_values(outcome) { return zm::values("success", "failure"); }
enum class error { none, stock, payment };
constexpr auto label_values(error) {
  return zm::values(zm::absent, "out of, stock", "pay\"ment\\");
}
constexpr bool error_of_a_failure(outcome result, error what) {
  return (result == outcome::failure) == (what != error::none);
}
enum class route { cart, item };
constexpr auto label_values(route) { return zm::values("/cart", "/item/{id}"); }
enum class queue { mail, audit };
constexpr auto label_values(queue) { return zm::values("mail", "audit"); }
enum class pool_state { used, free, pending };
constexpr auto label_values(pool_state) { return zm::values("used", "free", "pending"); }
using status = zm::integers<200, 404, 500, 503>;
enum class fault { none, refused, broken, timeout };
constexpr auto label_values(fault) { return zm::values(zm::absent, "404", "500", "timeout"); }
/// An answer may break off whatever its status was.
constexpr bool answer_of_a_call(status code, fault what) {
  const fault own = code.value() == 404   ? fault::refused
                    : code.value() == 200 ? fault::none
                                          : fault::broken;
  return what == own || what == fault::timeout;
}
constexpr bool always_fails(queue, error what) { return what != error::none; }

struct shop : zm::meter<shop, "Shop", zm::version<"1.2.0">, zm::attribute<"team", "checkout">> {
  struct orders : counter<"shop.orders", "{order}", "Orders, \"all\" of them: it's a \\.",
                          zm::label<"outcome", outcome>, zm::label<"error.type", error>,
                          zm::constant<"currency", "EUR">, zm::only_if<error_of_a_failure>> {};
  struct latency
      : histogram<"shop.request.duration", "s", "Time to answer.", zm::bounds{0.005, 0.1, 1, 10},
                  zm::label<"http.route", route>, zm::label<"http.response.status_code", status>> {
  };
  struct pool : observable_gauge<"shop.db.pool.connections", "{connection}",
                                 "Connections by state.", zm::label<"db.pool.state", pool_state>> {
    static void observe(zm::observer<pool>& out) noexcept {
      out.observe(3, pool_state::used);
      out.observe(1, pool_state::free);
      out.observe(0, pool_state::pending);
    }
  };
  struct stalled : counter<"shop.queue.stalled", "{job}", "Jobs that stalled.",
                           zm::label<"queue.name", queue>> {};
  struct failed : counter<"shop.queue.job.failures", "{failure}", "Jobs that failed.",
                          zm::label<"queue.name", queue>, zm::label<"attempts.exhausted", bool>> {};
  struct calls : counter<"shop.calls", "{call}", "Calls of the bank.",
                         zm::label<"http.response.status_code", status>,
                         zm::label<"error.type", fault>, zm::only_if<answer_of_a_call>> {};
  struct lost
      : counter<"shop.lost", "{letter}", "Letters that were lost.", zm::label<"queue.name", queue>,
                zm::label<"error.type", error>, zm::only_if<always_fails>> {};
  struct dropped : counter<"shop.audit.dropped", "{event}", "Audit events that were lost."> {};
  struct sent : counter<"shop.sent", "By", "What was sent."> {};
  struct open : up_down_counter<"shop.open", "{session}", "Open sessions."> {};
  struct level : gauge<"shop.stock.level", "1", "How much of the store is full."> {};
  struct backup : gauge<"shop.backup.timestamp", "s", "When it last was saved, since 1970."> {};
  struct payload : histogram<"shop.payload", "By", "Size of a request.",
                             zm::whole_bounds(256, 65536), zm::sparse> {};
  struct build : info<"shop.build", "What runs.", zm::constant<"version", "1.2.0">> {};
  using metrics = zm::list<orders, latency, pool, stalled, failed, calls, lost, dropped, sent, open,
                           level, backup, payload, build>;
};
struct actors : zm::meter<actors, "Actors", zm::droppable> {
  struct logins
      : counter<"shop.logins", "{login}", "Log-ins, by who it was.", zm::label<"outcome", outcome>,
                zm::label<"user.email", zm::text<64>>, zm::label<"error.type", error>,
                zm::only_if<error_of_a_failure>, zm::cardinality_limit<500>> {};
  struct time : histogram<"shop.login.duration", "s", "Time to log in.", zm::bounds{0.5},
                          zm::label<"user.email", zm::text<>>, zm::cardinality_limit<20>> {};
  using metrics = zm::list<logins, time>;
};
/// The same family as another meter's metric, and one that gives way to it.
struct legacy : zm::meter<legacy, "Legacy", zm::shared_atomic> {
  struct orders : counter<"shop.orders", "{order}", "Orders by telephone."> {};
  struct level : histogram<"shop.stock.level", "1", "Of another type.", zm::bounds{1}> {};
  using metrics = zm::list<orders, level>;
};
/// No table of texts, so nothing that can be full.
struct plain : zm::meter<plain, "Plain"> {
  struct calls : counter<"plain.calls", "{call}", "Calls."> {};
  using metrics = zm::list<calls>;
};
using plain_app = zm::exposition<plain>;
using app = zm::exposition<shop, actors, legacy, zm::without_self_metrics>;

using catalogue::of;
constexpr std::array alerts{
    catalogue::alert{.name = "AuditEventsDropped",
                     .when = catalogue::increases(of<shop::dropped>()),
                     .severity = "critical",
                     .summary = "Audit events of {{ $labels.job }} were lost: it's for good"},
    catalogue::alert{.name = "JobAttemptsExhausted",
                     .when = catalogue::increases(of<shop::failed>(true)),
                     .over = "15m",
                     .severity = "critical",
                     .summary = "Jobs of {{ $labels.queue_name }} failed for good"},
    catalogue::alert{.name = "OrdersFail",
                     .when = catalogue::share_above(of<shop::orders>(outcome::failure),
                                                    of<shop::orders>(), 0.05),
                     .pending = "5m",
                     .summary = "{{ $value | humanizePercentage }} of all orders fail"},
    catalogue::alert{.name = "Unavailable",
                     .when = catalogue::rate_above(of<shop::latency>(status{503}), 0.1)},
    catalogue::alert{.name = "SlowRequests",
                     .when = catalogue::quantile_above(0.99, of<shop::latency>(), 1),
                     .pending = "10m"},
    catalogue::alert{.name = "PoolExhausted",
                     .when = catalogue::above(of<shop::pool>(pool_state::pending), 0),
                     .pending = "2m"},
    catalogue::alert{
        .name = "PoolNearlyFull",
        .when = catalogue::share_above(of<shop::pool>(pool_state::used), of<shop::pool>(), 0.9)},
    catalogue::alert{.name = "StockLow", .when = catalogue::below(of<shop::level>(), 0.1)},
};

static int print_page() {
  shop::payload::observe(100U);
  actors::logins::inc(outcome::success, "ann@example.org", error::none);
  actors::time::observe(0.1, "ann@example.org");
  static std::array<char, zm::prometheus::max_bytes<app>> room;
  const std::string_view page = zm::prometheus::render<app>(room);
  return std::fwrite(page.data(), 1, page.size(), stdout) == page.size() ? 0 : 2;
}

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view{argv[1]} == "page") {
    return print_page();
  }
  if (argc == 3 && std::string_view{argv[1]} == "plain") {
    return catalogue::generate<plain_app>(argc - 1, argv + 1);
  }
  if (argc == 2 && std::string_view{argv[1]} == "twice") {
    static char what[] = "rules";
    char* arguments[] = {argv[0], what};
    return catalogue::generate<app>(2, arguments, std::array{alerts[0], alerts[1], alerts[0]});
  }
  return catalogue::generate<app>(argc, argv, alerts);
}
