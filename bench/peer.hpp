// SPDX-License-Identifier: MIT
//
// What the files of the peers share: the timed loop whose total is read from the library under
// test, and the label values of inputs.hpp as the strings that such libraries take.
#pragma once

#include "common.hpp"
#include "inputs.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#ifdef BENCH_PEER_ALONE
// Whether a peer's library is all there: meson.build links its file by itself.
std::uint64_t bench::allocations() noexcept { return 0; }
int main() {}
#endif

namespace bench {

template <std::size_t Count>
std::vector<std::string> strings(const std::array<std::string_view, Count>& texts) {
  return {texts.begin(), texts.end()};
}

inline const auto method_names = strings(methods);
inline const auto route_names = strings(routes);
inline const auto status_names = strings(statuses);

/// Which of the 480 series a call's labels name, for a library that has one object for each.
inline std::size_t series_of(const triple& one) {
  return (std::size_t(one.method) * routes.size() + std::size_t(one.route)) * statuses.size() +
         std::size_t(one.status);
}
inline constexpr std::size_t all_series = methods.size() * routes.size() * statuses.size();

/// Runs `call(i)` in the timed loop; `total()` must have grown by `step` for each call.
template <class Number, class Total, class Call>
void time_steps(benchmark::State& state, Number step, Total total, Call call) {
  static Number before;  // thread 0 writes it before the others may start
  if (state.thread_index() == 0)
    before = total();
  repeat(state, [&](std::size_t i) { call(i % draws); });
  if (state.thread_index() == 0)
    expect(state, Number(total() - before), Number(step * Number(calls_made(state))));
}

/// The same, of a count.
template <class Total, class Call>
void time_calls(benchmark::State& state, Total total, Call call) {
  time_steps(state, std::uint64_t{1}, total, call);
}

/// The same, of a sum of quarters, which doubles add up exactly: `call(quarter)`.
template <class Total, class Call>
void time_quarters(benchmark::State& state, Total total, Call call) {
  const volatile double known_at_run_time = 0.25;
  const double quarter = known_at_run_time;
  time_steps(state, 0.25, total, [&](std::size_t) { call(quarter); });
}

}  // namespace bench
