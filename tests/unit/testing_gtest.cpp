// SPDX-License-Identifier: MIT
/// testing.hpp in GoogleTest: the difference is a member of the fixture.
#include <zerometer/testing.hpp>
#include <zerometer/zerometer.hpp>

#include <gtest/gtest.h>

#include <array>

namespace zm = zerometer;

enum class method { get, post };
constexpr auto label_values(method) { return zm::values("GET", "POST"); }

struct server : zm::meter<server, "my.server"> {
  struct requests : counter<"requests", "", "Requests.", zm::label<"method", method>> {};
  struct latency : histogram<"latency", "s", "Time.", zm::bounds{1, 2}> {};
  using metrics = zm::list<requests, latency>;
};
using app = zm::exposition<server>;

class Serving : public testing::Test {
protected:
  zm::testing::difference<app> seen;  // begins with the test
};

TEST_F(Serving, CountsARequest) {
  server::requests::inc(method::get);
  server::latency::observe(1.5);
  seen.take();
  EXPECT_EQ(seen.rise<server::requests>(method::get), 1);
  EXPECT_EQ(seen.rise<server::latency>().count(), 1);
  EXPECT_DOUBLE_EQ(seen.rise<server::latency>().sum(), 1.5);
  EXPECT_EQ(seen.unasked(), "");
}

TEST_F(Serving, IsIsolatedFromTheTestBefore) {
  seen.take();
  EXPECT_EQ(seen.unasked(), "");
  server::requests::inc(method::post);
  seen.take();
  EXPECT_EQ(seen.unasked(), "my.server: requests method=POST rose by 1");
}

#if defined(__linux__)
TEST(Metrics, AreAllExposed) {
  std::array<char, 200> name;
  EXPECT_EQ(zm::testing::unexposed<app>(name), "");
}
#endif
