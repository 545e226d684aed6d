// SPDX-License-Identifier: MIT
// expect 1: behind its name a meter takes zm::version, zm::schema_url, zm::attribute
// expect 2: an option of a meter stands there twice
// expect 3: behind its help a descriptor takes zm::label, zm::constant, zm::only_if
// expect 4: a meter has a name
// expect 5: an attribute's key has letters, digits
// expect 6: two attributes of a meter have the same name
// expect 7: two attributes of a meter have the same name
// expect 8: zm::sparse says nothing of a metric whose series stand in a table
// expect 10: zm::signed_values is for histograms
// expect 11: zm::signed_values is for histograms
// expect 12: zm::bindings is for observables
// expect 13: a gauge's value, and what an observable reports, is one for all threads
// expect 15: a gauge's value, and what an observable reports, is one for all threads
// expect 16: an item of a descriptor stands there twice
// expect 17: a gauge is not sparse: the value of one that was never set is 0. Remove zm::sparse
// expect 18: an info is not sparse: its value is always 1. Remove zm::sparse
// expect 14: an item of a descriptor stands there twice
// expect 9: this meter cannot be dropped: give it zm::droppable
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

#if REJECT == 1
struct cat : zm::meter<cat, "cat", zm::constant<"a", "b">> {
#elif REJECT == 2
struct cat : zm::meter<cat, "cat", zm::version<"1">, zm::version<"2">> {
#elif REJECT == 4
struct cat : zm::meter<cat, ""> {
#elif REJECT == 5
struct cat : zm::meter<cat, "cat", zm::attribute<"a b", "c">> {
#elif REJECT == 6
struct cat : zm::meter<cat, "cat", zm::attribute<"a.b", "c">, zm::attribute<"a_b", "d">> {
#elif REJECT == 7
struct cat : zm::meter<cat, "cat", zm::attribute<"schema.url", "c">> {
#else
struct cat : zm::meter<cat, "cat", zm::version<"1">, zm::attribute<"a", "b">> {
#endif
#if REJECT == 3
  struct lives : counter<"lives", "", "Lives.", zm::version<"1">> {};
#elif REJECT == 10
  struct lives : counter<"lives", "", "Lives.", zm::signed_values> {};
#elif REJECT == 12
  struct lives : counter<"lives", "", "Lives.", zm::bindings<2>> {};
#elif REJECT == 17
  struct lives : gauge<"lives", "", "Lives.", zm::sparse> {};
#elif REJECT == 18
  struct born : info<"born", "Born.", zm::constant<"at", "home">, zm::sparse> {};
  struct lives : counter<"lives", "", "Lives."> {};
#elif REJECT == 14
  struct lives : counter<"lives", "", "Lives.", zm::sparse, zm::sparse> {};
#else
  struct lives : counter<"lives", "", "Lives.", zm::sparse> {};
#endif
#if REJECT == 11
  struct names : gauge<"names", "", "Names.", zm::label<"name", zm::text<>>, zm::signed_values> {};
#elif REJECT == 13
  struct names : gauge<"names", "", "Names.", zm::label<"name", zm::text<>>, zm::per_thread> {};
#elif REJECT == 15
  struct names
      : observable_gauge<"names", "", "Names.", zm::label<"name", zm::text<>>, zm::per_thread> {};
#elif REJECT == 16
  struct names : counter<"names", "", "Names.", zm::label<"name", zm::text<>>, zm::per_thread,
                         zm::per_thread> {};
#elif REJECT == 8
  struct names : counter<"names", "", "Names.", zm::label<"name", zm::text<>>, zm::sparse> {};
#else
  struct names : counter<"names", "", "Names.", zm::label<"name", zm::text<>>> {};
#endif
#if REJECT == 18
  using metrics = zm::list<lives, names, born>;
#else
  using metrics = zm::list<lives, names>;
#endif
};
struct dog : zm::meter<dog, "dog", zm::droppable> {
  struct walks : counter<"walks", "", "Walks."> {};
  using metrics = zm::list<walks>;
};

// A meter's facts are read where it is rendered.
using app = zm::exposition<cat>;
static_assert(zm::prometheus::max_bytes<app> != 0);

void die() {
#if REJECT == 17
  cat::lives::set(9);
#else
  cat::lives::inc();
#endif
#if REJECT == 9
  zm::drop<cat>();
#else
  zm::drop<dog>();
  zm::drop<app>();
#endif
}
