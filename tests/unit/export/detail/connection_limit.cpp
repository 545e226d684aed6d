// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/connection_limit.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace zm = zerometer;
using zm::detail::connection_limit;
using zm::detail::limit_connections;

TEST_CASE("what nobody chose is half of the descriptors, up to 2,048, and no trouble") {
  CHECK(limit_connections(0, 1'000'000).connections == 2048);
  CHECK(limit_connections(0, 4096).connections == 2048);
  CHECK(limit_connections(0, 1024).connections == 512);
  CHECK(limit_connections(0, 1).connections == 1);
  CHECK(!limit_connections(0, 64).lowered);
  CHECK(limit_connections(0, zm::detail::descriptor_limit()).connections >= 1);
}

TEST_CASE("what was chosen is had, or it is said why not") {
  CHECK(limit_connections(100, 1024).connections == 100);
  CHECK(!limit_connections(100, 1024).lowered);
  CHECK(limit_connections(2048, 1'000'000).connections == 2048);
  const connection_limit few = limit_connections(2048, 1024);
  CHECK(few.connections == 992);
  CHECK(few.lowered.trouble() == zm::export_trouble::descriptors);
  CHECK(few.lowered.text() ==
        "992 connections instead of 2048: the process may not open more descriptors; raise the "
        "limit (ulimit -n, LimitNOFILE=)");
  CHECK(limit_connections(10, 20).connections == 1);
  const connection_limit many = limit_connections(5000, 1'000'000);
  CHECK(many.connections == 2048);
  CHECK(many.lowered.trouble() == zm::export_trouble::configuration);
  CHECK(many.lowered.text() == "2048 connections instead of 5000: there are no more places");
}
