// SPDX-License-Identifier: MIT
#include <zerometer/detail/target_info.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

namespace zm = zerometer;

template <std::size_t Bytes>
static std::string line(const zm::resource<Bytes>& who) {
  constexpr zm::text_format format = zm::text_format::prometheus;
  std::string text(zm::detail::target_info_size(Bytes, format), '\0');
  zm::detail::text_writer out{text.data(), text.size()};
  zm::detail::append_target_info(out, who.bytes(), format);
  CHECK(out.size() <= text.size());
  const std::string all{out.view()};
  return all.substr(all.find('{') == std::string::npos ? 0 : all.find('{'));
}

TEST_CASE("[D-T1] labels by name, and nothing for a resource that says nothing") {
  zm::resource<128> who;
  CHECK(line(who).empty());
  CHECK(who.add("empty", "") == zm::resource_error::none);
  CHECK(line(who).empty());
  CHECK(who.add("z", "1") == zm::resource_error::none);
  CHECK(who.add("a", "2") == zm::resource_error::none);
  CHECK(line(who) == "{a=\"2\",z=\"1\"} 1\n");
}

TEST_CASE("[D-L4] keys that become one name join their values, in the order of the keys") {
  zm::resource<128> who;
  CHECK(who.add("a_b", "1") == zm::resource_error::none);
  CHECK(who.add("a.b", "2") == zm::resource_error::none);
  CHECK(who.add("a-b", "3") == zm::resource_error::none);
  CHECK(who.add("b", "4") == zm::resource_error::none);
  CHECK(line(who) == "{a_b=\"3;2;1\",b=\"4\"} 1\n");
}

TEST_CASE("[D-L2] values that are no text") {
  zm::resource<256> who;
  CHECK(who.add("a", true) == zm::resource_error::none);
  CHECK(who.add("b", std::numeric_limits<long long>::min()) == zm::resource_error::none);
  CHECK(who.add("c", 0.1) == zm::resource_error::none);
  CHECK(who.add("d", std::numeric_limits<double>::infinity()) == zm::resource_error::none);
  CHECK(who.add("e", -std::numeric_limits<double>::infinity()) == zm::resource_error::none);
  CHECK(who.add("f", std::numeric_limits<double>::quiet_NaN()) == zm::resource_error::none);
  CHECK(line(who) == "{a=\"true\",b=\"-9223372036854775808\",c=\"0.1\",d=\"Infinity\","
                     "e=\"-Infinity\",f=\"NaN\"} 1\n");
}

TEST_CASE("a text of any length is a text") {
  zm::resource<128> who;
  CHECK(who.add("a", "longer than the eight bytes of a number") == zm::resource_error::none);
  CHECK(line(who) == "{a=\"longer than the eight bytes of a number\"} 1\n");
}

TEST_CASE("the size that is said holds the worst") {
  zm::resource<64> who;
  std::string key = "1a";
  while (who.add(key, "\n\n") == zm::resource_error::none) {
    key[1]++;
  }
  CHECK_FALSE(line(who).empty());
  zm::resource<64> numbers;
  key = "1a";
  while (numbers.add(key, -2.2250738585072014e-308) == zm::resource_error::none) {
    key[1]++;
  }
  CHECK_FALSE(line(numbers).empty());
}
