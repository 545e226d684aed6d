// SPDX-License-Identifier: MIT
#include <zerometer/integers.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <utility>

namespace zm = zerometer;
using zm::detail::label_domain;

using status = zm::integers<200, 204, 404, 500>;
using offset = zm::integers<-1, 0, 1>;
using edge = zm::integers<std::numeric_limits<std::int64_t>::min(),
                          std::numeric_limits<std::int64_t>::min() + 4095>;

TEST_CASE("a member has its place, in the order of declaration") {
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(label_domain<status>::index(label_domain<status>::at(i)) == i);
  }
  CHECK(label_domain<status>::index(status{404}) == 2);
  CHECK(label_domain<offset>::index(offset{-1}) == 0);
  CHECK(label_domain<edge>::index(edge{std::numeric_limits<std::int64_t>::min() + 4095}) == 1);
  CHECK(status{404}.value() == 404);
  CHECK(status{404} == status{404U});
}

TEST_CASE("what is no member has no place, of whatever type it is") {
  for (const long long value : {-1LL, 0LL, 201LL, 199LL, 501LL, 1LL << 40}) {
    CAPTURE(value);
    CHECK(label_domain<status>::index(status{value}) == 4);
  }
  CHECK(label_domain<status>::index(status{std::numeric_limits<std::uint64_t>::max()}) == 4);
  CHECK(label_domain<status>::index(status{(std::uint64_t{1} << 32) + 200}) == 4);
  CHECK(label_domain<offset>::index(offset{2}) == 3);
  CHECK(label_domain<offset>::index(offset{std::uint64_t{1} << 63}) == 3);
}

TEST_CASE("[D-L2] integers are decimal") {
  CHECK(label_domain<status>::text(0) == "200");
  CHECK(label_domain<offset>::text(0) == "-1");
  CHECK(label_domain<offset>::text(1) == "0");
  CHECK(label_domain<edge>::text(0) == "-9223372036854775808");
}

template <std::size_t... Member>
static zm::integers<static_cast<unsigned char>(Member)...>
    every_byte(std::index_sequence<Member...>);

TEST_CASE("a set may be as large as its span, and full") {
  using bytes = decltype(every_byte(std::make_index_sequence<256>{}));
  CHECK(label_domain<bytes>::count == 256);
  CHECK(label_domain<bytes>::index(bytes{255}) == 255);
  CHECK(label_domain<bytes>::index(bytes{300}) == 256);
  CHECK(label_domain<bytes>::index(bytes{-1}) == 256);
  CHECK(label_domain<bytes>::index(bytes{~std::uint64_t{0}}) == 256);
}

TEST_CASE("a few members may lie as far apart as they like") {
  using ports = zm::integers<8443, 443, 65535>;
  CHECK(label_domain<ports>::index(ports{8443}) == 0);
  CHECK(label_domain<ports>::index(ports{443}) == 1);
  CHECK(label_domain<ports>::index(ports{65535}) == 2);
  CHECK(label_domain<ports>::text(0) == "8443");
  for (const long long value : {-1LL, 0LL, 442LL, 444LL, 8444LL, 65536LL, (1LL << 32) + 443}) {
    CAPTURE(value);
    CHECK(label_domain<ports>::index(ports{value}) == 3);
  }
  using ends = zm::integers<std::numeric_limits<std::int64_t>::max(),
                            std::numeric_limits<std::int64_t>::min(), -1>;
  CHECK(label_domain<ends>::index(ends{std::numeric_limits<std::int64_t>::min()}) == 1);
  CHECK(label_domain<ends>::index(ends{-1}) == 2);
  CHECK(label_domain<ends>::index(ends{std::numeric_limits<std::uint64_t>::max()}) == 3);
}
