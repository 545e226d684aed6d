// SPDX-License-Identifier: MIT
#include "../kept_page.hpp"

#include <zerometer/negotiation.hpp>
#include <zerometer/text_stream.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace zm = zerometer;

struct server : zm::meter<server, "server"> {
  struct calls : counter<"calls", "{call}", "Calls."> {};
  using metrics = zm::list<calls>;
};
// Without what the library says of itself: how long a page took differs from page to page.
using app = zm::exposition<server, zm::without_self_metrics>;
using text = zm::text_stream<app>;

static std::string read_all(text& page) {
  std::string all;
  std::array<char, 7> piece{};
  while (!page.done()) {
    all.append(piece.data(), page.read(piece));
  }
  return all;
}

TEST_CASE("[C-07] the page is in the format that was negotiated") {
  static zm::snapshot<app> now;
  static std::array<char, zm::prometheus::max_bytes<app, zm::resource<64>>> plain;
  static std::array<char, zm::openmetrics::max_bytes<app, zm::resource<64>>> open;
  server::calls::inc();
  now.take();
  zm::resource<64> who;
  CHECK(who.add("service.name", "a") == zm::resource_error::none);

  const zm::negotiated metrics = zm::negotiate("application/openmetrics-text");
  const zm::negotiated other = zm::negotiate("text/html");
  text first{metrics.format, now, who};
  CHECK(read_all(first) == keep_page(zm::openmetrics::render<app>(open, who)));
  text second{other.format, now, who};
  CHECK(read_all(second) == zm::prometheus::render<app>(plain, who).text);
  text third{metrics.format, now};
  CHECK(read_all(third) == keep_page(zm::openmetrics::render<app>(open)));
}

TEST_CASE("a stream stays where it is, and has nothing to destroy") {
  static_assert(!std::is_copy_constructible_v<text> && !std::is_move_constructible_v<text>);
  static_assert(std::is_trivially_destructible_v<text>);
  CHECK(true);  // the static_asserts above are the test
}
