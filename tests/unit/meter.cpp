// SPDX-License-Identifier: MIT
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

namespace zm = zerometer;

// A meter and its labels in namespaces of their own, as a library ships them.
namespace library::net {
enum class side { client, server };
constexpr auto label_values(side) { return zm::values("client", "server"); }
struct meter : zm::meter<meter, "library.net"> {
  struct bytes : counter<"net.io", "By", "Bytes moved.", zm::label<"side", side>> {};
  using metrics = zm::list<bytes>;
};
}  // namespace library::net

// Labels that are nested in the meter itself.
struct nested : zm::meter<nested, "nested"> {
  enum class state { idle, busy };
  friend constexpr auto label_values(state) { return zm::values("idle", "busy"); }
  struct workers : gauge<"workers", "", "Workers.", zm::label<"state", state>> {};
  struct jobs : counter<"jobs", "", "Jobs.", zm::label<"state", state>> {};
  using metrics = zm::list<workers, jobs>;
};

struct small {
  static constexpr zm::fixed_string text{"small"};
};
struct large {
  static constexpr zm::fixed_string text{"large"};
};

template <class Owner>
struct of_a_template
    : zm::meter<of_a_template<Owner>, "of.a.template", zm::attribute<"size", Owner::text>> {
  using base = zm::meter<of_a_template<Owner>, "of.a.template", zm::attribute<"size", Owner::text>>;
  struct calls : base::template counter<"calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};

using app = zm::exposition<library::net::meter, nested, of_a_template<small>, of_a_template<large>>;
static zm::snapshot<app> now;

TEST_CASE("meters of several namespaces, nested labels and templates are meters") {
  library::net::meter::bytes::add(100U, library::net::side::server);
  nested::jobs::inc(nested::state::busy);
  nested::workers::set(3, nested::state::idle);
  of_a_template<small>::calls::inc();
  now.take();
  CHECK(now.value<library::net::meter::bytes>(library::net::side::server) == 100);
  CHECK(now.value<nested::jobs>(nested::state::busy) == 1);
  CHECK(now.value<nested::workers>(nested::state::idle) == 3.0);
  CHECK(now.value<of_a_template<small>::calls>() == 1);
  CHECK(now.value<of_a_template<large>::calls>() == 0);
}

TEST_CASE("a descriptor is a type without state") {
  static_assert(std::is_empty_v<nested::jobs>);
  static_assert(nested::jobs::name == "jobs");
  static_assert(nested::jobs::type == zm::kind::counter);
  CHECK(nested::meter_name == "nested");
}
