// SPDX-License-Identifier: MIT
/// The one way from a descriptor and a series number to label text, walked by labels that the
/// compiler knows and by labels whose values exist only at run time.
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

namespace zm = zerometer;
using zm::detail::label_text;

enum class method { get, a_method_whose_name_is_longer_than_a_block_of_thirty_two };
constexpr auto label_values(method) {
  return zm::values("GET", "a_method_whose_name_is_longer_than_a_block_of_thirty_two");
}

struct server : zm::meter<server, "a.meter", zm::version<"9">> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"zone", bool>, zm::label<"m", method>,
                         zm::constant<"p", "fixed">, zm::label<"a", zm::integers<5, 6>>> {};
  using metrics = zm::list<calls>;
};

template <class Metric, bool Scope>
static std::string text_of_series(std::size_t series) {
  using text = label_text<Metric, Scope>;
  std::string out(text::longest + zm::detail::block, '#');
  char* const end = text::write(out.data(), series);
  CHECK(static_cast<std::size_t>(end - out.data()) <= text::longest);
  return {out.data(), end};
}

TEST_CASE("labels stand by name, the meter's and the constant ones between them") {
  CHECK(text_of_series<server::calls, true>(0) ==
        ",a=\"5\",m=\"GET\",otel_scope_name=\"a.meter\",otel_scope_version=\"9\",p=\"fixed\","
        "zone=\"false\"");
  CHECK(text_of_series<server::calls, false>(7) ==
        ",a=\"6\",m=\"a_method_whose_name_is_longer_than_a_block_of_thirty_two\",p=\"fixed\","
        "zone=\"true\"");
}

// What follows is all that a set of labels known only at run time brings: a later one will look
// its values up in a table; this one has a table of four.
namespace run_time {
struct organisation {
  static constexpr std::string_view key = "organisation.id";
};
static std::array<std::string, 4> known;
static std::size_t known_count;

struct labels_of_a_table {
  using labels = zm::list<organisation>;
  using types = zm::list<std::string_view>;
  using constants = zm::list<>;
  static constexpr std::size_t series = 4;
  static constexpr bool is_sparse = false;
  static constexpr bool takes_any_unit = false;
  static bool valid(std::string_view) noexcept { return true; }
  static std::size_t index(std::string_view value) noexcept {
    std::size_t at = 0;
    while (at < known_count && known[at] != value) {
      ++at;
    }
    if (at == known_count) {
      known[known_count++] = value;
    }
    return at;
  }
  static bool exists(std::size_t number) noexcept { return number < known_count; }
  static consteval std::size_t existing() noexcept { return series; }
};
}  // namespace run_time

template <class Descriptor, bool Scope>
struct zerometer::detail::label_text<Descriptor, Scope, zm::list<run_time::organisation>> {
  static constexpr std::size_t longest = 200;
  static char* write(char* out, std::size_t series) noexcept {
    text_writer writer{out, longest};
    append_label(writer, "", run_time::organisation::key, run_time::known[series]);
    if (Scope) {
      append_label(writer, "", "otel_scope_name", Descriptor::meter::meter_name);
    }
    return out + writer.view().size();
  }
};

struct tenants : zm::meter<tenants, "tenants"> {
  struct reads : zm::detail::basic_counter<tenants, zm::detail::description<"reads", "", "Reads.">,
                                           run_time::labels_of_a_table> {};
  struct time : zm::detail::basic_histogram<tenants, zm::detail::description<"time", "s", "Time.">,
                                            zm::detail::double_domain<zm::bounds{1}, false>,
                                            run_time::labels_of_a_table> {};
  using metrics = zm::list<reads, time>;
};
using app = zm::exposition<tenants, zm::without_self_metrics>;

TEST_CASE("labels whose values exist only at run time take the same way") {
  static zm::snapshot<app> now;
  static std::array<char, zm::prometheus::max_bytes<app>> page;
  std::string value = "ac\"me";
  tenants::reads::inc(std::string_view{value});
  tenants::reads::add(4U, std::string_view{"umbrella"});
  tenants::reads::inc(std::string_view{value});
  tenants::time::observe(0.5, std::string_view{"umbrella"});
  now.take();
  CHECK(now.value<tenants::reads>(std::string_view{"umbrella"}) == 4);
  CHECK(std::string_view{zm::prometheus::render<app>(page)} ==
        "# HELP reads_total Reads.\n# TYPE reads_total counter\n"
        "reads_total{organisation_id=\"ac\\\"me\",otel_scope_name=\"tenants\"} 2\n"
        "reads_total{organisation_id=\"umbrella\",otel_scope_name=\"tenants\"} 4\n"
        "# HELP time_seconds Time.\n# TYPE time_seconds histogram\n"
        "time_seconds_bucket{organisation_id=\"ac\\\"me\",otel_scope_name=\"tenants\",le=\"1\"} 0\n"
        "time_seconds_bucket{organisation_id=\"ac\\\"me\",otel_scope_name=\"tenants\",le=\"+Inf\"} "
        "0\n"
        "time_seconds_sum{organisation_id=\"ac\\\"me\",otel_scope_name=\"tenants\"} 0\n"
        "time_seconds_count{organisation_id=\"ac\\\"me\",otel_scope_name=\"tenants\"} 0\n"
        "time_seconds_bucket{organisation_id=\"umbrella\",otel_scope_name=\"tenants\",le=\"1\"} 1\n"
        "time_seconds_bucket{organisation_id=\"umbrella\",otel_scope_name=\"tenants\",le=\"+Inf\"} "
        "1\n"
        "time_seconds_sum{organisation_id=\"umbrella\",otel_scope_name=\"tenants\"} 0.5\n"
        "time_seconds_count{organisation_id=\"umbrella\",otel_scope_name=\"tenants\"} 1\n");
}
