// SPDX-License-Identifier: MIT
// expect 1: observe takes the value first and then the metric's labels
// expect 2: observe takes the value first and then the metric's labels
// expect 3: observe takes the value first and then the metric's labels
// expect 4: this metric holds integers: round the value before it is observed
// expect 5: an observable's own callback is static void observe(zm::observer<metric>&) noexcept
// expect 6: an observable's own callback is static void observe(zm::observer<metric>&) noexcept
// expect 7: an observable's callback is noexcept
// expect 8: an observable is not sparse
// expect 9: a metric's name does not end in total
// expect 10: this observable has a callback of its own
// expect 11: a binding is of an observable
// expect 12: without a context, a binding takes a noexcept function
// expect 13: without a context, a binding takes a noexcept function
// expect 14: with a context, a binding takes a noexcept function
// expect 15: an observable has room for 1 to 4,096 bindings
// expect 16: two metrics of a meter would make the same name on a Prometheus page
// expect 17: has takes the metric's labels, each of its own type
// expect 18: an item of a descriptor stands there twice
// expect 19: also is for another observable of the same meter
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

enum class fur { black, white };
constexpr auto label_values(fur) { return zm::values("black", "white"); }

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 9
  struct lives : observable_counter<"lives_total", "", "Lives.", zm::label<"fur", fur>> {
#elif REJECT == 8
  struct lives : observable_counter<"lives", "", "Lives.", zm::label<"fur", fur>, zm::sparse> {
#else
  struct lives : observable_counter<"lives", "", "Lives.", zm::label<"fur", fur>> {
#endif
#if REJECT == 1
    static void observe(zm::observer<lives>& out) noexcept { out.observe(9); }
#elif REJECT == 2
    static void observe(zm::observer<lives>& out) noexcept { out.observe(fur::black, 9); }
#elif REJECT == 3
    static void observe(zm::observer<lives>& out) noexcept { out.observe(true, fur::black); }
#elif REJECT == 4
  static void observe(zm::observer<lives>& out) noexcept { out.observe(8.5, fur::black); }
#elif REJECT == 5
  void observe(zm::observer<lives>& out) noexcept { out.observe(9, fur::black); }
#elif REJECT == 6
  static void observe() noexcept {}
#elif REJECT == 7
  static void observe(zm::observer<lives>& out) { out.observe(9, fur::black); }
#elif REJECT == 19
  static void observe(zm::observer<lives>& out) noexcept { out.also<meals>().observe(9); }
#else
  static void observe(zm::observer<lives>& out) noexcept {
    out.observe(9, fur::black);
    out.also<naps>().observe(2);
  }
#endif
  };
#if REJECT == 15
  struct naps : observable_gauge<"naps", "", "Naps.", zm::bindings<0>> {};
#elif REJECT == 16
  struct naps : observable_gauge<"lives.created", "", "Naps."> {};
#elif REJECT == 18
  struct naps : observable_gauge<"naps", "", "Naps.", zm::bindings<1>, zm::bindings<2>> {};
#else
struct naps : observable_gauge<"naps", "", "Naps.", zm::bindings<1>> {};
#endif
  struct meals : counter<"meals", "", "Meals."> {};
  using metrics = zm::list<lives, naps, meals>;
};
using app = zm::exposition<cat>;

zm::snapshot<app> now;

bool look() {
  int nap = 3;
#if REJECT == 10
  zm::binding<cat::lives> bound{
      [](zm::observer<cat::lives>& out) noexcept { out.observe(1, fur::white); }};
#elif REJECT == 11
  zm::binding<cat::meals> bound{[](zm::observer<cat::meals>&) noexcept {}};
#elif REJECT == 12
  zm::binding<cat::naps> bound{[](zm::observer<cat::naps>& out) { out.observe(1); }};
#elif REJECT == 13
  zm::binding<cat::naps> bound{[&](zm::observer<cat::naps>& out) noexcept { out.observe(nap); }};
#elif REJECT == 14
  zm::binding<cat::naps> bound{
      [](zm::observer<cat::naps>& out, long& naps) noexcept { out.observe(naps); }, nap};
#else
  zm::binding<cat::naps> bound{
      [](zm::observer<cat::naps>& out, int& naps) noexcept { out.observe(naps); }, nap};
#endif
  static_cast<void>(nap);
  now.take();
#if REJECT == 17
  return now.has<cat::lives>();
#else
  return now.has<cat::lives>(fur::black) && bound.error() == zm::binding_error::none;
#endif
}
