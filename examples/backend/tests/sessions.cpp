// SPDX-License-Identifier: MIT
#include "identity/sessions.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace backend {

namespace {

using namespace std::chrono_literals;

const organization example{"org", "Example"};
const actor robot{"robot", "robot", &example, auth_method::universal_auth};
const actor other{"other", "other", &example, auth_method::universal_auth};

constexpr sessions::moment start{1000s};

}  // namespace

TEST_CASE("a session knows whose it is and how it began, until its hour is over") {
  sessions tested;
  const std::string first = tested.open(robot, auth_method::aws_auth, start);
  const std::string second = tested.open(robot, auth_method::universal_auth, start + 1s);
  const auto last = start + sessions::lifetime - 1ns;
  CHECK(tested.find(first, last).who == &robot);
  CHECK(tested.find(first, last).by == auth_method::aws_auth);
  CHECK(tested.find(second, last).by == auth_method::universal_auth);
  CHECK(tested.find(first, last + 1ns).who == nullptr);
  CHECK(tested.find(second, last + 1ns).who == &robot);
  CHECK(tested.size(last + 1ns) == 1);
  CHECK(tested.find("", start).who == nullptr);
  CHECK(tested.find("made up", start).by == auth_method::none);
}

TEST_CASE("a renewal ends one session and begins another, with an hour of its own") {
  sessions tested;
  const std::string old = tested.open(robot, auth_method::aws_auth, start);
  const std::string renewed = tested.renew(old, start + 30min);
  CHECK(tested.find(old, start + 30min).who == nullptr);
  CHECK(tested.find(renewed, start + 89min).who == &robot);
  CHECK(tested.find(renewed, start + 89min).by == auth_method::aws_auth);
  CHECK(tested.renew(old, start + 30min).empty());
  CHECK(tested.renew("", start).empty());
  CHECK(tested.size(start + 89min) == 1);
  CHECK(tested.renew(renewed, start + 90min).empty());
}

TEST_CASE("one session too many ends the oldest; one that was renewed is young again") {
  sessions tested;
  const std::string first = tested.open(robot, auth_method::jwt_auth, start);
  const std::string second = tested.open(other, auth_method::jwt_auth, start);
  const std::string renewed = tested.renew(first, start);
  for (std::size_t i = 2; i < sessions::capacity; ++i) {
    REQUIRE_FALSE(tested.open(other, auth_method::jwt_auth, start).empty());
  }
  CHECK(tested.find(second, start).who == &other);
  CHECK_FALSE(tested.open(other, auth_method::jwt_auth, start).empty());
  CHECK(tested.find(second, start).who == nullptr);
  CHECK(tested.find(renewed, start).who == &robot);
  CHECK(tested.size(start) == sessions::capacity);
}

TEST_CASE("of many renewals of a token at once, one succeeds") {
  sessions tested;
  for (int round = 0; round < 200; ++round) {
    const std::string token = tested.open(robot, auth_method::aws_auth);
    std::atomic<int> renewed{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] { renewed += tested.renew(token).empty() ? 0 : 1; });
    }
    for (std::thread& each : threads) {
      each.join();
    }
    REQUIRE(renewed == 1);
  }
  CHECK(tested.size() == 200);
}

}  // namespace backend
