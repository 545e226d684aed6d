// SPDX-License-Identifier: MIT
#include <zerometer/catalogue.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace zm = zerometer;

enum class outcome { success, failure };
constexpr auto label_values(outcome) { return zm::values("success", "failure"); }
enum class error { none, timeout, refused };
constexpr auto label_values(error) { return zm::values(zm::absent, "timeout", "refused"); }
constexpr bool error_of_a_failure(outcome result, error what) {
  return (result == outcome::failure) == (what != error::none);
}
using status = zm::integers<200, 404, 500>;

struct api : zm::meter<api, "my.api", zm::version<"1.4.0">, zm::shards<4>,
                       zm::attribute<"team", "billing">> {
  struct calls : counter<"api.calls", "{call}", "Calls.", zm::label<"outcome", outcome>,
                         zm::label<"error.type", error>, zm::label<"retried", bool>,
                         zm::constant<"tier", "gold">, zm::only_if<error_of_a_failure>> {};
  struct latency : histogram<"api.latency", "s", "Time to answer.", zm::bounds{0.001, 0.5, 2},
                             zm::label<"http.response.status_code", status>> {};
  struct size : histogram<"api.size", "By", "Size of an answer.", zm::whole_bounds(10, 100),
                          zm::sparse, zm::min_max> {};
  struct heat : histogram<"api.heat", "Cel", "Heat.", zm::bounds{-1, 1}, zm::signed_values> {};
  struct open : up_down_counter<"api.open", "{session}", "Open sessions."> {};
  struct level : gauge<"api.level", "1", "How full."> {};
  struct spent : double_counter<"api.spent", "s", "Time that was spent."> {};
  struct queue : observable_gauge<"api.queue", "{job}", "Jobs that wait.", zm::bindings<2>> {};
  struct build : info<"api.build", "What runs.", zm::constant<"version", "1.4.0">> {};
  using metrics = zm::list<calls, latency, size, heat, open, level, spent, queue, build>;
};
struct audit : zm::meter<audit, "my.audit", zm::droppable, zm::shared_atomic> {
  struct logins : counter<"auth.logins", "{login}", "Log-ins.", zm::label<"outcome", outcome>,
                          zm::label<"user", zm::text<64>>, zm::label<"error.type", error>,
                          zm::only_if<error_of_a_failure>, zm::cardinality_limit<500>> {};
  struct level : histogram<"api.level", "1", "Of another type, so on no page.", zm::bounds{1}> {};
  using metrics = zm::list<logins, level>;
};
struct off : zm::meter<off, "off", zm::enabled<false>> {
  struct a : counter<"a", "", "A."> {};
  using metrics = zm::list<a>;
};
struct alone : zm::meter<alone, "alone", zm::single_writer> {
  struct b : counter<"b", "", zm::no_help> {};
  using metrics = zm::list<b>;
};
using app = zm::exposition<api, audit, off, alone, zm::without_self_metrics>;

static const zm::metric_description& of(std::string_view name) {
  const auto& all = zm::catalogue<app>;
  return *std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
}

TEST_CASE("the catalogue is a constant: the metrics of all meters that are not off") {
  static_assert(zm::catalogue<app>.size() == 12);
  static_assert(zm::catalogue<app>[0].name == "api.calls");
  static_assert(zm::catalogue<app>[0].meter->name == "my.api");
  static_assert(zm::catalogue<app>[11].name == "b");
  static_assert(zm::catalogue<zm::exposition<zm::without_self_metrics>>.empty());
  CHECK(zm::catalogue<zm::exposition<>>.size() == 4);  // the library's own
}

TEST_CASE("of a meter: name, version, policy, memory") {
  const zm::meter_description& meter = *of("api.calls").meter;
  CHECK(meter.version == "1.4.0");
  CHECK(meter.schema_url.empty());
  CHECK(meter.policy == zm::meter_policy::sharded);
  CHECK(meter.shards == 4);
  CHECK_FALSE(meter.is_droppable);
  CHECK(meter.bytes == zm::memory_bytes<api>);
  CHECK(of("auth.logins").meter->policy == zm::meter_policy::shared_atomic);
  CHECK(of("auth.logins").meter->is_droppable);
  CHECK(of("b").meter->policy == zm::meter_policy::single_writer);
  CHECK(&meter == of("api.build").meter);
}

TEST_CASE("of a metric: what its descriptor says, and what it is called") {
  const zm::metric_description& calls = of("api.calls");
  CHECK(calls.unit == "{call}");
  CHECK(calls.help == "Calls.");
  CHECK(calls.type == zm::kind::counter);
  CHECK(calls.family == "api_calls_total");
  CHECK(calls.family_type == "counter");
  CHECK(calls.openmetrics_family == "api_calls");
  CHECK(calls.samples.size() == 1);
  CHECK(calls.samples[0] == "api_calls_total");
  CHECK(calls.page_lines == 1);
  CHECK(calls.is_on_page);
  CHECK(calls.bounds.empty());

  const zm::metric_description& latency = of("api.latency");
  CHECK(latency.family == "api_latency_seconds");
  CHECK(std::vector<double>(latency.bounds.begin(), latency.bounds.end()) ==
        std::vector{0.001, 0.5, 2.0});
  CHECK(latency.samples.size() == 3);
  CHECK(latency.samples[0] == "api_latency_seconds_bucket");
  CHECK(latency.samples[1] == "api_latency_seconds_sum");
  CHECK(latency.samples[2] == "api_latency_seconds_count");
  CHECK(latency.page_lines == 6);
  CHECK(latency.has_doubles);
  CHECK_FALSE(of("api.size").has_doubles);
  CHECK(of("api.size").is_sparse);
  CHECK(of("api.size").has_min_max);
  CHECK_FALSE(latency.has_min_max);
  CHECK(of("api.heat").is_signed);
  CHECK(of("api.spent").has_doubles);
  CHECK(of("api.level").has_doubles);
  CHECK_FALSE(calls.has_doubles);
  CHECK(of("api.queue").is_observable);
  CHECK(of("api.build").family == "api_build_info");
  CHECK(of("api.build").family_type == "gauge");
  CHECK(of("b").help.empty());
  CHECK(of("api.level").is_on_page);
  CHECK(zm::catalogue<app>[10].name == "api.level");
  CHECK_FALSE(zm::catalogue<app>[10].is_on_page);

  constexpr zm::name_suffixes none{.unit = false, .type = false};
  CHECK(zm::catalogue<app, none>[0].family == "api_calls");
  CHECK(zm::catalogue<app, none>[1].samples[0] == "api_latency_bucket");
}

TEST_CASE("of labels: kinds, values, limits, in the order of their declaration") {
  const auto labels = of("api.calls").labels;
  REQUIRE(labels.size() == 8);
  CHECK(labels[1].key == "error.type");
  CHECK(labels[1].name == "error_type");
  CHECK(labels[1].kind == zm::label_kind::enumeration);
  CHECK(std::vector(labels[1].values.begin(), labels[1].values.end()) ==
        std::vector<std::string_view>{"", "timeout", "refused"});
  CHECK(labels[2].kind == zm::label_kind::boolean);
  CHECK(labels[2].values[1] == "true");
  CHECK(labels[3].kind == zm::label_kind::constant);
  CHECK(labels[3].values[0] == "gold");
  CHECK(labels[4].name == "otel_scope_name");
  CHECK(labels[4].kind == zm::label_kind::scope);
  CHECK(labels[4].values[0] == "my.api");
  CHECK(labels[7].key == "team");
  CHECK(labels[7].name == "otel_scope_team");
  CHECK(of("api.latency").labels[0].kind == zm::label_kind::integers);
  CHECK(of("api.latency").labels[0].values[2] == "500");

  const auto texts = of("auth.logins").labels;
  CHECK(texts[1].kind == zm::label_kind::text);
  CHECK(texts[1].max_bytes == 64);
  CHECK(texts[1].values.empty());
  CHECK(texts[1].stride == 0);
  CHECK(texts[3].kind == zm::label_kind::overflow);
  CHECK(texts[3].name == "otel_metric_overflow");
}

/// Every combination that exists, as text.
static std::vector<std::string> combinations(const zm::metric_description& metric) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < metric.combinations; ++i) {
    std::string text;
    for (const zm::label_description& label : metric.labels) {
      if (label.stride != 0) {
        text += std::string{label.values[i / label.stride % label.values.size()]} + ";";
      }
    }
    if (metric.exists(i)) {
      all.push_back(text);
    }
  }
  return all;
}

TEST_CASE("which combinations exist can be asked, with texts and without") {
  const zm::metric_description& calls = of("api.calls");
  CHECK(calls.combinations == 12);
  CHECK(calls.possible() == 6);
  CHECK(calls.series == 6);
  CHECK(combinations(calls) ==
        std::vector<std::string>{"success;;false;", "success;;true;", "failure;timeout;false;",
                                 "failure;timeout;true;", "failure;refused;false;",
                                 "failure;refused;true;"});
  CHECK_FALSE(calls.exists(12));
  const zm::metric_description& logins = of("auth.logins");
  CHECK(logins.capacity == 500);
  CHECK(logins.series == 501);
  CHECK(combinations(logins) ==
        std::vector<std::string>{"success;;", "failure;timeout;", "failure;refused;"});
  CHECK(of("api.level").exists(0));
  CHECK_FALSE(of("api.level").exists(1));
}

TEST_CASE("what a series costs: cells, blocks, and the meter's memory") {
  CHECK(of("api.calls").cells == 1);
  CHECK(of("api.calls").blocks == 5);
  CHECK(of("api.calls").bytes == 12 * 5 * 8);  // combinations that cannot exist have cells as well
  CHECK(of("api.latency").cells == 5);
  CHECK(of("api.size").cells == 6);  // three buckets, a sum, minimum and maximum
  CHECK(of("api.open").cells == 2);
  CHECK(of("api.level").blocks == 1);
  CHECK(of("api.queue").cells == 0);
  CHECK(of("api.queue").bytes > 0);  // room for bindings
  CHECK(of("api.build").bytes == 0);
  CHECK(of("auth.logins").blocks == 1);
  CHECK(of("auth.logins").bytes > 500 * (8 + 64));
  std::size_t sum = 0;
  for (const zm::metric_description& each : zm::catalogue<app>) {
    sum += each.meter->name == "my.api" ? each.bytes : 0;
  }
  CHECK(sum <= zm::memory_bytes<api>);
  CHECK(sum + 1600 > zm::memory_bytes<api>);  // lines that are not full, claims
}

TEST_CASE("families, types and labels are those of the page, and a series' bytes bound its lines") {
  static std::array<char, zm::prometheus::max_bytes<app>> room;
  const zm::binding<api::queue> bound{
      [](zm::observer<api::queue>& out) noexcept { out.observe(3); }};
  audit::logins::inc(outcome::success, "ann", error::none);
  api::size::observe(5);
  const std::string page{std::string_view{zm::prometheus::render<app>(room)}};
  for (const zm::metric_description& each : zm::catalogue<app>) {
    const std::string type =
        "# TYPE " + std::string{each.family} + " " + std::string{each.family_type} + "\n";
    CAPTURE(type);
    CHECK((page.find(type) != std::string::npos) == each.is_on_page);
    if (each.is_on_page) {
      std::size_t bytes = 0;
      for (const std::string_view sample : each.samples) {
        for (std::size_t at = 0;
             (at = page.find("\n" + std::string{sample} + "{", at)) != std::string::npos; ++at) {
          bytes += page.find('\n', at + 1) - at;
        }
      }
      CHECK(bytes > 0);
      CHECK(bytes <= each.series * each.page_bytes);
    }
  }
}
