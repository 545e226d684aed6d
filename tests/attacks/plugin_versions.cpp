// SPDX-License-Identifier: MIT
/// Compiled twice, with two versions of the library, into one program: two sets of metrics of one
/// name. Prints the page of either.
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <cstdio>
#include <string_view>
#include <thread>

namespace zm = zerometer;

enum class method { get, post };
constexpr auto label_values(method) { return zm::values("GET", "POST"); }

struct traffic : zm::meter<traffic, "traffic"> {
  struct calls : counter<"calls", "{call}", "Calls.", zm::label<"method", method>> {};
  struct sizes : histogram<"sizes", "By", "Sizes.", zm::bounds{10, 100}> {};
  struct level : gauge<"level", "{thing}", "Level."> {};
  using metrics = zm::list<calls, sizes, level>;
};

void record_older(unsigned amount);
void record_newer(unsigned amount);
void print_older();
void print_newer();

#if defined(NEWER)
#define record record_newer
#define print print_newer
#else
#define record record_older
#define print print_older
#endif

void record(unsigned amount) {
  for (unsigned i = 0; i < amount; ++i) {
    traffic::calls::inc(method::post);
    traffic::sizes::observe(50);
    traffic::level::inc();
  }
}

void print() {
  using app = zm::exposition<traffic>;
  static std::array<char, zm::prometheus::max_bytes<app>> page;
  const std::string_view text = zm::prometheus::render<app>(page);
  std::printf("%.*s\n", static_cast<int>(text.size()), text.data());
}

#if !defined(NEWER)
int main() {
  std::thread other{[] {
    record_newer(20000);
    record_older(1000);
  }};
  record_older(10000);
  record_newer(2000);
  other.join();
  print_older();
  print_newer();
}
#endif
