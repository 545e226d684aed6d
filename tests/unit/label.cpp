// SPDX-License-Identifier: MIT
#include <zerometer/label.hpp>

#include <doctest/doctest.h>

namespace zm = zerometer;
using zm::detail::label_domain;

enum class method { get, post, put };
constexpr auto label_values(method) { return zm::values("GET", "POST", "PUT"); }

enum class error_type { none, timeout };
constexpr auto label_values(error_type) { return zm::values(zm::absent, "timeout"); }

namespace inner::most {
enum class state : signed char { on, off };
constexpr auto label_values(state) { return zm::values("on", "off"); }
}  // namespace inner::most

class holder {
public:
  enum class nested : unsigned long long { a, b };
  friend constexpr auto label_values(nested) { return zm::values("a", "b"); }
};

namespace {
enum class hidden { x, y2 };
constexpr auto label_values(hidden) { return zm::values("x", "y2"); }
enum class flag : bool { no, yes };
constexpr auto label_values(flag) { return zm::values("no", "yes"); }
}  // namespace

TEST_CASE("an enumeration's values come from the function beside it") {
  static_assert(label_domain<method>::count == 3);
  CHECK(label_domain<method>::text(1) == "POST");
  CHECK(label_domain<method>::index(method::put) == 2);
  CHECK(label_domain<method>::at(2) == method::put);
  CHECK(label_domain<inner::most::state>::text(1) == "off");
  CHECK(label_domain<holder::nested>::text(1) == "b");
  CHECK(label_domain<hidden>::count == 2);
  CHECK(label_domain<flag>::count == 2);
  CHECK(label_domain<flag>::index(flag::yes) == 1);
  CHECK(label_domain<hidden>::index(hidden::y2) == 1);
}

TEST_CASE("[D-L5] an enumerator may mean that the label is absent") {
  CHECK(label_domain<error_type>::text(0).empty());
  CHECK(label_domain<error_type>::text(1) == "timeout");
}

TEST_CASE("what is no enumerator has no index inside the set") {
  CHECK(label_domain<method>::index(static_cast<method>(3)) >= 3);
  CHECK(label_domain<method>::index(static_cast<method>(-1)) >= 3);
  CHECK(label_domain<inner::most::state>::index(static_cast<inner::most::state>(-128)) >= 2);
  CHECK(label_domain<holder::nested>::index(static_cast<holder::nested>(~0ULL)) >= 2);
}

TEST_CASE("[D-L2] a bool is true or false") {
  CHECK(label_domain<bool>::text(label_domain<bool>::index(true)) == "true");
  CHECK(label_domain<bool>::text(label_domain<bool>::index(false)) == "false");
}
