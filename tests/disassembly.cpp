// SPDX-License-Identifier: MIT
// What a user's code calls, one call to a function, for disassembly.py to read. A name is WHAT,
// kind, verb: `record` is wait-free on a thread that owns a shard, `shared` is a locked instruction
// or a compare-and-swap loop, `text` looks a text up, `off` is nothing, `snapshot` reads.
// Of zm::tls_model::global_dynamic there is nothing here: its calls call, as its description says.
#include <zerometer/zerometer.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

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
  struct busy : double_counter<"busy", "s", "Busy.", zm::label<"method", method>> {};
  struct in_flight : up_down_counter<"in_flight", "", "Now.", zm::label<"method", method>> {};
  struct latency : histogram<"latency", "s", "Latency.",
                             zm::bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10},
                             zm::label<"method", method>> {};
  struct fine : histogram<"fine", "s", "Fine.", zm::exponential_bounds<200>(1, 1.1)> {};
  struct wait
      : histogram<"wait", "s", "Wait.", zm::nanosecond_bounds(5'000'000, 10'000'000, 2'500'000'000),
                  zm::label<"method", method>> {};
  struct pause : histogram<"pause", "s", "Pause.", zm::nanosecond_bounds(1000, 1'000'000)> {};
  struct drift : histogram<"drift", "s", "Drift.", zm::bounds{-1, 0, 1}, zm::signed_values> {};
  struct reached : histogram<"reached", "s", "Reached.", zm::bounds{0.25, 0.5, 1, 2.5, 5},
                             zm::label<"method", method>, zm::min_max> {};
  struct size : histogram<"size", "By", "Size.", zm::whole_bounds(100, 1000), zm::min_max> {};
  struct lean
      : histogram<"lean", "", "Signed.", zm::bounds{-1, 0, 1}, zm::signed_values, zm::min_max> {};
  struct temperature : gauge<"temperature", "Cel", "Temperature."> {};
  struct open : gauge<"open", "", "Open.", zm::label<"method", method>> {};
  using metrics = zm::list<starts, requests, busy, in_flight, latency, fine, wait, pause, drift,
                           reached, size, lean, temperature, open>;
};
struct dropped : zm::meter<dropped, "dropped", zm::droppable> {
  struct calls : counter<"calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
struct lone : zm::meter<lone, "lone", zm::single_writer> {
  struct calls : counter<"calls", "", "Calls."> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 2}> {};
  struct reached : histogram<"reached", "s", "Reached.", zm::bounds{1, 2}, zm::min_max> {};
  using metrics = zm::list<calls, time, reached>;
};
struct common : zm::meter<common, "common", zm::shared_atomic> {
  struct calls : counter<"calls", "", "Calls."> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 2}> {};
  struct reached : histogram<"reached", "s", "Reached.", zm::bounds{1, 2}, zm::min_max> {};
  using metrics = zm::list<calls, time, reached>;
};
struct nowhere : zm::meter<nowhere, "nowhere", zm::enabled<false>> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"method", method>> {};
  struct busy : double_counter<"busy", "s", "Busy."> {};
  struct level : up_down_counter<"level", "", "Level.", zm::label<"method", method>> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 2}, zm::label<"method", method>> {};
  struct reached : histogram<"reached", "s", "Reached.", zm::bounds{1, 2}, zm::min_max> {};
  struct heat : gauge<"heat", "Cel", "Heat.", zm::label<"method", method>> {};
  using metrics = zm::list<calls, busy, level, time, reached, heat>;
};

using email = zm::label<"email", zm::text<64>>;
struct named : zm::meter<named, "named", zm::droppable> {
  struct logins : counter<"logins", "", "Log-ins.", zm::label<"method", method>, email,
                          zm::cardinality_limit<100>> {};
  struct time
      : histogram<"time", "s", "Time.", zm::bounds{1, 2}, email, zm::cardinality_limit<100>> {};
  struct owned
      : counter<"owned", "", "In shards.", email, zm::cardinality_limit<100>, zm::per_thread> {};
  using metrics = zm::list<logins, time, owned>;
};

using requests = decltype(server::requests::series(method::get, status{200}, error::none));
using busy = decltype(server::busy::series(method::get));
using in_flight = decltype(server::in_flight::series(method::get));
using latency = decltype(server::latency::series(method::get));
using reached = decltype(server::reached::series(method::get));
using wait = decltype(server::wait::series(method::get));
using open = decltype(server::open::series(method::get));
using logins = decltype(named::logins::series(method::get, ""));
using owned = decltype(named::owned::series(""));

}  // namespace

extern "C" {

void record_counter_inc() { server::starts::inc(); }
void record_counter_inc_fixed() { server::requests::inc(method::get, status{200}, error::none); }
void record_counter_inc_labels(method m, int s, error e) { server::requests::inc(m, status{s}, e); }
void record_counter_add_fixed(std::uint64_t n) {
  server::requests::add(n, method::get, status{200}, error::none);
}
void record_counter_add_labels(std::uint64_t n, method m, int s, error e) {
  server::requests::add(n, m, status{s}, e);
}
void record_counter_series(requests& series, method m, int s, error e) {
  series = server::requests::series(m, status{s}, e);
}
void record_counter_handle_inc(const requests& series) { series.inc(); }
void record_counter_handle_add(const requests& series, std::uint64_t n) { series.add(n); }
void record_counter_inc_droppable() { dropped::calls::inc(); }
void record_counter_inc_single_writer() { lone::calls::inc(); }
void shared_counter_inc_signal_safe(method m, int s, error e) {
  server::requests::inc_signal_safe(m, status{s}, e);
}
void shared_counter_add_signal_safe(std::uint64_t n, method m, int s, error e) {
  server::requests::add_signal_safe(n, m, status{s}, e);
}
void shared_counter_inc_shared_atomic() { common::calls::inc(); }
void text_counter_inc(method m, const char* data, std::size_t size) {
  named::logins::inc(m, std::string_view{data, size});
}
void shared_counter_handle_inc_text(const logins& series) { series.inc(); }
void text_counter_inc_per_thread(const char* data, std::size_t size) {
  named::owned::inc(std::string_view{data, size});
}
void record_counter_handle_inc_text_per_thread(const owned& series) { series.inc(); }
void text_histogram_observe(double seconds, const char* data, std::size_t size) {
  named::time::observe(seconds, std::string_view{data, size});
}

void record_double_counter_add_fixed(double n) { server::busy::add(n, method::get); }
void record_double_counter_add_labels(double n, method m) { server::busy::add(n, m); }
void record_double_counter_series(busy& series, method m) { series = server::busy::series(m); }
void record_double_counter_handle_add(const busy& series, double n) { series.add(n); }
void shared_double_counter_add_signal_safe(double n, method m) {
  server::busy::add_signal_safe(n, m);
}

void record_up_down_counter_inc_fixed() { server::in_flight::inc(method::get); }
void record_up_down_counter_inc_labels(method m) { server::in_flight::inc(m); }
void record_up_down_counter_dec_fixed() { server::in_flight::dec(method::get); }
void record_up_down_counter_dec_labels(method m) { server::in_flight::dec(m); }
void record_up_down_counter_add_labels(std::int64_t n, method m) { server::in_flight::add(n, m); }
void record_up_down_counter_series(in_flight& series, method m) {
  series = server::in_flight::series(m);
}
void record_up_down_counter_handle_inc(const in_flight& series) { series.inc(); }
void record_up_down_counter_handle_dec(const in_flight& series) { series.dec(); }
void record_up_down_counter_handle_add(const in_flight& series, std::int64_t n) { series.add(n); }
void shared_up_down_counter_add_signal_safe(std::int64_t n, method m) {
  server::in_flight::add_signal_safe(n, m);
}
void shared_up_down_counter_inc_signal_safe(method m) { server::in_flight::inc_signal_safe(m); }
void shared_up_down_counter_dec_signal_safe(method m) { server::in_flight::dec_signal_safe(m); }

void record_histogram_observe_fixed(double seconds) {
  server::latency::observe(seconds, method::get);
}
void record_histogram_observe_labels(double seconds, method m) {
  server::latency::observe(seconds, m);
}
void record_histogram_observe_200_bounds(double seconds) { server::fine::observe(seconds); }
void record_histogram_observe_integer(std::uint64_t nanoseconds, method m) {
  server::wait::observe(nanoseconds, m);
}
// More call sites: what has one is inlined at any price.
void record_histogram_observe_labels_2(double seconds) {
  server::latency::observe(seconds, method::put);
}
void record_histogram_observe_labels_3(double seconds) {
  server::latency::observe(seconds / 2, method::get);
}
void record_histogram_observe_integer_2(std::uint64_t nanoseconds) {
  server::wait::observe(nanoseconds, method::get);
}
void record_histogram_observe_integer_3(std::uint32_t nanoseconds, method m) {
  server::wait::observe(nanoseconds, m);
}
void record_histogram_observe_integer_signed(std::int64_t nanoseconds) {
  server::pause::observe(nanoseconds);
}
void record_histogram_observe_signed(double seconds) { server::drift::observe(seconds); }
void record_histogram_observe_single_writer(double seconds) { lone::time::observe(seconds); }
void record_histogram_series(latency& series, method m) { series = server::latency::series(m); }
void record_histogram_handle_observe(const latency& series, double seconds) {
  series.observe(seconds);
}
void record_histogram_handle_observe_integer(const wait& series, std::uint64_t nanoseconds) {
  series.observe(nanoseconds);
}
void record_histogram_observe_min_max(double seconds, method m) {
  server::reached::observe(seconds, m);
}
void record_histogram_observe_min_max_fixed(double seconds) {
  server::reached::observe(seconds, method::put);
}
void record_histogram_observe_min_max_integer(std::uint64_t bytes) { server::size::observe(bytes); }
void record_histogram_observe_min_max_signed(double value) { server::lean::observe(value); }
void record_histogram_observe_min_max_single_writer(double seconds) {
  lone::reached::observe(seconds);
}
void record_histogram_series_min_max(reached& series, method m) {
  series = server::reached::series(m);
}
void record_histogram_handle_observe_min_max(const reached& series, double seconds) {
  series.observe(seconds);
}
void shared_histogram_observe_signal_safe_min_max(double seconds, method m) {
  server::reached::observe_signal_safe(seconds, m);
}
void shared_histogram_observe_min_max_shared_atomic(double seconds) {
  common::reached::observe(seconds);
}
void shared_histogram_observe_signal_safe(double seconds, method m) {
  server::latency::observe_signal_safe(seconds, m);
}
void shared_histogram_observe_signal_safe_integer(std::uint64_t nanoseconds, method m) {
  server::wait::observe_signal_safe(nanoseconds, m);
}
void shared_histogram_observe_shared_atomic(double seconds) { common::time::observe(seconds); }

void record_gauge_set(double celsius) { server::temperature::set(celsius); }
void record_gauge_set_labels(double value, method m) { server::open::set(value, m); }
void record_gauge_series(open& series, method m) { series = server::open::series(m); }
void record_gauge_handle_set(const open& series, double value) { series.set(value); }
void shared_gauge_add(double value, method m) { server::open::add(value, m); }
void shared_gauge_sub(double value, method m) { server::open::sub(value, m); }
void shared_gauge_inc(method m) { server::open::inc(m); }
void shared_gauge_dec(method m) { server::open::dec(m); }
void shared_gauge_handle_add(const open& series, double value) { series.add(value); }
void shared_gauge_handle_sub(const open& series, double value) { series.sub(value); }
void shared_gauge_handle_inc(const open& series) { series.inc(); }
void shared_gauge_handle_dec(const open& series) { series.dec(); }

void off_counter_inc(method m) { nowhere::calls::inc(m); }
void off_counter_add(std::uint64_t n, method m) { nowhere::calls::add(n, m); }
void off_double_counter_add(double n) { nowhere::busy::add(n); }
void off_up_down_counter_add(std::int64_t n, method m) { nowhere::level::add(n, m); }
void off_histogram_observe(double seconds, method m) { nowhere::time::observe(seconds, m); }
void off_histogram_observe_min_max(double seconds) { nowhere::reached::observe(seconds); }
void off_gauge_set(double value, method m) { nowhere::heat::set(value, m); }
void off_gauge_add(double value, method m) { nowhere::heat::add(value, m); }

void snapshot_take(zm::snapshot<zm::exposition<server, lone, common, named>>& now) { now.take(); }

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
void plant_loop_jump(unsigned n) {
  for (unsigned i = 0; i < n; ++i) {
    asm volatile("");
  }
}
void plant_loop_exchange(double value) { server::temperature::add(value); }
#if defined(__x86_64__)
void plant_kernel_call() { asm volatile("syscall" ::: "rcx", "r11", "memory"); }
void plant_loop_repeat() { asm volatile("rep stosb"); }
#elif defined(__aarch64__)
void plant_kernel_call() { asm volatile("svc 0" ::: "memory"); }
void plant_loop_repeat(const volatile bool& on) {
  while (on) {
  }
}
#endif
[[gnu::cold]] void plant_entry_cold() { outside(); }
// A snapshot that gives something back to the shards.
[[gnu::noinline]] void inner_of_plant() { __atomic_fetch_or(&plant_memory, 2, __ATOMIC_RELAXED); }
void plant_lock_through_call() {
  inner_of_plant();
  plant_memory = 1;
}
void plant_off_something() { plant_memory = 1; }
}
