// SPDX-License-Identifier: MIT
// expect 1: inc takes the metric's labels, each of its own type
// expect 2: inc takes the metric's labels, each of its own type
// expect 3: inc takes the metric's labels, each of its own type
// expect 4: inc takes the metric's labels, each of its own type
// expect 5: and no amount: for an amount there is add(amount, labels...)
// expect 6: add takes the amount first and then the metric's labels
// expect 7: add takes the amount first and then the metric's labels
// expect 8: series takes the metric's labels, each of its own type
// expect 9: observe takes the value first and then the metric's labels
// expect 10: set takes the value first and then the metric's labels
// expect 11: inc takes the metric's labels, each of its own type
// expect 12: inc_signal_safe takes the metric's labels, each of its own type
// expect 13: add_signal_safe takes the amount first and then the metric's labels
// expect 14: observe_signal_safe takes the value first and then the metric's labels
// expect 15: add_signal_safe takes an integer first and then the metric's labels
// expect 16: add takes an integer first and then the metric's labels
// expect 17: add takes an integer alone: a handle has its labels
// expect 18: add takes the amount first and then the metric's labels
// expect 19: add_signal_safe takes the amount first and then the metric's labels
// expect 20: add takes the amount first and then the metric's labels
// expect 21: add takes the amount first and then the metric's labels
// expect 22: add takes the amount first and then the metric's labels
// expect 23: add takes the amount first and then the metric's labels
// expect 24: add takes an integer first and then the metric's labels
// expect 25: add_signal_safe takes an integer first and then the metric's labels
// expect 26: add takes an integer first and then the metric's labels
// expect 27: add takes an integer alone: a handle has its labels
// expect 28: add takes an integer alone: a handle has its labels
// expect 29: inc takes nothing: a handle has its labels, and for a change there is add(change)
// expect 30: dec takes nothing: a handle has its labels, and for a change there is add(-change)
// expect 31: inc takes nothing: a handle has its labels, and for an amount there is add(amount)
// expect 32: inc takes nothing: a handle has its labels, and for a number there is add(value)
// expect 33: dec takes nothing: a handle has its labels, and for a number there is sub(value)
// expect 34: add takes an amount alone: a handle has its labels
// expect 35: add takes the amount first and then the metric's labels: a number
// expect 36: add_signal_safe takes the amount first and then the metric's labels: a number
// expect 37: inc takes the metric's labels, each of its own type
// expect 38: inc takes the metric's labels, each of its own type
// expect 39: inc takes the metric's labels, each of its own type
// expect 40: add takes the amount first and then the metric's labels
#include <zerometer/zerometer.hpp>

#include <string>
#include <string_view>

namespace zm = zerometer;

enum class fur { black, white };
constexpr auto label_values(fur) { return zm::values("black", "white"); }
enum class mood { good, bad };
constexpr auto label_values(mood) { return zm::values("good", "bad"); }
using age = zm::integers<1, 2, 3>;

struct cat : zm::meter<cat, "cat"> {
  struct lives : counter<"lives", "", "Lives.", zm::label<"fur", fur>, zm::label<"mood", mood>> {};
  struct visits : counter<"visits", "", "Visits.", zm::label<"age", age>> {};
  struct nap : histogram<"nap", "s", "Naps.", zm::bounds{1}, zm::label<"fur", fur>> {};
  struct weight : gauge<"weight", "g", "Weight.", zm::label<"fur", fur>> {};
  struct indoors : up_down_counter<"indoors", "", "Indoors.", zm::label<"fur", fur>> {};
  struct coats : counter<"coats", "", "Coats.", zm::label<"fur", fur>> {};
  struct calls : counter<"calls", "", "Calls.", zm::label<"name", zm::text<16>>> {};
  struct food : double_counter<"food", "J", "Food.", zm::label<"fur", fur>> {};
  struct doors : counter<"doors", "", "Doors.", zm::label<"number", zm::any_integer>> {};
  using metrics = zm::list<lives, visits, nap, weight, indoors, coats, calls, food, doors>;
};

void live(const std::string& name) {
#if REJECT == 1
  cat::lives::inc(fur::black);
#elif REJECT == 2
  cat::lives::inc(fur::black, mood::bad, mood::good);
#elif REJECT == 3
  cat::lives::inc(mood::bad, fur::black);
#elif REJECT == 4
  cat::visits::inc(2);
#elif REJECT == 5
  cat::lives::inc(3U, fur::black, mood::bad);
#elif REJECT == 6
  cat::lives::add(3U, fur::black);
#elif REJECT == 7
  cat::lives::add(fur::black, mood::bad);
#elif REJECT == 8
  cat::lives::series(fur::black);
#elif REJECT == 9
  cat::nap::observe(1.5);
#elif REJECT == 10
  cat::weight::set(4000, mood::bad);
#elif REJECT == 11
  cat::weight::inc();
#elif REJECT == 12
  cat::lives::inc_signal_safe(fur::black);
#elif REJECT == 13
  cat::lives::add_signal_safe(1U, mood::bad);
#elif REJECT == 14
  cat::nap::observe_signal_safe(1.5, mood::bad);
#elif REJECT == 15
  cat::indoors::add_signal_safe(1.5, fur::black);
#elif REJECT == 16
  cat::indoors::add(true, fur::black);
#elif REJECT == 17
  cat::indoors::series(fur::black).add(2.9);
#elif REJECT == 18
  cat::coats::add(fur::black, 3);
#elif REJECT == 19
  cat::coats::add_signal_safe(fur::black, 3);
#elif REJECT == 20
  cat::calls::add("Tom", 3);
#elif REJECT == 21
  cat::calls::add(std::string_view{"Tom"}, 3);
#elif REJECT == 22
  cat::calls::add(name, 3U);
#elif REJECT == 23
  cat::calls::add();
#elif REJECT == 24
  cat::indoors::add();
#elif REJECT == 25
  cat::indoors::add_signal_safe();
#elif REJECT == 26
  cat::indoors::add("one", fur::black);
#elif REJECT == 27
  cat::indoors::series(fur::black).add();
#elif REJECT == 28
  cat::indoors::series(fur::black).add(1, fur::black);
#elif REJECT == 29
  cat::indoors::series(fur::black).inc(fur::black);
#elif REJECT == 30
  cat::indoors::series(fur::black).dec(2);
#elif REJECT == 31
  cat::coats::series(fur::black).inc(fur::black);
#elif REJECT == 32
  cat::weight::series(fur::black).inc(fur::black);
#elif REJECT == 33
  cat::weight::series(fur::black).dec(2);
#elif REJECT == 34
  cat::coats::series(fur::black).add(2, fur::black);
#elif REJECT == 35
  cat::food::add(fur::black, 0.5);
#elif REJECT == 36
  cat::food::add_signal_safe(0.5);
#elif REJECT == 37
  cat::doors::inc(true);
#elif REJECT == 38
  cat::doors::inc(name);
#elif REJECT == 39
  cat::doors::inc(1.5);
#elif REJECT == 40
  cat::doors::add(3, '7');
#else
  cat::doors::inc(7);
  cat::doors::add(3, 7U);
  cat::food::add(0.5, fur::black);
  cat::food::add_signal_safe(0.5, fur::black);
  cat::coats::series(fur::black).inc();
  cat::coats::series(fur::black).add(2);
  cat::weight::series(fur::black).inc();
  cat::weight::series(fur::black).dec();
  cat::indoors::series(fur::black).inc();
  cat::indoors::series(fur::black).dec();
  cat::coats::add(3, fur::black);
  cat::calls::add(3, name);
  cat::indoors::inc_signal_safe(fur::black);
  cat::indoors::dec_signal_safe(fur::black);
  cat::indoors::add(-3L, fur::black);
  cat::indoors::series(fur::black).add(2);
  cat::lives::inc_signal_safe(fur::black, mood::bad);
  cat::nap::observe_signal_safe(1.5, fur::black);
  cat::lives::inc(fur::black, mood::bad);
  cat::lives::add(3U, fur::black, mood::bad);
  cat::lives::series(fur::black, mood::bad).inc();
  cat::visits::inc(age{2});
  cat::nap::observe(1.5, fur::black);
  cat::weight::set(4000, fur::white);
  cat::weight::inc(fur::white);
#endif
  static_cast<void>(name);
}
