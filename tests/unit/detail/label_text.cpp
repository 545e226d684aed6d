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

struct tenants : zm::meter<tenants, "tenants"> {
  struct reads : counter<"reads", "", "Reads.", zm::label<"organisation.id", zm::text<16>>,
                         zm::label<"cached", bool>, zm::label<"path", zm::text<200>>,
                         zm::cardinality_limit<4>> {};
  using metrics = zm::list<reads>;
};
static std::string tenant_text(std::size_t series) {
  return text_of_series<tenants::reads, true>(series);
}

TEST_CASE("texts are escaped, in their place among the other labels, and absent where empty") {
  tenants::reads::inc("ac\"me", true, "");
  tenants::reads::inc("", false, "/a\\b\nc");
  tenants::reads::inc("sixteen letters.", false, std::string(200, '"'));
  CHECK(tenant_text(0) ==
        ",cached=\"true\",organisation_id=\"ac\\\"me\",otel_scope_name=\"tenants\"");
  CHECK(tenant_text(1) == ",cached=\"false\",otel_scope_name=\"tenants\",path=\"/a\\\\b\\nc\"");
  std::string quotes;
  for (int i = 0; i < 200; ++i) {
    quotes += "\\\"";
  }
  CHECK(tenant_text(2) ==
        ",cached=\"false\",organisation_id=\"sixteen letters.\",otel_scope_name=\"tenants\","
        "path=\"" +
            quotes + "\"");
}

TEST_CASE("[G-06] the overflow series has the mark, and no other label of its own") {
  CHECK(tenant_text(4) == ",otel_metric_overflow=\"true\",otel_scope_name=\"tenants\"");
}
