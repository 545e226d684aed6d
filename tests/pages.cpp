// SPDX-License-Identifier: MIT
/// Pages for the golden files and for other people's parsers: `pages --list`, `pages NAME.prom` in
/// text 0.0.4, `pages NAME.om` in OpenMetrics, and `pages NAME.FORMAT CHUNK` for the same page in
/// pieces of so many bytes.
#include <zerometer/openmetrics.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/semconv/http.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string_view>
#include <vector>

namespace zm = zerometer;

namespace {

/// The conformance vector: what every escape, unit and bound of a small service looks like.
namespace conformance {
enum class method { get };
constexpr auto label_values(method) { return zm::values("GET"); }
enum class route { awkward };
constexpr auto label_values(route) { return zm::values("/a\"b\\c\nd"); }
enum class queue { audit_log };
constexpr auto label_values(queue) { return zm::values("audit-log"); }
enum class state { waiting };
constexpr auto label_values(state) { return zm::values("waiting"); }
enum class pool { used };
constexpr auto label_values(pool) { return zm::values("used"); }

struct core : zm::meter<core, "InfisicalCore", zm::version<"1.2.3">> {
  struct requests : counter<"infisical.http.server.request.count", "{request}",
                            "Total \"API\" requests C:\\dir\nsecond line",
                            zm::label<"http.request.method", method>,
                            zm::label<"http.response.status_code", zm::integers<200>>,
                            zm::label<"http.route", route>> {};
  struct latency : histogram<"infisical.http.server.request.duration", "s", "API request latency",
                             zm::bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10},
                             zm::label<"http.request.method", method>> {};
  struct depth : gauge<"infisical.queue.depth", "{job}", "Current number of jobs",
                       zm::label<"queue.name", queue>, zm::label<"queue.state", state>> {};
  struct connections : gauge<"infisical.db.pool.connections", "{connection}", "pool counts",
                             zm::label<"db.pool.state", pool>> {};
  struct build : info<"infisical.build.info", "Always 1", zm::constant<"service.version", "v1">> {};
  using metrics = zm::list<requests, latency, depth, connections, build>;
};
using app = zm::exposition<core, zm::without_self_metrics>;

zm::resource<128> record() {
  core::requests::add(42U, method::get, zm::integers<200>{200}, route::awkward);
  for (const double seconds : {0.1, 1.0, 11.0}) {
    core::latency::observe(seconds, method::get);
  }
  core::depth::set(3, queue::audit_log, state::waiting);
  core::connections::set(2, pool::used);
  zm::resource<128> who;
  static_cast<void>(who.add("service.name", "infisical-core"));
  static_cast<void>(who.add("service.version", "0.1.0"));
  static_cast<void>(who.add("deployment.environment", "production"));
  return who;
}
}  // namespace conformance

/// Every value that has a spelling of its own, and every kind of label.
namespace values {
enum class which { zero, nan, inf, minus_inf, tiny, huge, whole, million, fraction };
constexpr auto label_values(which) {
  return zm::values("zero", "nan", "inf", "minus_inf", "tiny", "huge", "whole", "million",
                    "fraction");
}
enum class error { none, timeout };
constexpr auto label_values(error) { return zm::values(zm::absent, "time\tout\x01é😱\xFF"); }
using status = zm::integers<-1, 0, 200>;

struct all : zm::meter<all, "values", zm::schema_url<"https://example.org/v1">,
                       zm::attribute<"x.y", "z">> {
  struct level : gauge<"level", "", "Doubles.", zm::label<"which", which>> {};
  struct count : counter<"count", "By", "Integers.", zm::constant<"fixed", "yes">,
                         zm::label<"status.code", status>, zm::label<"error.type", error>,
                         zm::label<"a.flag", bool>> {};
  struct wide : histogram<"wide", "{x}", "From nothing to everything.",
                          zm::bounds{0, 5e-324, 1e-5, 0.0001, 0.30000000000000004, 1, 100000, 1e6,
                                     1e22, 1.7976931348623157e+308}> {};
  using metrics = zm::list<level, count, wide>;
};
using app = zm::exposition<all, zm::without_self_metrics>;

zm::no_resource record() {
  using limits = std::numeric_limits<double>;
  all::level::set(-0.0, which::zero);
  all::level::set(limits::quiet_NaN(), which::nan);
  all::level::set(limits::infinity(), which::inf);
  all::level::set(-limits::infinity(), which::minus_inf);
  all::level::set(-limits::denorm_min(), which::tiny);
  all::level::set(limits::max(), which::huge);
  all::level::set(-999999, which::whole);
  all::level::set(1e6, which::million);
  all::level::set(0.1 + 0.2, which::fraction);
  all::count::add(9007199254740993U, status{-1}, error::timeout, true);
  all::count::add(std::numeric_limits<std::uint64_t>::max(), status{200}, error::none, false);
  for (const double value : {0.0, 5e-324, 1.0, 1.5, 1e300, limits::max()}) {
    all::wide::observe(value);
  }
  return {};
}
}  // namespace values

/// Two libraries that describe the same families, one of them with another help and another type.
namespace merged {
struct first : zm::meter<first, "first"> {
  struct shared : counter<"shared", "{call}", "The first help stays."> {};
  struct clash : gauge<"clash", "", "A gauge."> {};
  using metrics = zm::list<shared, clash>;
};
struct second : zm::meter<second, "second", zm::version<"2">> {
  struct shared : counter<"shared", "{call}", "A second help."> {};
  struct clash : histogram<"clash", "", "A histogram, left out.", zm::bounds{1}> {};
  struct before : counter<"a.first", "s", "Before them all."> {};
  using metrics = zm::list<shared, clash, before>;
};
using app = zm::exposition<first, second>;

zm::resource<256> record() {
  first::shared::add(1U);
  second::shared::add(2U);
  zm::resource<256> who;
  static_cast<void>(who.add("a_b", "1"));
  static_cast<void>(who.add("a.b", "2"));
  static_cast<void>(who.add("1st", true));
  static_cast<void>(who.add("load", 0.5));
  static_cast<void>(who.add("pid", -7));
  static_cast<void>(who.add("bad", "\xC0\"\\\n"));
  return who;
}
}  // namespace merged

/// Which combinations exist, and what Prometheus makes of all of them.
namespace ruled {
enum class result { success, failure };
constexpr auto label_values(result) { return zm::values("success", "failure"); }
enum class error { none, db, network };
constexpr auto label_values(error) { return zm::values(zm::absent, "db", "network"); }
constexpr bool error_only_on_failure(result r, error e) {
  return (r == result::failure) == (e != error::none);
}

struct jobs : zm::meter<jobs, "jobs"> {
  struct done : counter<"jobs.done", "{job}", "Jobs by result.", zm::label<"result", result>,
                        zm::label<"error.type", error>, zm::only_if<error_only_on_failure>> {};
  struct time : histogram<"jobs.time", "s", "Time by result.", zm::bounds{0.5, 1},
                          zm::label<"result", result>, zm::label<"error.type", error>,
                          zm::only_if<error_only_on_failure>> {};
  using metrics = zm::list<done, time>;
};
using app = zm::exposition<jobs>;

zm::no_resource record() {
  jobs::done::inc(result::success, error::none);
  jobs::done::inc(result::success, error::db);  // cannot exist: told by zerometer_invalid_total
  jobs::time::observe(0.75, result::failure, error::network);
  return {};
}
}  // namespace ruled

/// A histogram whose sum can fall, beside one of integers.
namespace falling {
struct books : zm::meter<books, "books"> {
  struct balance
      : histogram<"balance", "", "What is left.", zm::bounds{-1, 0, 1}, zm::signed_values> {};
  struct wait : histogram<"wait", "s", "Nanoseconds.", zm::nanosecond_bounds(1'000'000'000)> {};
  struct size : histogram<"size", "By", "Bytes.", zm::whole_bounds(1, 1024)> {};
  struct open : up_down_counter<"open", "{book}", "Open books."> {};
  struct busy : double_counter<"busy", "s", "Seconds that are a double."> {};
  using metrics = zm::list<balance, wait, size, open, busy>;
};
using app = zm::exposition<books, zm::without_self_metrics>;

zm::no_resource record() {
  books::balance::observe(-2.5);
  books::balance::observe(1);
  books::wait::observe(2'000'000'000);
  books::size::observe(1024);
  books::open::add(-3);
  books::busy::add(5);
  return {};
}
}  // namespace falling

/// The HTTP metrics of the semantic conventions: every way that a request can end.
namespace semconv {
enum class route { none, secret };
constexpr auto label_values(route) { return zm::values(zm::absent, "/api/v3/secrets/{name}"); }
using port = zm::integers<443, 8443>;

struct http : zm::meter<http, "http"> {
  struct server : zm::http_server_request_duration<http, route> {};
  struct client : zm::http_client_request_duration<http, port, zm::cardinality_limit<3>> {};
  using metrics = zm::list<server, client>;
};
using app = zm::exposition<http, zm::without_self_metrics>;

zm::no_resource record() {
  constexpr auto https = zm::url_scheme::https;
  const auto get = zm::http_method_of("GET");
  for (const int status : {101, 200, 299, 404, 499, 503, 999}) {
    http::server::observe(0.004, get, https, route::secret, zm::http_status{status});
  }
  http::server::observe(0.3, zm::http_method_of("BREW"), https, route::none, zm::http_status{405});
  http::server::observe(9, get, zm::url_scheme::http, route::none, zm::http_failure::timeout);
  for (const int status : {204, 404, 502}) {
    http::client::observe(0.02, zm::http_method::put, "a\"b.example", port{8443},
                          zm::http_status{status});
  }
  http::client::observe(30, get, "b.example", port{443}, zm::http_failure::connection);
  return {};
}
}  // namespace semconv

template <class Renderer, class Resource>
void print(const Resource& who, std::size_t chunk) {
  if (chunk == 0) {
    static std::array<char, Renderer::template bytes<Resource>> page;
    const std::string_view text = Renderer::render(page, who);
    std::fwrite(text.data(), 1, text.size(), stdout);
    return;
  }
  static zm::snapshot<typename Renderer::exposition> now;
  now.take();
  std::vector<char> buffer(chunk);
  typename Renderer::stream stream{now, who};
  while (!stream.done()) {
    std::fwrite(buffer.data(), 1, stream.read(buffer), stdout);
  }
}

template <class Exposition, zm::prometheus::options Options>
struct prometheus {
  using exposition = Exposition;
  template <class Resource>
  static constexpr std::size_t bytes = zm::prometheus::max_bytes<Exposition, Resource, Options>;
  using stream = zm::prometheus::stream<Exposition, Options>;
  static zm::rendered render(auto& page, const auto& who) {
    return zm::prometheus::render<Exposition, Options>(page, who);
  }
};
template <class Exposition, zm::openmetrics::options Options>
struct openmetrics {
  using exposition = Exposition;
  template <class Resource>
  static constexpr std::size_t bytes = zm::openmetrics::max_bytes<Exposition, Resource, Options>;
  using stream = zm::openmetrics::stream<Exposition, Options>;
  static zm::rendered render(auto& page, const auto& who) {
    return zm::openmetrics::render<Exposition, Options>(page, who);
  }
};

struct page {
  std::string_view name;
  void (*prometheus)(std::size_t chunk);
  void (*openmetrics)(std::size_t chunk);
};

template <zm::prometheus::options Options, bool Created>
constexpr zm::openmetrics::options same{Options.unit_suffix, Options.type_suffix,
                                        Options.scope_labels, Options.target_info, Created};

/// The same page in both formats.
template <class Exposition, auto Record,
          zm::prometheus::options Options = zm::prometheus::options{}, bool Created = false>
consteval page both(std::string_view name) {
  return {name, [](std::size_t chunk) { print<prometheus<Exposition, Options>>(Record(), chunk); },
          [](std::size_t chunk) {
            print<openmetrics<Exposition, same<Options, Created>>>(Record(), chunk);
          }};
}

zm::resource<128> record_created() {
  zm::resource<128> who = conformance::record();
  who.set_start_time(1605281325'500'000'000);
  return who;
}

constexpr zm::prometheus::options no_suffixes{.unit_suffix = false, .type_suffix = false};
constexpr zm::prometheus::options type_suffix_only{.unit_suffix = false};
constexpr zm::prometheus::options no_scope{.scope_labels = false, .target_info = false};

constexpr std::array pages{
    both<conformance::app, conformance::record>("conformance"),
    both<values::app, values::record>("values"),
    both<merged::app, merged::record>("merged"),
    both<ruled::app, ruled::record>("ruled"),
    both<falling::app, falling::record>("falling"),
    both<semconv::app, semconv::record>("semconv"),
    both<conformance::app, conformance::record, no_suffixes>("no_suffixes"),
    both<conformance::app, conformance::record, type_suffix_only>("type_suffix_only"),
    both<ruled::app, ruled::record, no_scope>("no_scope"),
    both<conformance::app, record_created, zm::prometheus::options{}, true>("created"),
};

}  // namespace

int main(int argc, char** argv) {
  const std::string_view wanted = argc > 1 ? argv[1] : "";
  const std::size_t chunk = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 0;
  for (const page& each : pages) {
    if (wanted == "--list") {
      std::printf("%s.prom\n%s.om\n", each.name.data(), each.name.data());
    } else if (wanted.starts_with(each.name) && wanted.substr(each.name.size()) == ".prom") {
      each.prometheus(chunk);
      return 0;
    } else if (wanted.starts_with(each.name) && wanted.substr(each.name.size()) == ".om") {
      each.openmetrics(chunk);
      return 0;
    }
  }
  return wanted == "--list" ? 0 : 2;
}
