// SPDX-License-Identifier: MIT
/// A program that uses every public header and every kind of metric, to be built with whatever
/// options a user may have (build_anywhere.py). It prints its page.
#include "../kept_page.hpp"

#include <zerometer/catalogue.hpp>
#include <zerometer/dump.hpp>
#include <zerometer/environment.hpp>
#include <zerometer/histogram_value.hpp>
#include <zerometer/metric_description.hpp>
#include <zerometer/negotiation.hpp>
#include <zerometer/openmetrics.hpp>
#include <zerometer/otlp.hpp>
#include <zerometer/otlp_delta.hpp>
#include <zerometer/process.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/scrape_cost.hpp>
#include <zerometer/testing.hpp>
#include <zerometer/text_stream.hpp>
#include <zerometer/timer.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string_view>

#include <unistd.h>

namespace zm = zerometer;

namespace {

enum class method { get, post };
constexpr auto label_values(method) { return zm::values("GET", "POST"); }
enum class error : signed char { none, timeout };
constexpr auto label_values(error) { return zm::values(zm::absent, "time\tout"); }
using status = zm::integers<-1, 200, 404>;

constexpr bool no_error_on_get(method m, error e) { return m != method::get || e == error::none; }

struct shop : zm::meter<shop, "shop", zm::version<"1.0">, zm::schema_url<"https://example.org">,
                        zm::attribute<"town", "Ulm">, zm::shards<8>> {
  struct sales : counter<"sales", "{sale}", "Sales.", zm::label<"method", method>,
                         zm::label<"error.type", error>, zm::only_if<no_error_on_get>> {};
  struct joules : double_counter<"energy", "J", "Energy.", zm::label<"cold", bool>> {};
  struct queued : up_down_counter<"queued", "{task}", "Queued.", zm::label<"status", status>> {};
  struct level : gauge<"level", "", "Level.", zm::constant<"fixed", "yes">> {};
  struct length
      : histogram<"length", "m", "Length.", zm::bounds{0.5, 1, 2.5}, zm::label<"method", method>> {
  };
  struct drift : histogram<"drift", "1", "Drift.", zm::linear_bounds<5>(-2, 1), zm::signed_values,
                           zm::min_max> {};
  struct wide : histogram<"wide", "By", "Wide.", zm::exponential_bounds<200>(1, 1.1), zm::sparse> {
  };
  struct latency : histogram<"latency", "s", "Latency.", zm::nanosecond_bounds(1000, 1'000'000),
                             zm::label<"status", status>> {};
  struct size : histogram<"size", "By", "Size.", zm::whole_bounds(1, 1024)> {};
  struct logins : counter<"logins", "{login}", "Log-ins.", zm::label<"user", zm::text<16>>,
                          zm::cardinality_limit<8>> {};
  struct depth : observable_gauge<"depth", "{job}", "Depth."> {
    static void observe(zm::observer<depth>& out) noexcept { out.observe(2.5); }
  };
  struct build : info<"build.info", zm::no_help, zm::constant<"version", "1">> {};
  using metrics = zm::list<sales, joules, queued, level, length, drift, wide, latency, size, logins,
                           depth, build>;
};
struct single : zm::meter<single, "single", zm::single_writer> {
  struct calls : counter<"single.calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
struct shared : zm::meter<shared, "shared", zm::shared_atomic> {
  struct calls : counter<"shared.calls", "", "Calls."> {};
  struct time : histogram<"shared.time", "s", "Time.", zm::bounds{1}> {};
  using metrics = zm::list<calls, time>;
};
struct off : zm::meter<off, "off", zm::enabled<false>> {
  struct calls : counter<"off.calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
struct plug_in : zm::meter<plug_in, "plug.in", zm::tls<zm::tls_model::global_dynamic>> {
  struct calls : counter<"plug.calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};

using app = zm::exposition<shop, single, shared, off, plug_in, zm::process>;
using who = zm::resource<256>;
constexpr zm::prometheus::options bare{.unit_suffix = false, .scope_labels = false};

zm::snapshot<app> now;
zm::testing::difference<app>& seen() noexcept {
  static zm::testing::difference<app> both;
  return both;
}
std::array<char, zm::prometheus::max_bytes<app, who>> page;
std::array<char, zm::prometheus::max_bytes<app, who, bare>> bare_page;
std::array<char, zm::openmetrics::max_bytes<app, who>> open_page;
static_assert(zm::memory_bytes<shop> > 0 && zm::snapshot_bytes<app> > 0);

/// Not as a constant: -ffast-math lets clang take a NaN or an infinity that it sees for anything.
double number(std::uint64_t bits) noexcept {
  const volatile std::uint64_t unseen = bits;
  return std::bit_cast<double>(std::uint64_t{unseen});
}

void record() noexcept {
  const std::uint32_t some = 3;
  shop::sales::inc(method::get, error::none);
  shop::sales::add(some, method::post, error::timeout);
  shop::sales::add(2, method::post, error::none);
  shop::sales::series(method::post, error::none).inc();
  shop::sales::inc(static_cast<method>(9), error::none);
  shop::sales::inc_signal_safe(method::get, error::none);
  shop::joules::add(0.25, true);
  shop::joules::series(false).add(1.5);
  shop::joules::add(number(0x7FF8'0000'0000'0000), true);
  shop::queued::inc(status{200});
  shop::queued::add(-5, status{404});
  shop::queued::add_signal_safe(3, status{404});
  shop::queued::series(status{-1}).dec();
  shop::level::set(21.5);
  shop::level::inc();
  shop::level::sub(2);
  shop::length::observe(0.75, method::get);
  shop::length::observe_signal_safe(3, method::post);
  shop::length::observe(-1, method::get);
  shop::length::observe(number(0x7FF0'0000'0000'0000), method::get);
  shop::drift::observe(-1.5);
  shop::wide::series().observe(1e6);
  shop::latency::observe(1500U, status{200});
  shop::size::observe(std::int16_t{1024});
  shop::logins::inc("someone@example.org");
  single::calls::inc();
  shared::calls::inc();
  shared::time::observe(2);
  off::calls::inc();
  plug_in::calls::inc();
}

void measure() noexcept {
  zm::fake_clock::set(1000);
  const zm::timer<shop::latency, zm::fake_clock> whole{status{404}};
  zm::late_timer<shop::latency, zm::fake_clock> late;
  zm::timer<shop::latency, zm::tsc_clock> cancelled{status{200}};
  cancelled.cancel();
  zm::fake_clock::advance(1'000'000);
  late.stop(status{-1});
  static_cast<void>(zm::steady_clock::now());
}

int fail(const char* what) noexcept {
  std::fprintf(stderr, "%s\n", what);
  return 1;
}

}  // namespace

int main() {
  if (!zm::attach_thread<app>()) {
    return fail("no shard");
  }
  seen().begin();
  record();
  measure();
  seen().take();
  if (seen().rise<shop::sales>(method::post, error::none) != 3 ||
      seen().rise<shop::latency>(status{404}).count() != 1 || seen().unasked().empty()) {
    return fail("not what was recorded");
  }
  const zm::environment from =
      zm::read_environment({.pull = true}, [](zm::configuration& mine) { mine.pull_port = 0; });
  who resource;
  if (resource.add("service.name", "anywhere") != zm::resource_error::none ||
      resource.add("pid", 7) != zm::resource_error::none ||
      !zm::complete(resource, from.configuration).empty()) {
    return fail("no resource");
  }
  if (zm::measure_scrape<app>(page).series == 0) {
    return fail("no cost of a scrape");
  }
  now.take();
  if (now.value<shop::queued>(status{404}) != -2 ||
      now.value<zm::self::invalid>(zm::invalid_reason::nan) != 1 ||
      now.value<shop::length>(method::get).count() != 2) {
    return fail("not what was read");
  }
  const std::string_view text = zm::prometheus::render<app>(page, resource);
  std::array<char, 4096> chunk{};
  std::size_t size = 0;
  zm::prometheus::stream<app> stream{now, resource};
  while (!stream.done()) {
    size += stream.read(std::span<char>{chunk});
  }
  if (text.empty() || size != text.size() ||
      !zm::prometheus::render<app, bare>(bare_page, resource) ||
      keep_page(zm::openmetrics::render<app>(open_page, resource)).empty()) {
    return fail("no page");
  }
  for (const zm::metric_description& metric : zm::catalogue<app>) {
    if (metric.name.empty() || metric.series == 0) {
      return fail("no description");
    }
  }
  zm::after_fork<app>();
  std::array<char, 256> name{};
  static_cast<void>(zm::testing::unexposed<app>(name));
  if (!zm::prometheus::dump<app>(STDERR_FILENO)) {
    return fail("no dump");
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
}
