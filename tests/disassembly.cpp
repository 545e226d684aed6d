// SPDX-License-Identifier: MIT
// The record calls as a user's code makes them, one to a function, for disassembly.py to read.
#include <zerometer/zerometer.hpp>

#include <cstdint>

namespace {

namespace zm = zerometer;

enum class method { get, post, put, del };
constexpr auto label_values(method) { return zm::values("GET", "POST", "PUT", "DELETE"); }
enum class error { none, client, server };
constexpr auto label_values(error) { return zm::values(zm::absent, "client", "server"); }
using status = zm::integers<200, 201, 400, 404, 500>;

struct server : zm::meter<server, "server"> {
  struct starts : counter<"starts", "", "Starts."> {};
  struct requests : counter<"requests", "{request}", "Requests.", zm::label<"method", method>,
                            zm::label<"status", status>, zm::label<"error", error>> {};
  struct latency : histogram<"latency", "s", "Latency.",
                             zm::bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10},
                             zm::label<"method", method>> {};
  struct temperature : gauge<"temperature", "Cel", "Temperature."> {};
  struct open : gauge<"open", "", "Open.", zm::label<"method", method>> {};
  using metrics = zm::list<starts, requests, latency, temperature, open>;
};

using request_series = decltype(server::requests::series(method::get, status{200}, error::none));
using latency_series = decltype(server::latency::series(method::get));
using open_series = decltype(server::open::series(method::get));

}  // namespace

extern "C" {

void record_counter_fixed() { server::requests::inc(method::get, status{200}, error::none); }
void record_counter_unlabelled() { server::starts::inc(); }
void record_counter_labels(method m, int s, error e) { server::requests::inc(m, status{s}, e); }
void record_counter_add(std::uint64_t n) {
  server::requests::add(n, method::get, status{200}, error::none);
}
void record_counter_add_labels(std::uint64_t n, method m, int s, error e) {
  server::requests::add(n, m, status{s}, e);
}
void record_counter_handle(const request_series& series) { series.inc(); }
void record_counter_handle_add(const request_series& series, std::uint64_t n) { series.add(n); }
void record_histogram_fixed(double seconds) { server::latency::observe(seconds, method::get); }
void record_histogram_labels(double seconds, method m) { server::latency::observe(seconds, m); }
void record_histogram_handle(const latency_series& series, double seconds) {
  series.observe(seconds);
}
void record_gauge_set(double celsius) { server::temperature::set(celsius); }
void record_gauge_set_labels(double value, method m) { server::open::set(value, m); }
void record_gauge_handle(const open_series& series, double value) { series.set(value); }

// What must be caught.
std::uint64_t plant_memory = 0;
void outside();
void plant_lock_fetch_add() { __atomic_fetch_add(&plant_memory, 1, __ATOMIC_RELAXED); }
std::uint64_t plant_lock_exchange(std::uint64_t n) {
  return __atomic_exchange_n(&plant_memory, n, __ATOMIC_RELAXED);
}
void plant_lock_fence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
void plant_call_plain() {
  outside();
  plant_memory = 1;
}
void plant_call_tail() { outside(); }
void plant_call_pointer(void (*function)()) {
  function();
  plant_memory = 1;
}
void plant_call_behind_record() {
  server::requests::inc(method::get, status{200}, error::none);
  outside();
}
void plant_kernel_call() { asm volatile("syscall" ::: "rcx", "r11", "memory"); }
void plant_loop_jump(unsigned n) {
  for (unsigned i = 0; i < n; ++i) {
    asm volatile("");
  }
}
void plant_loop_exchange(double value) { server::temperature::add(value); }
void plant_loop_repeat() { asm volatile("rep stosb"); }
[[gnu::cold]] void plant_entry_cold() { outside(); }
}
