// SPDX-License-Identifier: MIT
//
// What each single call costs, while another thread scrapes the page 1,000 times a second: the mean
// of a benchmark says nothing of the one call in 10,000 that a request has to wait for.
//
// usage: zerometer_bench_tail CALLS CURVES [plant]
//
// Prints a table, and writes the whole distributions to the file CURVES. `plant` makes one call in
// 500 wait 20 us, for the test that must see it.

#include "tail.hpp"
#include "opaque.hpp"

#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <latch>
#include <numeric>
#include <string_view>
#include <thread>
#include <vector>

namespace {

namespace zm = zerometer;
using bench::tail_subject;
using bench::tick_counts;

struct tail_calls : zm::meter<tail_calls, "bench.tail"> {
  struct requests : counter<"requests", "{request}", "Requests."> {};
  struct routed
      : counter<"routed", "{request}", "Requests by route.", zm::label<"method", bench::method>,
                zm::label<"route", bench::route>, zm::label<"status", bench::status>> {};
  struct latency : histogram<"latency", "s", "Time.", zm::bounds{bench::default_bounds}> {};
  using metrics = zm::list<requests, routed, latency>;
};
using exposition = zm::exposition<tail_calls, zm::without_self_metrics>;

bool planted = false;

BENCH_OPAQUE void nothing() { asm volatile(""); }
BENCH_OPAQUE void inc() { tail_calls::requests::inc(); }
BENCH_OPAQUE void inc_routed(bench::method m, bench::route r, bench::status s) {
  tail_calls::routed::inc(m, r, s);
}
BENCH_OPAQUE void observe(double value) { tail_calls::latency::observe(value); }

void scrape() {
  static std::array<char, zm::prometheus::max_bytes<exposition>> page;
  static_cast<void>(zm::prometheus::render<exposition>(page));
}

zm::snapshot<exposition>& now() {
  static zm::snapshot<exposition> taken;
  taken.take();
  return taken;
}

std::uint64_t sum_routed() {
  const auto& taken = now();
  std::uint64_t total = 0;
  for (std::size_t m = 0; m < bench::methods.size(); ++m)
    for (std::size_t r = 0; r < bench::routes.size(); ++r)
      for (std::size_t s = 0; s < bench::statuses.size(); ++s)
        total +=
            taken.value<tail_calls::routed>(bench::method(m), bench::route(r), bench::status(s));
  return total;
}

std::uint64_t nothing_total = 0;

constexpr tail_subject own_cost{"nothing", "-",
                                [](std::size_t n, tick_counts& counts) {
                                  bench::time_each(n, counts, [](std::size_t) { nothing(); });
                                  nothing_total = n;
                                },
                                scrape, [] { return nothing_total; }};

constexpr std::array ours{
    tail_subject{"counter", "zerometer",
                 [](std::size_t n, tick_counts& counts) {
                   bench::time_each(n, counts, [](std::size_t i) {
                     inc();
                     if (planted && i % 500 == 0)
                       for (const auto start = std::chrono::steady_clock::now();
                            std::chrono::steady_clock::now() - start <
                            std::chrono::microseconds{20};) {
                       }
                   });
                 },
                 scrape, [] { return now().value<tail_calls::requests>(); }},
    tail_subject{"counter_labels3", "zerometer",
                 [](std::size_t n, tick_counts& counts) {
                   bench::time_each(n, counts, [&triples = bench::triples()](std::size_t i) {
                     inc_routed(triples[i].method, triples[i].route, triples[i].status);
                   });
                 },
                 scrape, sum_routed},
    tail_subject{"histogram_11", "zerometer",
                 [](std::size_t n, tick_counts& counts) {
                   bench::time_each(n, counts, [&values = bench::latencies()](std::size_t i) {
                     observe(values[i]);
                   });
                 },
                 scrape, [] { return now().value<tail_calls::latency>().count(); }}};

/// Renders a page every millisecond, or as often as it can, for as long as it lives.
class scraper {
public:
  explicit scraper(void (*scrape)())
      : thread_{[this, scrape](const std::stop_token& stop) {
          auto next = std::chrono::steady_clock::now();
          while (!stop.stop_requested()) {
            scrape();
            if (++scrapes_ == 1)
              begun_.count_down();
            // One that is late begins anew, and does not catch up.
            next = std::max(next + std::chrono::milliseconds{1}, std::chrono::steady_clock::now());
            std::this_thread::sleep_until(next);
          }
        }} {
    begun_.wait();
  }

  std::uint64_t stop() {
    thread_.request_stop();
    thread_.join();
    return scrapes_;
  }

private:
  std::uint64_t scrapes_ = 0;  // the thread's, until it has ended
  std::latch begun_{1};
  std::jthread thread_;
};

struct result {
  tick_counts counts;
  double ns_per_tick = 0;
  double scrapes_per_second = 0;
  bool right = false;
};

result measure(const tail_subject& subject, std::size_t number) {
  result found;
  tick_counts warm_up;
  const auto before = subject.total();
  subject.time(bench::draws, warm_up);
  std::fprintf(stderr, "== %s, %s:", subject.operation, subject.library);
  scraper beside{subject.scrape};
  const auto start = std::chrono::steady_clock::now();
  const auto start_ticks = bench::first_ticks();
  for (std::size_t done = 0, part = 1; part <= 10; ++part) {
    subject.time(number * part / 10 - done, found.counts);
    done = number * part / 10;
    std::fprintf(stderr, " %zu %%", part * 10);
  }
  const auto ticks = static_cast<double>(bench::second_ticks() - start_ticks);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  std::fputc('\n', stderr);
  found.scrapes_per_second = static_cast<double>(beside.stop()) / taken.count();
  found.ns_per_tick = taken.count() * 1e9 / ticks;
  found.right =
      subject.library == own_cost.library || subject.total() - before == number + bench::draws;
  return found;
}

/// What all differences of two readings of the counter are multiples of: some count in strides.
std::uint64_t stride() {
  std::uint64_t common = 0;
  for (int i = 0; i < 10000; ++i) {
    const auto before = bench::first_ticks();
    common = std::gcd(common, bench::second_ticks() - before);
  }
  return common;
}

int run(std::size_t number, std::FILE* curves) {
  std::vector<tail_subject> subjects{own_cost};
  const auto peers = bench::tail_of_prometheus_cpp();
  for (const auto& one : ours) {
    subjects.push_back(one);
    for (const auto& peer : peers)
      if (std::string_view{peer.operation} == one.operation)
        subjects.push_back(peer);
  }
  if (peers.empty())
    std::fputs("prometheus-cpp is left out: install prometheus-cpp-dev to have it\n", stderr);

  std::vector<result> results;
  for (const auto& subject : subjects)
    results.push_back(measure(subject, number));
  const double own = static_cast<double>(results[0].counts.quantile(2)) * results[0].ns_per_tick;

  std::printf("ns of %zu calls each, by a counter that goes %.1f ns at a time; nothing is what "
              "timing\nitself costs, and its median of %.1f is taken off all others\n\n",
              number, static_cast<double>(stride()) * results[0].ns_per_tick, own);
  std::printf("%-16s %-15s %9s %9s %9s %9s %12s %9s\n", "operation", "library", "p50", "p99",
              "p99.9", "p99.99", "max", "scrapes/s");
  std::fputs("operation\tlibrary\tone_in\tns\n", curves);
  int status = 0;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto& found = results[i];
    const auto ns = [tick = found.ns_per_tick, off = i == 0 ? 0 : own](std::uint64_t ticks) {
      return std::max(static_cast<double>(ticks) * tick - off, 0.0);
    };
    std::printf("%-16s %-15s", subjects[i].operation, subjects[i].library);
    for (const double one_in : {2.0, 100.0, 1000.0, 10000.0})
      std::printf(" %9.1f", ns(found.counts.quantile(one_in)));
    std::printf(" %12.1f %9.0f\n", ns(found.counts.greatest()), found.scrapes_per_second);
    for (double one_in = 2; one_in < static_cast<double>(number); one_in *= 1.25)
      std::fprintf(curves, "%s\t%s\t%.6g\t%.2f\n", subjects[i].operation, subjects[i].library,
                   one_in, ns(found.counts.quantile(one_in)));
    std::fprintf(curves, "%s\t%s\t%zu\t%.2f\n", subjects[i].operation, subjects[i].library, number,
                 ns(found.counts.greatest()));
    if (!found.right) {
      std::printf("failed: %s of %s recorded another number of calls\n", subjects[i].operation,
                  subjects[i].library);
      status = 1;
    }
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t number = 0;
  planted = argc == 4 && std::strcmp(argv[3], "plant") == 0;
  if (argc == 3 || planted) {
    const char* const end = argv[1] + std::strlen(argv[1]);
    if (std::from_chars(argv[1], end, number).ptr == end && number >= 1000)
      if (std::FILE* const curves = std::fopen(argv[2], "w"); curves != nullptr) {
        const int status = run(number, curves);
        return std::fclose(curves) == 0 ? status : 1;
      }
  }
  std::fputs("usage: zerometer_bench_tail CALLS CURVES: 1,000 calls or more, and a file to write "
             "their distributions to\n",
             stderr);
  return 2;
}
