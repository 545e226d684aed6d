// SPDX-License-Identifier: MIT
// expect 1: this meter takes more memory than its limit, which is 4 MiB
// expect 2: this meter takes more memory than its limit
// expect 3: this metric's lines are longer than their limit, which is 64 KiB
// expect 4: this metric's lines are longer than their limit
// expect 5: an option of a meter stands there twice
// expect 6: an item of a descriptor stands there twice
// expect 7: this meter takes more memory than its limit
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace zm = zerometer;

template <class Numbers>
struct first_numbers;
template <std::size_t... Number>
struct first_numbers<std::index_sequence<Number...>> {
  using type = zm::integers<static_cast<long long>(Number)...>;
};
/// 0 to 99.
using hundred = first_numbers<std::make_index_sequence<100>>::type;

// 65 blocks of 10,000 cells and some: 5 MiB.
#if REJECT == 1
struct cat : zm::meter<cat, "cat"> {
#elif REJECT == 2
struct cat : zm::meter<cat, "cat", zm::memory_limit<10'000 * 8 * 65>> {
#elif REJECT == 5
struct cat : zm::meter<cat, "cat", zm::memory_limit<1>, zm::memory_limit<(6 << 20)>> {
#else
struct cat : zm::meter<cat, "cat", zm::memory_limit<(6 << 20)>> {
#endif
  struct lives : counter<"lives", "", "Lives.", zm::label<"age", hundred>,
                         zm::label<"name", hundred>, zm::sparse> {};
  using metrics = zm::list<lives>;
};

// Five hundred lines of some 140 characters.
enum class mood { a, b, c, d, e };
constexpr auto label_values(mood) { return zm::values("a", "b", "c", "d", "e"); }
#define LONG "a.name.of.which.one.metric.takes.many.lines.on.a.page.and.is.read.by.nobody"
struct dog : zm::meter<dog, "dog"> {
#if REJECT == 3
  struct walks : counter<LONG, "", "Walks.", zm::label<"age", hundred>, zm::label<"mood", mood>> {};
#elif REJECT == 4
  struct walks : counter<LONG, "", "Walks.", zm::label<"age", hundred>, zm::label<"mood", mood>,
                         zm::text_limit<66000>> {};
#elif REJECT == 6
  struct walks : counter<LONG, "", "Walks.", zm::label<"age", hundred>, zm::label<"mood", mood>,
                         zm::text_limit<100000>, zm::text_limit<200000>> {};
#else
  struct walks : counter<LONG, "", "Walks.", zm::label<"age", hundred>, zm::label<"mood", mood>,
                         zm::text_limit<100000>> {};
#endif
  // What is not on every page has no limit.
  struct naps : counter<LONG ".sparse", "", "Naps.", zm::label<"age", hundred>,
                        zm::label<"mood", mood>, zm::sparse> {};
  struct meals : observable_counter<LONG ".observed", "", "Meals.", zm::label<"age", hundred>,
                                    zm::label<"mood", mood>> {};
  using metrics = zm::list<walks, naps, meals>;
};
// A table of texts is memory as well.
struct bird : zm::meter<bird, "bird"> {
#if REJECT == 7
  struct songs : counter<"songs", "", "Songs.", zm::label<"title", zm::text<>>,
                         zm::cardinality_limit<20'000>> {};
#else
  struct songs : counter<"songs", "", "Songs.", zm::label<"title", zm::text<>>,
                         zm::cardinality_limit<2'000>> {};
#endif
  using metrics = zm::list<songs>;
};
using app = zm::exposition<dog, bird>;
std::array<char, zm::prometheus::max_bytes<app>> page;

bool live() {
  cat::lives::inc(hundred{9}, hundred{1});
  bird::songs::inc("tweet");
  return static_cast<bool>(zm::prometheus::render<app>(page));
}
