// SPDX-License-Identifier: MIT
// One use of what is over its budget is enough, whichever it is.
// expect 1: this metric's lines are longer than their limit, which is 64 KiB
// expect 2: this metric's lines are longer than their limit, which is 64 KiB
// expect 3: this metric's lines are longer than their limit, which is 64 KiB
// expect 4: this metric's lines are longer than their limit, which is 64 KiB
// expect 5: this meter takes more memory than its limit, which is 4 MiB
// expect 6: this meter takes more memory than its limit, which is 4 MiB
// expect 7: this meter takes more memory than its limit, which is 4 MiB
#include <zerometer/dump.hpp>
#include <zerometer/openmetrics.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/text_stream.hpp>
#include <zerometer/zerometer.hpp>

#include <span>

namespace zm = zerometer;

// A thousand lines of some 70 characters.
using digit = zm::integers<0, 1, 2, 3, 4, 5, 6, 7, 8, 9>;
struct dog : zm::meter<dog, "dog", zm::memory_limit<(8 << 20)>> {
#if REJECT >= 1 && REJECT <= 4
  struct walks : counter<"walks.that.were.long", "", "Walks.", zm::label<"hundreds", digit>,
                         zm::label<"tens", digit>, zm::label<"ones", digit>> {};
#else
  struct walks
      : counter<"walks.that.were.long", "", "Walks.", zm::label<"hundreds", digit>,
                zm::label<"tens", digit>, zm::label<"ones", digit>, zm::text_limit<200'000>> {};
#endif
  using metrics = zm::list<walks>;
};
#if REJECT >= 5 && REJECT <= 7
struct bird : zm::meter<bird, "bird"> {
#else
struct bird : zm::meter<bird, "bird", zm::memory_limit<(20 << 20)>> {
#endif
  struct songs : counter<"songs", "", "Songs.", zm::label<"text", zm::text<4000>>> {};
  struct nests : gauge<"nests", "", "Nests."> {};
  using metrics = zm::list<songs, nests>;
};
using app = zm::exposition<dog>;

// All of a page's budgets are another file's: here nobody asks how long the page is.
#if REJECT <= 4
template <class Page>
void write(Page&& page, std::span<char> room) {
  while (!page.done() && page.read(room) != 0) {
  }
}
void expose(const zm::snapshot<app>& now, std::span<char> room) {
#if REJECT == 1
  write(zm::prometheus::stream<app>{now}, room);
#elif REJECT == 2
  write(zm::openmetrics::stream<app>{now}, room);
#elif REJECT == 3
  write(zm::text_stream<app>{zm::text_format::prometheus, now}, room);
#elif REJECT == 4
  zm::prometheus::dump<app>(2);
#else
  write(zm::prometheus::stream<app>{now}, room);
  write(zm::openmetrics::stream<app>{now}, room);
  write(zm::text_stream<app>{zm::text_format::prometheus, now}, room);
  zm::prometheus::dump<app>(2);
#endif
}
#endif

void sing() {
#if REJECT == 5
  bird::songs::inc("tweet");
#elif REJECT == 6
  static_cast<void>(bird::songs::series("tweet"));
#elif REJECT == 7
  bird::nests::set(1);
#else
  bird::songs::inc("tweet");
  static_cast<void>(bird::songs::series("tweet"));
  bird::nests::set(1);
#endif
}
