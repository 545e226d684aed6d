// SPDX-License-Identifier: MIT
//
// Pages of 100 to 100,000 counters in each format, the snapshot included: what a line costs when
// the page no longer fits into a cache.

#include "counters.hpp"
#include "common.hpp"
#include "mixed.hpp"

#include <zerometer/openmetrics.hpp>
#include <zerometer/otlp.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace {

namespace zm = zerometer;
using bench::digit;

/// Two to five labels of ten values.
template <zm::fixed_string... Places>
struct page_of
    : zm::meter<page_of<Places...>, "bench.counters", zm::shards<2>, zm::memory_limit<(16 << 20)>> {
  using base =
      zm::meter<page_of<Places...>, "bench.counters", zm::shards<2>, zm::memory_limit<(16 << 20)>>;
  struct served : base::template counter<"served", "{request}", "Requests served.",
                                         zm::label<Places, digit>..., zm::text_limit<(64 << 20)>> {
  };
  using metrics = zm::list<served>;
  using exposition = zm::exposition<page_of, zm::without_self_metrics>;

  static constexpr std::size_t places = sizeof...(Places);
  static constexpr std::size_t series = bench::counters_in(places);

  static void fill() {
    for (std::size_t i = 0; i < series; ++i)
      [&]<std::size_t... Place>(std::index_sequence<Place...>) {
        served::add(bench::count_of(i), digit(bench::digit_of(i, Place))...);
      }(std::make_index_sequence<places>{});
  }
};

using hundred = page_of<"a", "b">;
using thousand = page_of<"a", "b", "c">;
using ten_thousand = page_of<"a", "b", "c", "d">;
using hundred_thousand = page_of<"a", "b", "c", "d", "e">;

template <class Page>
void filled() {
  static bool once = (Page::fill(), true);
  benchmark::DoNotOptimize(once);
}

/// Untouched until it is used, as all of .bss is.
template <std::size_t Bytes>
std::array<char, Bytes>& room() {
  static std::array<char, Bytes> bytes;
  return bytes;
}

template <class Page>
std::string_view text_of() {
  using exposition = typename Page::exposition;
  return zm::prometheus::render<exposition>(room<zm::prometheus::max_bytes<exposition>>());
}

template <class Page>
void text(benchmark::State& state) {
  filled<Page>();
  std::string_view page;
  bench::repeat(state, [&](std::size_t) {
    page = text_of<Page>();
    benchmark::DoNotOptimize(page.data());
  });
  bench::expect(state, std::count(page.begin(), page.end(), '\n'),
                std::ptrdiff_t{Page::series + 2});
  bench::report_page(state, page);
  state.counters["bytes_per_series"] =
      static_cast<double>(sizeof(zm::snapshot<typename Page::exposition>)) / Page::series + 8;
}

template <class Page>
void openmetrics(benchmark::State& state) {
  using exposition = typename Page::exposition;
  filled<Page>();
  std::string_view page;
  bench::repeat(state, [&](std::size_t) {
    page = zm::openmetrics::render<exposition>(room<zm::openmetrics::max_bytes<exposition>>());
    benchmark::DoNotOptimize(page.data());
  });
  bench::expect(state, std::count(page.begin(), page.end(), '\n'),
                std::ptrdiff_t{Page::series + 3});
  bench::report_page(state, page);
}

template <class Page, zm::otlp::encoding Encoding>
void otlp(benchmark::State& state) {
  using exposition = typename Page::exposition;
  filled<Page>();
  static zm::snapshot<exposition> now;
  std::string_view body;
  bench::repeat(state, [&](std::size_t) {
    now.take();
    const zm::otlp::collection<exposition> all{now, 1, 2};
    body = zm::otlp::render<Encoding>(room<zm::otlp::max_bytes<exposition, Encoding>>(), all).body;
    benchmark::DoNotOptimize(body.data());
  });
  if (body.empty())
    state.SkipWithError("the request is empty");
  bench::report_points(state, body, Page::series);
}

template <class Page>
const bool registered = [] {
  const auto suffix = "/counters_" + std::to_string(Page::series);
  const auto named = [&](const char* name, auto* function) {
    benchmark::RegisterBenchmark((name + suffix).c_str(), function);
  };
  named("expose/text", text<Page>);
  named("expose/openmetrics", openmetrics<Page>);
  named("expose/otlp_json", otlp<Page, zm::otlp::encoding::json>);
  named("expose/otlp_protobuf", otlp<Page, zm::otlp::encoding::protobuf>);
  return true;
}();

template const bool registered<hundred>;
template const bool registered<thousand>;
template const bool registered<ten_thousand>;
template const bool registered<hundred_thousand>;

}  // namespace

std::string_view bench::counters_page(std::size_t labels) {
  const auto page = []<class Page>(Page*) {
    filled<Page>();
    return text_of<Page>();
  };
  switch (labels) {
  case 2:
    return page(static_cast<hundred*>(nullptr));
  case 3:
    return page(static_cast<thousand*>(nullptr));
  case 4:
    return page(static_cast<ten_thousand*>(nullptr));
  default:
    return page(static_cast<hundred_thousand*>(nullptr));
  }
}
