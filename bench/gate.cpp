// SPDX-License-Identifier: MIT
//
// The calls that gate.py counts the instructions of: `gate OPERATION N` makes N of them. Each is a
// function that is not inlined, called through a pointer as a call site in another file would, and
// `empty/SIGNATURE` is the same loop around a function that does nothing: what is left after
// subtraction is the body of the call. Not a benchmark; it reads no clock.
//
// `gate --list` prints each operation with its empty twin, `gate --compiler` what built it. Figures
// hold for -O2 -fPIC, which is how a record call inside a shared library is compiled.

#include "calls.hpp"

#include <zerometer/timer.hpp>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>

using bench::calls;

// External linkage: a compiler that sees every caller of a function may change how it is called.
namespace gate {

using handle = decltype(calls::requests::series(bench::method::get));

[[gnu::noinline]] void counter() { calls::requests::inc(bench::method::get); }
[[gnu::noinline]] void counter_handle(handle series) { series.inc(); }
[[gnu::noinline]] void counter_labels3(bench::method m, bench::route r, bench::status s) {
  calls::routed::inc(m, r, s);
}
[[gnu::noinline]] void gauge_set(double value) { calls::level::set(value); }
[[gnu::noinline]] void gauge_inc() { calls::level::inc(); }
[[gnu::noinline]] void counter_double(double value) { calls::busy::add(value); }
[[gnu::noinline]] void up_down() { calls::open::inc(); }
[[gnu::noinline]] void histogram_ns(std::uint64_t value) { calls::exact::observe(value); }
[[gnu::noinline]] void text_label_hit(std::string_view m, std::string_view r, std::string_view s) {
  bench::texts::common::inc(m, r, s);
}
[[gnu::noinline]] void text_label_one() {
  bench::texts::common::inc("GET", "/v1/secrets/{id}", "200");
}
using text_handle = decltype(bench::texts::each::series("", "", ""));
[[gnu::noinline]] void text_label_handle(text_handle series) { series.inc(); }
[[gnu::noinline]] void dropped(std::string_view m, std::string_view r, std::string_view s) {
  bench::gone::requests::inc(m, r, s);
}
[[gnu::noinline]] void disabled() { bench::off::requests::inc(bench::method::get); }
[[gnu::noinline]] void histogram_11(double value) { calls::coarse::observe(value); }
[[gnu::noinline]] void histogram_200(double value) { calls::fine::observe(value); }
[[gnu::noinline]] void histogram_min_max(double value) { calls::reached::observe(value); }

/// All of a timer but its clock, which is the processor's or the kernel's: the same time always.
struct still_clock {
  static std::uint64_t now() noexcept {
    std::uint64_t time = 0;
    asm volatile("" : "+r"(time));
    return time;
  }
};
[[gnu::noinline]] void timer_still() { zerometer::timer<calls::exact, still_clock> timer; }

// The empty statement keeps the compiler from seeing that a call does nothing.
[[gnu::noinline]] void empty_none() { asm volatile(""); }
[[gnu::noinline]] void empty_handle(handle) { asm volatile(""); }
[[gnu::noinline]] void empty_text_handle(text_handle) { asm volatile(""); }
[[gnu::noinline]] void empty_labels(bench::method, bench::route, bench::status) {
  asm volatile("");
}
[[gnu::noinline]] void empty_integer(std::uint64_t) { asm volatile(""); }
[[gnu::noinline]] void empty_texts(std::string_view, std::string_view, std::string_view) {
  asm volatile("");
}
[[gnu::noinline]] void empty_double(double) { asm volatile(""); }

}  // namespace gate

namespace {

// One loop for each signature. Hiding which function it calls keeps the compiler from making a copy
// of the loop for each operation, so that both twins run the very same one.

template <class Function>
void hide(Function*& function) {
  asm volatile("" : "+r"(function));
}

[[gnu::noinline]] void repeat(void (*call)(), std::size_t n) {
  hide(call);
  for (std::size_t i = 0; i < n; ++i)
    call();
}

[[gnu::noinline]] void repeat(void (*call)(gate::handle), std::size_t n) {
  hide(call);
  const auto series = calls::requests::series(bench::method::put);
  for (std::size_t i = 0; i < n; ++i)
    call(series);
}

[[gnu::noinline]] void repeat(void (*call)(gate::text_handle), std::size_t n) {
  hide(call);
  const auto series = bench::texts::each::series("PUT", "/held", "200");
  for (std::size_t i = 0; i < n; ++i)
    call(series);
}

[[gnu::noinline]] void repeat(void (*call)(bench::method, bench::route, bench::status),
                              std::size_t n) {
  hide(call);
  const auto& triples = bench::triples();
  for (std::size_t i = 0; i < n; ++i) {
    const auto& one = triples[i % bench::draws];
    call(one.method, one.route, one.status);
  }
}

[[gnu::noinline]] void repeat(void (*call)(double), std::size_t n) {
  hide(call);
  const auto& values = bench::latencies();
  for (std::size_t i = 0; i < n; ++i)
    call(values[i % bench::draws]);
}

[[gnu::noinline]] void repeat(void (*call)(std::uint64_t), std::size_t n) {
  hide(call);
  const auto& values = bench::latencies();
  for (std::size_t i = 0; i < n; ++i)
    call(static_cast<std::uint64_t>(values[i % bench::draws] * 1e9));
}

[[gnu::noinline]] void repeat(void (*call)(std::string_view, std::string_view, std::string_view),
                              std::size_t n) {
  hide(call);
  const auto& triples = bench::triples();
  for (std::size_t i = 0; i < n; ++i) {
    const auto& one = triples[i % bench::draws];
    call(bench::methods[std::size_t(one.method)], bench::routes[std::size_t(one.route)],
         bench::statuses[std::size_t(one.status)]);
  }
}

struct operation {
  const char* name;
  const char* empty_twin;
  void (*run)(std::size_t n);
};

constexpr operation operations[] = {
    {"counter", "empty/none", [](std::size_t n) { repeat(gate::counter, n); }},
    {"counter_handle", "empty/handle", [](std::size_t n) { repeat(gate::counter_handle, n); }},
    {"counter_labels3", "empty/labels", [](std::size_t n) { repeat(gate::counter_labels3, n); }},
    {"counter_double", "empty/double", [](std::size_t n) { repeat(gate::counter_double, n); }},
    {"up_down", "empty/none", [](std::size_t n) { repeat(gate::up_down, n); }},
    {"histogram_ns", "empty/integer", [](std::size_t n) { repeat(gate::histogram_ns, n); }},
    {"text_label_hit", "empty/texts", [](std::size_t n) { repeat(gate::text_label_hit, n); }},
    {"text_label_one", "empty/none", [](std::size_t n) { repeat(gate::text_label_one, n); }},
    {"text_label_handle", "empty/text_handle",
     [](std::size_t n) { repeat(gate::text_label_handle, n); }},
    {"timer_still", "empty/none", [](std::size_t n) { repeat(gate::timer_still, n); }},
    {"dropped", "empty/texts",
     [](std::size_t n) {
       zerometer::drop<bench::gone>();
       repeat(gate::dropped, n);
     }},
    {"disabled", "empty/none", [](std::size_t n) { repeat(gate::disabled, n); }},
    {"gauge_inc", "empty/none", [](std::size_t n) { repeat(gate::gauge_inc, n); }},
    {"gauge_set", "empty/double", [](std::size_t n) { repeat(gate::gauge_set, n); }},
    {"histogram_11", "empty/double", [](std::size_t n) { repeat(gate::histogram_11, n); }},
    {"histogram_200", "empty/double", [](std::size_t n) { repeat(gate::histogram_200, n); }},
    {"histogram_min_max", "empty/double",
     [](std::size_t n) { repeat(gate::histogram_min_max, n); }},
    {"empty/none", nullptr, [](std::size_t n) { repeat(gate::empty_none, n); }},
    {"empty/handle", nullptr, [](std::size_t n) { repeat(gate::empty_handle, n); }},
    {"empty/text_handle", nullptr, [](std::size_t n) { repeat(gate::empty_text_handle, n); }},
    {"empty/labels", nullptr, [](std::size_t n) { repeat(gate::empty_labels, n); }},
    {"empty/integer", nullptr, [](std::size_t n) { repeat(gate::empty_integer, n); }},
    {"empty/texts", nullptr, [](std::size_t n) { repeat(gate::empty_texts, n); }},
    {"empty/double", nullptr, [](std::size_t n) { repeat(gate::empty_double, n); }},
};

void print_compiler() {
#if !defined(__OPTIMIZE__) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  std::puts("unoptimised");
#elif !defined(__PIC__) || defined(__PIE__)
  std::puts("not-fPIC");
#elif defined(__clang__)
  std::printf("clang-%d\n", __clang_major__);
#else
  std::printf("gcc-%d\n", __GNUC__);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "--compiler") {
    print_compiler();
    return 0;
  }
  if (command == "--list") {
    for (const auto& one : operations)
      if (one.empty_twin != nullptr)
        std::printf("%s %s\n", one.name, one.empty_twin);
    return 0;
  }
  std::size_t n = 0;
  const char* end = argc > 2 ? argv[2] + std::strlen(argv[2]) : nullptr;
  if (argc == 3 && std::from_chars(argv[2], end, n).ptr == end)
    for (const auto& one : operations)
      if (command == one.name) {
        one.run(n);
        return 0;
      }
  std::fputs("usage: gate --compiler | --list | OPERATION N\n", stderr);
  return 2;
}
