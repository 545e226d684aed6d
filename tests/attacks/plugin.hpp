// SPDX-License-Identifier: MIT
/// What a program and its plug-ins have in common: two meters that all of them describe, and what
/// each tells of them. Each object calls code of its own, as if it had been written there.
#pragma once

#include <zerometer/testing.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#ifndef TLS_MODEL
#define TLS_MODEL initial_exec
#endif
#ifndef OWN_METERS
#define OWN_METERS 1
#endif

namespace zm = zerometer;

struct traffic : zm::meter<traffic, "traffic", zm::tls<zm::tls_model::TLS_MODEL>> {
  struct calls : counter<"calls", "{call}", "Calls."> {};
  struct sizes : histogram<"sizes", "By", "Sizes.", zm::bounds{10, 100}> {};
  struct level : gauge<"level", "{thing}", "Level."> {};
  struct paths : counter<"paths", "{call}", "Calls.", zm::label<"path", zm::text<16>>,
                         zm::cardinality_limit<16>> {};
  using metrics = zm::list<calls, sizes, level, paths>;
};
struct failures : zm::meter<failures, "failures", zm::shared_atomic> {
  struct calls : counter<"failed", "{call}", "Calls."> {};
  using metrics = zm::list<calls>;
};

struct queues : zm::meter<queues, "queues", zm::tls<zm::tls_model::TLS_MODEL>> {
  struct depth : observable_gauge<"depth", "{item}", "Items that wait.",
                                  zm::label<"owner", zm::integers<1, 10, 100>>> {};
  struct once : observable_gauge<"once", "{item}", "Reported once."> {};
  using metrics = zm::list<depth, once>;
};

template <std::size_t Number>
inline constexpr char own_name[] = {'o', static_cast<char>('a' + Number / 26),
                                    static_cast<char>('a' + Number % 26), '\0'};

/// What an object sees of the meters, by its own code. Passed between objects.
struct view {
  std::uint64_t calls;
  std::uint64_t observed;
  std::uint64_t failed;
  double level;
  std::uint64_t paths;
  double depth;
  std::uint64_t own;
  std::uint64_t shared_recordings;
};
using split_text = std::array<char, 256>;

struct plugin {
  void (*record)(unsigned amount);
  view (*see)();
  std::size_t (*split)(split_text& text);
};

namespace {

template <std::size_t Number>
struct own : zm::meter<own<Number>, zm::fixed_string{own_name<Number>},
                       zm::tls<zm::tls_model::TLS_MODEL>> {
  struct calls : own::template counter<"own.calls", "{call}", "Calls."> {};
  using metrics = zm::list<calls>;
};

template <class Numbers>
struct all_own;
template <std::size_t... Number>
struct all_own<std::index_sequence<Number...>> {
  using exposition = zm::exposition<traffic, failures, queues, own<Number>...>;
  static void record() { (own<Number>::calls::inc(), ...); }
  static std::uint64_t sum(const zm::snapshot<exposition>& now) {
    return (std::uint64_t{0} + ... + now.template value<typename own<Number>::calls>());
  }
};
using owned = all_own<std::make_index_sequence<OWN_METERS>>;

using owner = zm::integers<1, 10, 100>;

/// Reported for as long as this object is loaded: by the first amount that it records.
void report_here(unsigned amount) {
  static unsigned here = amount;
  static const zm::binding<queues::depth> bound{
      [](zm::observer<queues::depth>& out) noexcept { out.observe(here, owner{here}); }};
  // Ends inside its own call, which another object's collection may have made.
  static std::optional<zm::binding<queues::once>> ends;
  static const bool bound_once =
      (ends.emplace([](zm::observer<queues::once>&) noexcept { ends.reset(); }), true);
  static_cast<void>(bound_once);
}

void record_here(unsigned amount) {
  report_here(amount);
  for (unsigned i = 0; i < amount; ++i) {
    traffic::calls::inc();
    traffic::sizes::observe(50);
    failures::calls::inc();
    traffic::paths::inc("/" + std::to_string(i % 3));
  }
  traffic::level::add(amount);
  owned::record();
}

view see_here() {
  static zm::snapshot<owned::exposition> now;
  now.take();
  return {now.value<traffic::calls>(),
          now.value<traffic::sizes>().count(),
          now.value<failures::calls>(),
          now.value<traffic::level>(),
          now.value<traffic::paths>("/0") + now.value<traffic::paths>("/1") +
              now.value<traffic::paths>("/2"),
          now.value<queues::depth>(owner{1}) + now.value<queues::depth>(owner{10}) +
              now.value<queues::depth>(owner{100}),
          owned::sum(now),
          now.value<zm::self::shared_recordings>()};
}

std::size_t split_here(split_text& text) {
  return zm::testing::split<owned::exposition>(text).size();
}

}  // namespace
