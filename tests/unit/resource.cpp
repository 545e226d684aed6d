// SPDX-License-Identifier: MIT
#include <zerometer/resource.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace zm = zerometer;
using zm::resource_error;

template <std::size_t Bytes>
static std::vector<std::string> keys(const zm::resource<Bytes>& who) {
  std::vector<std::string> all;
  zm::detail::visit_attributes(who.bytes(),
                               [&](const auto& attribute) { all.emplace_back(attribute.key); });
  return all;
}

TEST_CASE("attributes of every type are kept in order") {
  zm::resource<256> who;
  CHECK(who.empty());
  CHECK(who.add("service.name", "billing") == resource_error::none);
  CHECK(who.add("ready", true) == resource_error::none);
  CHECK(who.add("pid", std::numeric_limits<std::int64_t>::min()) == resource_error::none);
  CHECK(who.add("load", -0.5) == resource_error::none);
  CHECK(who.add("empty", "") == resource_error::none);
  CHECK(keys(who) == std::vector<std::string>{"service.name", "ready", "pid", "load", "empty"});
  zm::detail::visit_attributes(who.bytes(), [](const zm::detail::stored_attribute& attribute) {
    if (attribute.key == "pid") {
      CHECK(attribute.bits() == std::uint64_t{1} << 63);
    }
  });
}

TEST_CASE("what does not fit is an error and changes nothing") {
  zm::resource<20> who;
  CHECK(who.add("a", "0123456789") == resource_error::none);
  const std::string before{who.bytes()};
  CHECK(who.add("bc", "") == resource_error::full);
  CHECK(who.add("b", "012345678901234567890123456789") == resource_error::full);
  CHECK(who.bytes() == before);
  zm::resource<16> exact;
  CHECK(exact.add("a", "0123456789") == resource_error::none);
  CHECK(exact.add("b", "") == resource_error::full);
  zm::resource<0> none;
  CHECK(none.add("a", "b") == resource_error::full);
}

TEST_CASE("[D-L3] keys that cannot be labels are refused") {
  zm::resource<1024> who;
  CHECK(who.add("", "x") == resource_error::empty_key);
  CHECK(who.add("..", "x") == resource_error::empty_key);
  CHECK(who.add("__name__", "x") == resource_error::reserved_key);
  CHECK(who.add(std::string(256, 'k'), "x") == resource_error::long_key);
  CHECK(who.add(std::string(255, 'k'), "x") == resource_error::none);
  CHECK(who.add("twice", "x") == resource_error::none);
  CHECK(who.add("twice", "y") == resource_error::duplicate_key);
  CHECK(keys(who).size() == 2);
}

TEST_CASE("[A-05] text is kept as valid UTF-8") {
  zm::resource<256> who;
  CHECK(who.add("k\xFF", "a\xC0z") == resource_error::none);
  zm::detail::visit_attributes(who.bytes(), [](const zm::detail::stored_attribute& attribute) {
    CHECK(attribute.key == "k\xEF\xBF\xBD");
    CHECK(attribute.value == "a\xEF\xBF\xBDz");
  });
  // Three bytes for one: what is replaced must fit as well.
  zm::resource<8> tight;
  CHECK(tight.add("k", "\xFF\xFF") == resource_error::full);
  CHECK(tight.empty());
}

TEST_CASE("[D-L2] unsigned values are integers, and what getenv did not find is empty") {
  zm::resource<256> who;
  CHECK(who.add("pid", 12345678U) == resource_error::none);
  CHECK(who.add("large", ~std::uint64_t{0}) == resource_error::none);
  CHECK(who.add("unset", static_cast<const char*>(nullptr)) == resource_error::none);
  zm::detail::visit_attributes(who.bytes(), [](const zm::detail::stored_attribute& attribute) {
    if (attribute.key == "pid") {
      CHECK(attribute.type == zm::detail::value_type::integer);
      CHECK(attribute.bits() == 12345678);
    } else if (attribute.key == "large") {
      CHECK(attribute.value == "18446744073709551615");
    } else {
      CHECK(attribute.value.empty());
    }
  });
}
