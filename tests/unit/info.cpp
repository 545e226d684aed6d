// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string_view>

namespace zm = zerometer;

struct program : zm::meter<program, "program"> {
  struct build : info<"my.build", "What runs.", zm::constant<"version", "1.2.3">,
                      zm::constant<"empty", "">, zm::constant<"quoted", "a\"b">> {};
  using metrics = zm::list<build>;
};
using app = zm::exposition<program, zm::without_self_metrics>;

TEST_CASE("[A-17] an info is a gauge of value 1 with the facts as labels, and takes no memory") {
  static std::array<char, zm::prometheus::max_bytes<app>> page;
  CHECK(std::string_view{zm::prometheus::render<app>(page)} ==
        "# HELP my_build_info What runs.\n"
        "# TYPE my_build_info gauge\n"
        "my_build_info{otel_scope_name=\"program\",quoted=\"a\\\"b\",version=\"1.2.3\"} 1\n");
  static_assert(zm::detail::layout<program>::total.counts == 0);
  static_assert(zm::detail::layout<program>::total.gauges == 0);
}
