// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/testing.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <span>
#include <string>
#include <string_view>

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

namespace zm = zerometer;

enum class result { success, failure };
constexpr auto label_values(result) { return zm::values("success", "failure"); }
constexpr bool only_success(result value) noexcept { return value == result::success; }

struct server : zm::meter<server, "server", zm::shared_atomic> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"r", result>, zm::only_if<only_success>> {
  };
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 2}, zm::label<"r", result>,
                          zm::only_if<only_success>> {};
  using metrics = zm::list<calls, time>;
};
using app = zm::exposition<server>;
static zm::snapshot<app> now;

TEST_CASE("a combination that cannot exist shows at the snapshot") {
  server::calls::inc(result::success);
  server::calls::add(3U, result::failure);
  server::time::observe(0.5, result::failure);
  server::time::observe(3.5, result::failure);
  now.take();
  CHECK(now.value<zm::self::invalid>(zm::invalid_reason::combination) == 5);
  now.take();
  CHECK(now.value<zm::self::invalid>(zm::invalid_reason::combination) == 5);
  CHECK(now.value<server::calls>(result::success) == 1);
}

TEST_CASE("a meter without shards is written atomically, and that is no alarm") {
  now.take();
  CHECK(now.value<zm::self::shared_recordings>() == 0);
}

static std::array<char, zm::prometheus::max_bytes<app>> page;

TEST_CASE(
    "a page is timed, on the next page; a snapshot, a stream and what is refused move nothing") {
  static zm::testing::difference<app> seen;
  seen.begin();
  now.take();
  static_cast<void>(zm::prometheus::stream<app>{now}.read(page));
  static_cast<void>(zm::prometheus::render<app>(std::span<char>{page}.first(200)));
  seen.take();
  CHECK(seen.unasked() == "");
  const std::string_view first = zm::prometheus::render<app>(page);
  CHECK(first.find("zerometer_collection_duration") == std::string_view::npos);
  seen.take();
  for (const auto phase : {zm::collection_phase::snapshot, zm::collection_phase::render}) {
    const auto time = seen.rise<zm::self::collection_duration>(phase);
    CHECK(time.count() == 1);
    CHECK(time.sum() > 0);
    CHECK(time.sum() < 5'000'000'000);
  }
  CHECK(seen.unasked() == "");
  const std::string_view second = zm::prometheus::render<app>(page);
  CHECK(second.find("zerometer_collection_duration_seconds_count{otel_scope_name=\"zerometer\","
                    "otel_scope_version=\"" +
                    std::string{MESON_VERSION} + "\",phase=\"render\"} 1\n") !=
        std::string_view::npos);
}

TEST_CASE("where the library's own meter is not exposed no page is timed") {
  using quiet = zm::exposition<server, zm::without_self_metrics>;
  now.take();
  const auto before = now.value<zm::self::collection_duration>(zm::collection_phase::render);
  const auto count = before.count();
  static std::array<char, zm::prometheus::max_bytes<quiet>> other;
  CHECK(zm::prometheus::render<quiet>(other));
  now.take();
  CHECK(now.value<zm::self::collection_duration>(zm::collection_phase::render).count() == count);
}

TEST_CASE("the library's version is one") {
  constexpr const char* version = TEXT(ZEROMETER_VERSION_MAJOR) "." TEXT(
      ZEROMETER_VERSION_MINOR) "." TEXT(ZEROMETER_VERSION_PATCH);
  CHECK(zm::self::options::version_text == version);
  CHECK(std::string{MESON_VERSION} == version);
}
