// SPDX-License-Identifier: MIT
// All that a user's code calls of a meter that is off, for off.py to look at what is left of it.
// With -DPLANT the meter is on, or in other words: what must be found.
#include <zerometer/timer.hpp>
#include <zerometer/zerometer.hpp>

#include <string_view>

namespace zm = zerometer;

enum class method { get, post };
constexpr auto label_values(method) { return zm::values("GET", "POST"); }
using with_method = zm::label<"method", method>;

#if defined(PLANT)
struct off : zm::meter<off, "off"> {
#else
struct off : zm::meter<off, "off", zm::enabled<false>> {
#endif
  struct calls : counter<"calls", "", "Calls.", with_method> {};
  struct busy : double_counter<"busy", "s", "Busy."> {};
  struct tasks : up_down_counter<"tasks", "", "Tasks.", with_method> {};
  struct level : gauge<"level", "", "Level.", with_method> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 2}, with_method> {};
  struct plain : histogram<"plain", "s", "Time.", zm::bounds{1, 2}> {};
  struct exact : histogram<"exact", "s", "Time.", zm::nanosecond_bounds(1000, 2000)> {};
  struct users : counter<"users", "", "Users.", with_method, zm::label<"user", zm::text<16>>> {};
  struct waits : histogram<"waits", "s", "Waits.", zm::bounds{1}, zm::label<"user", zm::text<16>>,
                           zm::per_thread> {};
  using metrics = zm::list<calls, busy, tasks, level, time, plain, exact, users, waits>;
};

void record(method m, std::string_view user, double value) {
  off::calls::inc(m);
  off::calls::add(3U, method::get);
  off::calls::inc_signal_safe(m);
  off::calls::add_signal_safe(3U, m);
  off::calls::series(m).inc();
  off::busy::add(value);
  off::busy::add_signal_safe(value);
  off::busy::series().add(value);
  off::tasks::inc(m);
  off::tasks::dec(m);
  off::tasks::add(-3, m);
  off::tasks::inc_signal_safe(m);
  off::tasks::dec_signal_safe(m);
  off::tasks::add_signal_safe(-3, m);
  off::tasks::series(m).inc();
  off::tasks::series(m).dec();
  off::level::set(value, m);
  off::level::inc(m);
  off::level::dec(m);
  off::level::add(value, m);
  off::level::sub(value, m);
  off::level::series(m).sub(value);
  off::time::observe(value, m);
  off::time::observe_signal_safe(value, m);
  off::time::series(m).observe(value);
  off::exact::observe(7);
  off::exact::observe_signal_safe(7);
  off::exact::series().observe(7);
  off::users::inc(m, user);
  off::users::series(m, user).inc();
  off::waits::observe(value, user);
  static_cast<void>(off::attach_thread());
}

void measure(method m, std::string_view user) {
  const zm::timer<off::plain> plain;
  const zm::timer<off::exact> exact;
  const zm::timer<off::waits> waits{user};
  zm::timer<off::time> time{m};
  time.stop(method::post);
  zm::late_timer<off::time> late;
  late.stop(m);
}
