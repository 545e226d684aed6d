// SPDX-License-Identifier: MIT
#include <zerometer/names.hpp>
#include <zerometer/unit.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

namespace zm = zerometer;

static std::string_view word(std::string_view unit) {
  static zm::detail::prometheus_name name;
  name = zm::detail::translate_unit(unit);
  return name.view();
}

TEST_CASE("[D-U1] what stands in braces is dropped") {
  CHECK(word("{request}") == "");
  CHECK(word("By{data}/s") == "bytes_per_second");
  CHECK(word("foo{bar}") == "foo");
  CHECK(word("By/{op}") == "bytes");
  CHECK(word("{unclosed") == "");
  CHECK(word("{request/second}") == "");
  CHECK(word("By{a/b}/s{c/d}") == "bytes_per_second");
}

TEST_CASE("[D-U2] a rate is so much per something") {
  CHECK(word("By/s") == "bytes_per_second");
  CHECK(word("1/s") == "per_second");
  CHECK(word("{request}/s") == "per_second");
  CHECK(word("1/min") == "per_minute");
  CHECK(word("1/m") == "per_minute");
  CHECK(word("m/h") == "meters_per_hour");
  CHECK(word("m/d") == "meters_per_day");
  CHECK(word("m/w") == "meters_per_week");
  CHECK(word("m/mo") == "meters_per_month");
  CHECK(word("m/y") == "meters_per_year");
  CHECK(word("By/furlong") == "bytes_per_furlong");
}

TEST_CASE("[D-U3] an unknown unit is kept, sanitised") {
  CHECK(word("m2") == "m2");
  CHECK(word("kg.m/s") == "kg_m_per_second");
  CHECK(word("km/h") == "km_per_hour");
  CHECK(word("_x_") == "x");
  CHECK(word("é") == "");
  CHECK(word(" ") == "");
}

TEST_CASE("[D-U4] units are looked up, not parsed") { CHECK(word("kg.m.s-2") == "kg_m_s_2"); }

TEST_CASE("[D-N2] the words of the units, case-sensitive") {
  for (const zm::detail::unit_word& entry : zm::detail::unit_words) {
    CHECK(word(entry.ucum) == entry.word);
  }
  CHECK(word("S") == "S");
  CHECK(word("TiBy") == "tebibytes");
  CHECK(word("kBy") == "kilobytes");
  CHECK(word("KBy") == "kilobytes");
}

TEST_CASE("[D1] the unit 1 is no suffix") { CHECK(word("1") == ""); }

TEST_CASE("base units, counts of things, and either per something, are what Prometheus expects") {
  for (const char* unit :
       {"", "1", "s", "By", "{request}", "By/s", "{x}/s", "1/min", "m/s", "By/{op}", "{a}{b}", "J",
        "By{data}/s", "{request/second}", "By/s{cpu}"}) {
    CAPTURE(unit);
    CHECK(zm::detail::is_base_unit(unit));
  }
  for (const char* unit : {"ms", "ns", "KiBy", "%", "min", "h", "furlong", "ms/s", "s/furlong"}) {
    CAPTURE(unit);
    CHECK_FALSE(zm::detail::is_base_unit(unit));
  }
}

struct rates : zm::meter<rates, "rates"> {
  struct bytes : gauge<"bytes", "By/s", "A rate."> {};
  struct requests : gauge<"requests", "{request}/s", "A rate."> {};
  struct speed : gauge<"speed", "m/s", "A rate."> {};
  using metrics = zm::list<bytes, requests, speed>;
};

TEST_CASE("a rate is a unit of a descriptor, under the sanitizers too") {
  rates::bytes::set(1);
  CHECK(rates::bytes::unit == "By/s");
}
