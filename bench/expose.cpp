// SPDX-License-Identifier: MIT
//
// Writing a page, the snapshot included, and the floor under it: copying a page that is already
// there, line by line. mixed.hpp says what is on it.

#include "common.hpp"
#include "mixed.hpp"

#include <zerometer/openmetrics.hpp>
#include <zerometer/otlp.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace zm = zerometer;

struct mixed : zm::meter<mixed, "bench.mixed"> {
  template <zm::fixed_string Name>
  struct requests : counter<Name, "{request}", "Requests served.",
                            zm::label<"http.request.method", bench::method>,
                            zm::label<"http.response.status_code", bench::code>,
                            zm::label<"http.route", bench::area>> {};
  template <zm::fixed_string Name>
  struct duration
      : histogram<Name, "s", "Time to serve a request.", zm::bounds{bench::default_bounds},
                  zm::label<"http.request.method", bench::method>,
                  zm::label<"tls.established", bool>,
                  zm::constant<"network.protocol.name", "http">> {};
  using metrics = zm::list<
      requests<"http.server.0.request.count">, requests<"http.server.1.request.count">,
      requests<"http.server.2.request.count">, requests<"http.server.3.request.count">,
      requests<"http.server.4.request.count">, requests<"http.server.5.request.count">,
      requests<"http.server.6.request.count">, requests<"http.server.7.request.count">,
      requests<"http.server.8.request.count">, requests<"http.server.9.request.count">,
      duration<"http.server.0.request.duration">, duration<"http.server.1.request.duration">,
      duration<"http.server.2.request.duration">, duration<"http.server.3.request.duration">,
      duration<"http.server.4.request.duration">, duration<"http.server.5.request.duration">,
      duration<"http.server.6.request.duration">, duration<"http.server.7.request.duration">,
      duration<"http.server.8.request.duration">, duration<"http.server.9.request.duration">>;
};

// Without the library's own series: a peer has none, and the pages must be the same.
using exposition = zm::exposition<mixed, zm::without_self_metrics>;

std::array<char, zm::prometheus::max_bytes<exposition>> page;

template <class... Metrics>
void fill_metrics(zm::list<Metrics...>) {
  // Number `family` among the counters, then among the histograms.
  constexpr auto nth = [](std::size_t wanted, auto apply) {
    std::size_t at = 0;
    (static_cast<void>(at++ == wanted ? (apply.template operator()<Metrics>(), 0) : 0), ...);
  };
  bench::fill(
      [&](std::size_t family, bench::method m, bench::code c, bench::area a, std::uint64_t n) {
        nth(family, [&]<class Metric> {
          if constexpr (requires { Metric::add(n, m, c, a); })
            Metric::add(n, m, c, a);
        });
      },
      [&](std::size_t family, bench::method m, bool secure, double seconds) {
        nth(bench::families + family, [&]<class Metric> {
          if constexpr (requires { Metric::observe(seconds, m, secure); })
            Metric::observe(seconds, m, secure);
        });
      });
}

void text_mixed(benchmark::State& state) {
  auto text = bench::mixed_page();
  bench::repeat(state, [&](std::size_t) {
    text = zm::prometheus::render<exposition>(page);
    benchmark::DoNotOptimize(text.data());
  });
  // 1,000 counter series; 100 histograms of 12 buckets, a sum and a count; HELP and TYPE of 20.
  bench::expect(state, std::count(text.begin(), text.end(), '\n'),
                std::ptrdiff_t{1000 + 100 * 14 + 20 * 2});
  bench::report_page(state, text);
}

void openmetrics_mixed(benchmark::State& state) {
  static_cast<void>(bench::mixed_page());
  static std::array<char, zm::openmetrics::max_bytes<exposition>> open_page;
  std::string_view text;
  bench::repeat(state, [&](std::size_t) {
    text = zm::openmetrics::render<exposition>(open_page);
    benchmark::DoNotOptimize(text.data());
  });
  // As above, a UNIT of each histogram, and the end.
  bench::expect(state, std::count(text.begin(), text.end(), '\n'),
                std::ptrdiff_t{1000 + 100 * 14 + 20 * 2 + 10 + 1});
  bench::report_page(state, text);
}

template <zm::otlp::encoding Encoding>
void otlp_mixed(benchmark::State& state, std::string_view time_of_a_point) {
  static_cast<void>(bench::mixed_page());
  static zm::snapshot<exposition> now;
  static std::array<char, zm::otlp::max_bytes<exposition, Encoding>> body;
  std::string_view text;
  bench::repeat(state, [&](std::size_t) {
    now.take();
    const zm::otlp::collection<exposition> all{now, 1, 0x3131313131313131};
    text = zm::otlp::render<Encoding>(body, all).body;
    benchmark::DoNotOptimize(text.data());
  });
  std::size_t points = 0;
  for (auto at = text.find(time_of_a_point); at != text.npos;
       at = text.find(time_of_a_point, at + 1))
    ++points;
  bench::expect(state, points, std::size_t{1100});
  bench::report_points(state, text, 1100);
}

void otlp_json_mixed(benchmark::State& state) {
  otlp_mixed<zm::otlp::encoding::json>(state, "\"timeUnixNano\"");
}
void otlp_protobuf_mixed(benchmark::State& state) {
  otlp_mixed<zm::otlp::encoding::protobuf>(state, "\x19"
                                                  "11111111");
}

void memcpy_text(benchmark::State& state) {
  const std::string source{bench::mixed_page()};
  std::vector<std::string_view> lines;
  for (std::string_view rest = source; !rest.empty(); rest.remove_prefix(lines.back().size()))
    lines.push_back(rest.substr(0, rest.find('\n') + 1));
  std::string copy(source.size(), '\0');
  for (auto _ : state) {
    char* to = copy.data();
    for (const auto line : lines) {
      std::memcpy(to, line.data(), line.size());
      to += line.size();
    }
    benchmark::ClobberMemory();
  }
  bench::expect(state, copy.compare(source), 0);
  bench::report_page(state, copy);
}

BENCHMARK(memcpy_text)->Name("limit/memcpy_text");
BENCHMARK(text_mixed)->Name("expose/text/mixed");
BENCHMARK(openmetrics_mixed)->Name("expose/openmetrics/mixed");
BENCHMARK(otlp_json_mixed)->Name("expose/otlp_json/mixed");
BENCHMARK(otlp_protobuf_mixed)->Name("expose/otlp_protobuf/mixed");

}  // namespace

std::string_view bench::mixed_page() {
  static const std::string text = [] {
    fill_metrics(mixed::metrics{});
    return std::string{std::string_view{zm::prometheus::render<exposition>(page)}};
  }();
  return text;
}
