// SPDX-License-Identifier: MIT
#include <zerometer/dump.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/testing.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include <unistd.h>

namespace zm = zerometer;

enum class state { idle, used };
constexpr auto label_values(state) { return zm::values("idle", "used"); }

namespace {
struct {
  std::uint64_t opened = 0;
  bool idle_is_known = true;
  double idle = 2.5;
  int calls = 0;
  bool collects = false;
  bool taken = true;
  bool page_was_empty = false;
} world;
void collect_inside() noexcept;
}  // namespace

struct pool : zm::meter<pool, "pool"> {
  struct asked : counter<"asked", "", "Callbacks that ran."> {};
  struct opened : observable_counter<"opened", "{connection}", "Opened ever."> {
    static void observe(zm::observer<opened>& out) noexcept { out.observe(world.opened); }
  };
  struct connections
      : observable_gauge<"connections", "{connection}", "Open now.", zm::label<"state", state>> {
    static void observe(zm::observer<connections>& out) noexcept {
      ++world.calls;
      asked::inc();
      if (world.idle_is_known) {
        out.observe(world.idle, state::idle);
      }
      out.observe(4, state::used);
      if (world.collects) {
        collect_inside();
      }
    }
  };
  struct nobody : observable_gauge<"nobody", "", "Has no callback."> {};
  using metrics = zm::list<asked, opened, connections, nobody>;
};
struct off : zm::meter<off, "off", zm::enabled<false>> {
  struct depth : observable_gauge<"depth", "", "Depth."> {
    static void observe(zm::observer<depth>& out) noexcept {
      ++world.calls;
      out.observe(1);
    }
  };
  using metrics = zm::list<depth>;
};
using app = zm::exposition<pool, off>;
static zm::snapshot<app> now;
static zm::snapshot<app> inner;

namespace {

std::array<char, zm::prometheus::max_bytes<app>> page;
std::array<char, zm::prometheus::max_bytes<app>> inner_page;

void collect_inside() noexcept {
  world.taken = inner.take();
  world.page_was_empty = std::string_view{zm::prometheus::render<app>(inner_page)}.empty();
}

std::string rendered() { return std::string{std::string_view{zm::prometheus::render<app>(page)}}; }

constexpr std::string_view opened = "# HELP opened_total Opened ever.\n"
                                    "# TYPE opened_total counter\n"
                                    "opened_total{otel_scope_name=\"pool\"} ";
constexpr std::string_view connections =
    "# HELP connections Open now.\n"
    "# TYPE connections gauge\n"
    "connections{otel_scope_name=\"pool\",state=\"idle\"} 2.5\n"
    "connections{otel_scope_name=\"pool\",state=\"used\"} 4\n";

}  // namespace

TEST_CASE("the four kinds hold what their synchronous kin hold") {
  static_assert(std::is_same_v<pool::opened::value_type, std::uint64_t>);
  static_assert(std::is_same_v<pool::connections::value_type, double>);
  static_assert(zm::memory_bytes<off> == 0);
  CHECK(true);  // the static_asserts above are the test
}

TEST_CASE("[G-08] one call a collection, and what it reports is the value and on the page") {
  world.opened = 7;
  world.calls = 0;
  now.take();
  CHECK(world.calls == 1);
  CHECK(now.value<pool::opened>() == 7);
  CHECK(now.value<pool::connections>(state::idle) == 2.5);
  CHECK(now.value<off::depth>() == 0.0);
  CHECK_FALSE(now.has<off::depth>());
  const std::string text = rendered();
  CHECK(world.calls == 2);
  CHECK(text.find(std::string{opened} + "7\n") != std::string::npos);
  CHECK(text.find(connections) != std::string::npos);
}

TEST_CASE("[G-08] [D-P7] what is not reported is absent, and a family without a series too") {
  now.take();
  CHECK(now.has<pool::connections>(state::idle));
  world.idle_is_known = false;
  now.take();
  CHECK_FALSE(now.has<pool::connections>(state::idle));
  CHECK(now.value<pool::connections>(state::idle) == 0.0);
  CHECK_FALSE(now.has<pool::connections>(static_cast<state>(2)));
  CHECK(now.has<pool::asked>());
  const std::string text = rendered();
  CHECK(text.find("state=\"idle\"") == std::string::npos);
  CHECK(text.find("state=\"used\"} 4\n") != std::string::npos);
  CHECK(text.find("nobody") == std::string::npos);
  world.idle_is_known = true;
}

TEST_CASE("a counter that falls is shown as it is: a reset") {
  world.opened = 9;
  now.take();
  world.opened = 2;
  now.take();
  CHECK(now.value<pool::opened>() == 2);
}

TEST_CASE("a callback may record, and the collection that runs it sees that") {
  now.take();
  const std::uint64_t before = now.value<pool::asked>();
  now.take();
  CHECK(now.value<pool::asked>() == before + 1);
}

TEST_CASE("a collection inside a callback is refused, and the one outside is whole") {
  inner.take();
  const auto before = inner.value<pool::asked>();
  world.collects = true;
  world.calls = 0;
  world.taken = true;
  CHECK(now.take());
  world.collects = false;
  CHECK(world.calls == 1);
  CHECK_FALSE(world.taken);
  CHECK(world.page_was_empty);
  CHECK(inner.value<pool::asked>() == before);
  CHECK(now.has<pool::connections>(state::used));
  CHECK(now.take());
}

TEST_CASE("no callback runs for a signal handler, and no observable is there") {
  world.calls = 0;
  now.take();
  now.take_signal_safe();
  CHECK(world.calls == 1);
  CHECK_FALSE(now.has<pool::connections>(state::used));
  CHECK_FALSE(now.has<pool::opened>());
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  CHECK(zm::prometheus::dump<app>(ends[1]));
  close(ends[1]);
  std::array<char, 4096> text;
  const ssize_t size = read(ends[0], text.data(), text.size());
  close(ends[0]);
  REQUIRE(size > 0);
  const std::string_view dumped{text.data(), static_cast<std::size_t>(size)};
  CHECK(dumped.find("asked_total{") != std::string_view::npos);
  CHECK(dumped.find("opened") == std::string_view::npos);
  CHECK(dumped.find("connections") == std::string_view::npos);
  CHECK(world.calls == 1);
}

TEST_CASE("a stream in small pieces is the page, and its last piece is its end") {
  world.idle_is_known = false;
  now.take();
  world.idle_is_known = true;
  std::string whole(zm::prometheus::max_bytes<app>, ' ');
  {
    zm::prometheus::stream<app> pieces{now};
    whole.resize(pieces.read(whole));
    CHECK(pieces.done());
  }
  for (std::size_t size = 1; size < 200; ++size) {
    std::string text;
    std::string piece(size, ' ');
    zm::prometheus::stream<app> pieces{now};
    while (!pieces.done()) {
      const std::size_t read = pieces.read(piece);
      REQUIRE(read != 0);
      text.append(piece, 0, read);
    }
    CHECK(text == whole);
  }
}

TEST_CASE("differences: observables rise, fall, come and go as any other metric") {
  static zm::testing::difference<app> seen;
  world.opened = 5;
  seen.begin();
  world.opened = 8;
  seen.take();
  CHECK(seen.rise<pool::asked>() == 2);
  CHECK(seen.rise<pool::opened>() == 3);
  CHECK(seen.unasked() == "");
  world.idle_is_known = false;
  seen.take();
  CHECK(seen.rise<pool::asked>() == 3);
  CHECK(seen.rise<pool::connections>(state::idle) == -2.5);
  CHECK(seen.unasked() == "pool: opened rose by 3");
  CHECK(seen.rise<pool::opened>() == 3);
  CHECK(seen.unasked() == "");
  seen.take();
  CHECK(seen.rise<pool::asked>() == 4);
  CHECK(seen.rise<pool::opened>() == 3);
  CHECK(seen.unasked() == "pool: connections state=idle went and rose by -2.5");
  // A series that is there is not one that is absent, also at 0.
  seen.begin();
  world.idle_is_known = true;
  world.idle = 0;
  seen.take();
  CHECK(seen.rise<pool::asked>() == 2);
  CHECK(seen.unasked() == "pool: connections state=idle came and rose by 0");
  world.idle = 2.5;
}
