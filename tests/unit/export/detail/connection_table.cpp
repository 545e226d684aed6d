// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/connection_table.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <arpa/inet.h>

using zerometer::detail::connection_entry;
using zerometer::detail::connection_phase;
using zerometer::detail::connection_table;
using zerometer::detail::peer;
using zerometer::detail::peer_of;

namespace {

peer at(const char* text) {
  sockaddr_storage address{};
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (::inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    std::memcpy(&address, &v4, sizeof v4);
  } else {
    REQUIRE(::inet_pton(AF_INET6, text, &v6.sin6_addr) == 1);
    v6.sin6_family = AF_INET6;
    std::memcpy(&address, &v6, sizeof v6);
  }
  return peer_of(address);
}

}  // namespace

TEST_CASE("connections count together by IPv4 address and by IPv6 network") {
  CHECK(at("127.0.0.1") == at("::ffff:127.0.0.1"));
  CHECK(!(at("127.0.0.1") == at("127.0.0.2")));
  CHECK(at("2001:db8:1:2::3") == at("2001:db8:1:2:ffff::4"));
  CHECK(!(at("2001:db8:1:2::3") == at("2001:db8:1:3::3")));
  CHECK(!(at("::ffff:10.0.0.1") == at("::ffff:10.0.0.2")));
}

TEST_CASE("the table has so many places, each of which is used again") {
  static connection_table table;
  std::vector<connection_entry*> all;
  for (int i = 0; i < 2048; ++i) {
    all.push_back(table.add(i, at("127.0.0.1")));
    REQUIRE(all.back() != nullptr);
    table.enter(*all.back(), connection_phase::asking, 1, 100);
  }
  CHECK(table.size() == connection_table::capacity);
  CHECK(table.add(9, at("127.0.0.2")) == nullptr);
  CHECK(table.find(100) == all[100]);
  CHECK(table.find(2047) == all[2047]);
  table.remove(*all[100]);
  CHECK(table.size() == connection_table::capacity - 1);
  CHECK(table.find(100) == nullptr);
  connection_entry* const again = table.add(5000, at("127.0.0.2"));
  CHECK(again == all[100]);
  CHECK(table.find(5000) == again);
  CHECK(again->page == 0);
  CHECK(table.count(at("127.0.0.1")) == connection_table::capacity - 1);
  CHECK(table.count(at("127.0.0.2")) == 1);
  for (connection_entry* const entry : all) {
    table.remove(*entry);
  }
  CHECK(table.size() == 0);
  CHECK(table.find(5000) == nullptr);
  CHECK(table.count(at("127.0.0.1")) == 0);
}

TEST_CASE("the oldest of a phase, of a peer, from before a moment") {
  static connection_table table;
  connection_entry& a = *table.add(1, at("10.0.0.1"));
  connection_entry& b = *table.add(2, at("10.0.0.2"));
  connection_entry& c = *table.add(3, at("10.0.0.2"));
  table.enter(a, connection_phase::asking, 30, 1000);
  table.enter(b, connection_phase::asking, 20, 1000);
  table.enter(c, connection_phase::answering, 10, 1000);
  CHECK(table.oldest(connection_phase::asking) == &b);
  const peer one = at("10.0.0.1");
  CHECK(table.oldest(connection_phase::asking, &one) == &a);
  CHECK(table.oldest(connection_phase::answering, &one) == nullptr);
  CHECK(table.oldest(connection_phase::answering, nullptr, 11) == &c);
  CHECK(table.oldest(connection_phase::answering, nullptr, 10) == nullptr);
  CHECK(table.oldest(connection_phase::idle) == nullptr);
  CHECK(table.count(connection_phase::asking) == 2);
  b.phase = connection_phase::cut;
  CHECK(table.oldest(connection_phase::asking) == &a);
  CHECK(table.count(at("10.0.0.2")) == 1);  // one that is cut has gone already
}

TEST_CASE("each whose time is over is ended once, and none before") {
  static connection_table table;
  CHECK(table.next_deadline() == connection_table::never);
  std::vector<int> ended;
  const auto end = [&](connection_entry& entry) {
    ended.push_back(entry.socket);
    entry.phase = connection_phase::cut;
  };
  for (int i = 0; i < 3; ++i) {
    connection_entry& entry = *table.add(i, at("10.0.0.1"));
    table.enter(entry, connection_phase::asking, 0, 100 + 10 * static_cast<std::uint64_t>(i));
  }
  CHECK(table.next_deadline() == 100);
  table.end_expired(99, end);
  CHECK(ended.empty());
  table.end_expired(100, end);
  CHECK(ended == std::vector<int>{0});
  CHECK(table.next_deadline() == 110);
  table.end_expired(500, end);
  CHECK(ended == std::vector<int>{0, 1, 2});
  CHECK(table.next_deadline() == connection_table::never);
}

TEST_CASE("a deadline that moves on is not met at its old time") {
  static connection_table table;
  connection_entry& entry = *table.add(1, at("10.0.0.1"));
  table.enter(entry, connection_phase::asking, 0, 100);
  table.enter(entry, connection_phase::answering, 50, 300);
  int ended = 0;
  table.end_expired(100, [&](connection_entry&) { ++ended; });
  CHECK(ended == 0);
  CHECK(table.next_deadline() == 300);
}
