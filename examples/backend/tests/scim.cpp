// SPDX-License-Identifier: MIT
#include "identity/scim.hpp"

#include "routes.hpp"

#include <doctest/doctest.h>

#include <string>

namespace backend {

namespace {

using json = nlohmann::json;

const organization example{"org", "Example"};
const organization other{"other", "Other"};

json user(const std::string& name) { return {{"userName", name}}; }
json group(const std::string& name) { return {{"displayName", name}}; }
json patch(const json& operation) { return {{"Operations", json::array({operation})}}; }

std::optional<json> patched(const json& was, const json& operation,
                            scim_kind what = scim_kind::user) {
  return scim_patched(what, was, patch(operation));
}

std::string add(scim& to, scim_kind what, const json& resource, const organization& of = example) {
  const scim::changed done = to.create(of, what, resource);
  REQUIRE(done.how == scim_result::done);
  return done.resource.at("id").get<std::string>();
}

scim::change becomes(const json& next) {
  return [next](const json&) { return std::optional(next); };
}

}  // namespace

TEST_CASE("of a resource its attributes are kept, and wrong ones make it none") {
  const json whole{
      {"userName", "jane"}, {"displayName", "Jane"}, {"externalId", "7"}, {"active", true}};
  json said = whole;
  said["schemas"] = json::array({"urn"});
  said["id"] = "mine";
  CHECK(scim_resource(scim_kind::user, said) == whole);
  said["displayName"] = nullptr;
  CHECK_FALSE(scim_resource(scim_kind::user, said)->contains("displayName"));
  const std::string longest(scim_longest_text, 'x');
  CHECK(scim_resource(scim_kind::user, user(longest)));
  for (const json& wrong :
       {json(nullptr), json::array(), json::object(), user(""), user(longest + 'x'),
        json{{"userName", 7}}, json{{"userName", "x"}, {"active", "yes"}}, group("x")}) {
    CAPTURE(wrong.dump());
    CHECK_FALSE(scim_resource(scim_kind::user, wrong));
  }
  json team = group("team");
  team["members"] = json::array({{{"value", "b"}}, {{"value", "a"}}, {{"value", "b"}, {"x", 1}}});
  const json ids = json::array({{{"value", "a"}}, {{"value", "b"}}});
  CHECK(scim_resource(scim_kind::group, team)->at("members") == ids);
  for (const json& wrong : {json("a"), json::array({"a"}), json::array({{{"value", 1}}}),
                            json(json::array_t(scim_most_members + 1, {{"value", "a"}}))}) {
    team["members"] = wrong;
    CAPTURE(wrong.dump());
    CHECK_FALSE(scim_resource(scim_kind::group, team));
  }
}

TEST_CASE("a patch sets and removes attributes, all or none") {
  const json jane{{"userName", "jane"}, {"active", true}};
  CHECK(patched(jane, {{"op", "Replace"}, {"path", "active"}, {"value", false}}) ==
        json{{"userName", "jane"}, {"active", false}});
  CHECK(patched(jane, {{"op", "add"}, {"value", {{"displayName", "J"}, {"unknown", 1}}}}) ==
        json{{"userName", "jane"}, {"active", true}, {"displayName", "J"}});
  CHECK(patched(jane, {{"op", "remove"}, {"path", "active"}}) == user("jane"));
  for (const json& wrong :
       {json{{"op", "remove"}, {"path", "userName"}},  // no longer a user
        json{{"op", "remove"}, {"path", "unknown"}}, json{{"op", "remove"}},
        json{{"op", "replace"}, {"path", "unknown"}, {"value", 1}},
        json{{"op", "replace"}, {"path", "active"}},
        json{{"op", "replace"}, {"path", "active"}, {"value", "no"}},
        json{{"op", "replace"}, {"path", 7}, {"value", 1}},
        json{{"op", "move"}, {"path", "active"}, {"value", true}}, json{{"op", 7}}, json("op")}) {
    CAPTURE(wrong.dump());
    CHECK_FALSE(patched(jane, wrong));
  }
  CHECK_FALSE(scim_patched(scim_kind::user, jane, {{"Operations", json::array()}}));
  CHECK_FALSE(scim_patched(scim_kind::user, jane, json::object()));
  const json last_is_wrong{
      {"Operations", json::array({{{"op", "remove"}, {"path", "active"}}, {{"op", "x"}}})}};
  CHECK_FALSE(scim_patched(scim_kind::user, jane, last_is_wrong));
}

TEST_CASE("a patch adds members to those that are there, and takes one out") {
  json team = group("team");
  for (const char* each : {"a", "b"}) {
    team = *patched(
        team, {{"op", "add"}, {"path", "members"}, {"value", json::array({{{"value", each}}})}},
        scim_kind::group);
  }
  CHECK(team["members"] == json::array({{{"value", "a"}}, {{"value", "b"}}}));
  const json out{{"op", "remove"}, {"path", R"(members[value eq "a"])"}};
  CHECK(patched(team, out, scim_kind::group)->at("members") == json::array({{{"value", "b"}}}));
  CHECK(patched(group("none"), out, scim_kind::group) == group("none"));
  CHECK_FALSE(patched(user("x"), out));
  json wrong = patch({{"op", "replace"}, {"path", "members"}, {"value", "all"}});
  wrong["Operations"].push_back(out);
  CHECK_FALSE(scim_patched(scim_kind::group, team, wrong));
}

TEST_CASE("a name is one resource's of its kind and organization, in any case") {
  scim tested;
  const std::string id = add(tested, scim_kind::user, user("Jane"));
  CHECK(id.size() == 36);
  CHECK(tested.create(example, scim_kind::user, user("jANE")).how == scim_result::taken);
  add(tested, scim_kind::group, group("Jane"));
  add(tested, scim_kind::user, user("Jane"), other);
  const std::string max = add(tested, scim_kind::user, user("max"));
  CHECK(tested.update(example, scim_kind::user, max, becomes(user("jane"))).how ==
        scim_result::taken);
  CHECK(tested.update(example, scim_kind::user, id, becomes(user("JANE"))).resource ==
        json{{"userName", "JANE"}, {"id", id}});
  CHECK(tested.update(example, scim_kind::user, id, becomes(user("June"))).how ==
        scim_result::done);
  add(tested, scim_kind::user, user("jane"));  // free again
  CHECK(tested.create(example, scim_kind::user, user("june")).how == scim_result::taken);
}

TEST_CASE("what is not there, or another organization's, is not found") {
  scim tested;
  const std::string id = add(tested, scim_kind::user, user("jane"));
  CHECK(tested.update(other, scim_kind::user, id, becomes(user("x"))).how ==
        scim_result::not_found);
  CHECK(tested.update(example, scim_kind::group, id, becomes(group("x"))).how ==
        scim_result::not_found);
  CHECK_FALSE(tested.remove(other, scim_kind::user, id));
  CHECK(
      tested.update(example, scim_kind::user, id, [](const json&) { return std::optional<json>{}; })
          .how == scim_result::invalid);
  CHECK(tested.remove(example, scim_kind::user, id));
  CHECK_FALSE(tested.remove(example, scim_kind::user, id));
}

TEST_CASE("so many of a kind fit, and what goes makes room") {
  scim tested(2);
  const std::string id = add(tested, scim_kind::user, user("a"));
  add(tested, scim_kind::user, user("b"));
  CHECK(tested.create(example, scim_kind::user, user("c")).how == scim_result::full);
  add(tested, scim_kind::group, group("c"));
  add(tested, scim_kind::user, user("c"), other);
  CHECK(tested.remove(example, scim_kind::user, id));
  add(tested, scim_kind::user, user("a"));
}

TEST_CASE("members are users of the organization, and leave with them") {
  scim tested;
  const std::string id = add(tested, scim_kind::user, user("jane"));
  const std::string foreign = add(tested, scim_kind::user, user("jane"), other);
  json team = group("team");
  team["members"] = json::array({{{"value", foreign}}});
  CHECK(tested.create(example, scim_kind::group, team).how == scim_result::invalid);
  team["members"] = json::array({{{"value", id}}});
  const std::string of_group = add(tested, scim_kind::group, team);
  team["members"].push_back({{"value", "nobody"}});
  CHECK(tested.update(example, scim_kind::group, of_group, becomes(team)).how ==
        scim_result::invalid);
  CHECK(tested.remove(example, scim_kind::user, id));
  CHECK(tested
            .update(example, scim_kind::group, of_group,
                    [](const json& was) {
                      CHECK(was.at("members").empty());
                      return std::optional(was);
                    })
            .how == scim_result::done);
}

TEST_CASE("an operation's outcome is what was answered to it") {
  CHECK(scim_operation_of(method::post, route::scim_users) == scim_operation::create_user);
  CHECK(scim_operation_of(method::del, route::scim_group) == scim_operation::delete_group);
  CHECK_FALSE(scim_operation_of(method::get, route::scim_users));
  CHECK_FALSE(scim_operation_of(method::post, route::secret));
  CHECK(scim_failure_of(status{409}) == failure::scim);
  CHECK(scim_failure_of(status{507}) == failure::policy);
  // Every answer to one has a series, and a series that no such answer makes is none.
  for (const endpoint& each : endpoints) {
    if (const auto what = scim_operation_of(each.how, each.where)) {
      for (const int code : each.answers) {
        if (code != 0 && answers_scim(status{static_cast<unsigned>(code)})) {
          const failure why = scim_failure_of(status{static_cast<unsigned>(code)});
          CHECK(can_provision(*what, outcome_of(why), why));
        }
      }
    }
  }
  const auto fails = [](scim_operation what, failure why) {
    return can_provision(what, outcome::failure, why);
  };
  CHECK_FALSE(fails(scim_operation::create_user, failure::not_found));
  CHECK_FALSE(fails(scim_operation::create_user, failure::auth));
  CHECK_FALSE(fails(scim_operation::create_user, failure::rate_limit));
  CHECK_FALSE(fails(scim_operation::delete_user, failure::scim));
  CHECK_FALSE(fails(scim_operation::delete_user, failure::policy));
  CHECK_FALSE(fails(scim_operation::replace_group, failure::permission));
  CHECK_FALSE(fails(scim_operation::replace_group, failure::network));
  CHECK_FALSE(fails(scim_operation::replace_group, failure::none));
  CHECK_FALSE(can_provision(scim_operation::create_user, outcome::success, failure::scim));
}

}  // namespace backend
