// SPDX-License-Identifier: MIT
/// All that a program can do with the library, for lifetime.py to look at the object file.
#include <zerometer/dump.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/testing.hpp>
#include <zerometer/timer.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <span>
#include <string_view>

namespace zm = zerometer;

enum class method { get, post };
constexpr auto label_values(method) { return zm::values("GET", "POST"); }

struct all : zm::meter<all, "all"> {
  struct calls : counter<"calls", "{call}", "Calls.", zm::label<"method", method>> {};
  struct amounts : double_counter<"amounts", "By", "Amounts."> {};
  struct active : up_down_counter<"active", "{thing}", "Active."> {};
  struct level : gauge<"level", "{thing}", "Level."> {};
  struct times : histogram<"times", "s", "Times.", zm::bounds{1, 2}> {};
  struct nano : histogram<"nano", "s", "Times.", zm::nanosecond_bounds(5, 50)> {};
  struct build : info<"build", "Build.", zm::constant<"version", "1">> {};
  struct paths : counter<"paths", "{call}", "Calls.", zm::label<"path", zm::text<16>>> {};
  using metrics = zm::list<calls, amounts, active, level, times, nano, build, paths>;
};
struct dynamic : zm::meter<dynamic, "dynamic", zm::tls<zm::tls_model::global_dynamic>> {
  struct calls : counter<"calls", "{call}", "Calls."> {};
  using metrics = zm::list<calls>;
};
struct single : zm::meter<single, "single", zm::single_writer> {
  struct calls : counter<"calls", "{call}", "Calls."> {};
  using metrics = zm::list<calls>;
};
using app = zm::exposition<all, dynamic, single>;

static zm::snapshot<app> now;
static std::array<char, zm::prometheus::max_bytes<app, zm::resource<64>>> page;

void use_all(std::span<char> text) {
  zm::attach_thread<app>();
  all::calls::inc(method::get);
  all::calls::inc_signal_safe(method::get);
  all::calls::series(method::post).add(2U);
  all::amounts::add(0.5);
  all::active::dec();
  all::level::add(1);
  all::times::observe(1);
  all::nano::observe(7);
  all::paths::inc("/");
  dynamic::calls::inc();
  single::calls::inc();
  zm::late_timer<all::times> timer;
  timer.stop();
  now.take();
  zm::resource<64> who;
  static_cast<void>(who.add("service.name", "life"));
  static_cast<void>(zm::prometheus::render<app>(page, who));
  zm::prometheus::stream<app> pieces{now, who};
  static_cast<void>(pieces.read(text));
  zm::prometheus::dump<app>(2);
  static_cast<void>(zm::testing::unexposed<app>(text));
  static_cast<void>(zm::testing::split<app>(text));
  zm::after_fork<app>();
}
