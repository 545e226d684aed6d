// SPDX-License-Identifier: MIT
#include "kmip/managed_objects.hpp"
#include "metrics/wire_names.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace backend {

namespace {

using s = kmip_state;

const organization example{"org", "Example"};
const project web{"web", "web", &example};
const project other{"other", "other", &example};

constexpr std::array states{s::pre_active,  s::active,    s::deactivated,
                            s::compromised, s::destroyed, s::destroyed_compromised};

constexpr std::optional<s> superseded(s now) { return revoked(now, revocation_reason::superseded); }
constexpr std::optional<s> stolen(s now) { return revoked(now, revocation_reason::key_compromise); }

std::string add(managed_objects& to, std::string_view name = {}, const project& in = web) {
  const auto done = to.add(in, std::string(16, 'k'), name);
  REQUIRE(done.how == kmip_result::done);
  return done.one.id;
}

s state_of(managed_objects& in, const std::string& id) {
  const auto found = in.describe(web, id);
  REQUIRE(found.how == kmip_result::done);
  return found.one.state;
}

}  // namespace

TEST_CASE("each operation leads from each state where the specification says, or nowhere") {
  using after = std::array<std::optional<s>, states.size()>;
  constexpr std::nullopt_t no = std::nullopt;
  const after activate{s::active, no, no, no, no, no};
  const after revoke{no, s::deactivated, no, no, no, no};
  const after compromise{
      s::compromised, s::compromised, s::compromised, no, s::destroyed_compromised, no};
  const after destroy{s::destroyed, no, s::destroyed, s::destroyed_compromised, no, no};
  for (std::size_t i = 0; i < states.size(); ++i) {
    CAPTURE(name_of(states[i]));
    CHECK(activated(states[i]) == activate[i]);
    CHECK(superseded(states[i]) == revoke[i]);
    CHECK(stolen(states[i]) == compromise[i]);
    CHECK(revoked(states[i], revocation_reason::ca_compromise) == compromise[i]);
    CHECK(destroyed(states[i]) == destroy[i]);
  }
}

TEST_CASE("an object has its key until it is destroyed, and its attributes longer") {
  managed_objects tested{cipher("")};
  const std::string key = managed_objects::new_key(256);
  CHECK(key.size() == 32);
  CHECK(key != managed_objects::new_key(256));
  const auto added = tested.add(web, key, "backup");
  CHECK(added.one.id.size() == 36);
  CHECK(tested.get(web, added.one.id).key == key);
  CHECK(tested.change(web, added.one.id, activated).one.state == s::active);
  CHECK(tested.change(web, added.one.id, destroyed).how == kmip_result::wrong_state);
  CHECK(tested.change(web, added.one.id, superseded).how == kmip_result::done);
  CHECK(tested.get(web, added.one.id).key == key);
  CHECK(tested.change(web, added.one.id, destroyed).how == kmip_result::done);
  CHECK(tested.get(web, added.one.id).how == kmip_result::wrong_state);
  const auto left = tested.describe(web, added.one.id);
  CHECK(left.one.name == "backup");
  CHECK(left.one.bits == 256);
  CHECK(left.one.state == s::destroyed);
  CHECK(tested.change(web, added.one.id, stolen).one.state == s::destroyed_compromised);
}

TEST_CASE("an object is its project's, and a name one object's of it") {
  managed_objects tested{cipher("")};
  const std::string id = add(tested, "one");
  CHECK(tested.get(other, id).how == kmip_result::not_found);
  CHECK(tested.describe(other, id).how == kmip_result::not_found);
  CHECK(tested.change(other, id, activated).how == kmip_result::not_found);
  CHECK(tested.add(web, "key", "one").how == kmip_result::taken);
  add(tested, "one", other);
  add(tested);
  add(tested);  // any number has none
}

TEST_CASE("objects are found by name and by state") {
  managed_objects tested{cipher("")};
  const std::string one = add(tested, "one");
  const std::string two = add(tested, "two");
  REQUIRE(tested.change(web, two, activated).how == kmip_result::done);
  using ids = std::vector<std::string>;
  CHECK(tested.locate(web, "one", {}) == ids{one});
  CHECK(tested.locate(web, "", s::active) == ids{two});
  CHECK(tested.locate(web, "one", s::active).empty());
  CHECK(tested.locate(web, "", {}).size() == 2);
  CHECK(tested.locate(other, "", {}).empty());
}

TEST_CASE("where there is no room, the one that was destroyed first goes, and no other") {
  managed_objects tested{cipher(""), 3};
  const std::string first = add(tested, "first");
  const std::string second = add(tested, "second");
  const std::string third = add(tested);
  CHECK(tested.add(web, "key", "").how == kmip_result::full);
  add(tested, "", other);
  REQUIRE(tested.change(web, second, destroyed).how == kmip_result::done);
  REQUIRE(tested.change(web, first, stolen).how == kmip_result::done);
  REQUIRE(tested.change(web, first, destroyed).how == kmip_result::done);
  REQUIRE(tested.change(web, second, stolen).how == kmip_result::done);  // destroyed as it was
  CHECK(tested.add(web, "key", "second").how == kmip_result::taken);     // still there
  add(tested, "new");
  CHECK(tested.describe(web, second).how == kmip_result::not_found);
  CHECK(state_of(tested, first) == s::destroyed_compromised);
  add(tested, "second");
  CHECK(tested.describe(web, first).how == kmip_result::not_found);
  CHECK(state_of(tested, third) == s::pre_active);
  CHECK(tested.add(web, "key", "").how == kmip_result::full);
}

}  // namespace backend
