// SPDX-License-Identifier: MIT
#include "fuzz_model.hpp"

#include <utility>

namespace fuzz {
namespace {

zm::snapshot<app> now;

/// What the callbacks report is refused once, by the first of two snapshots.
const char* compare_asked() noexcept {
  now.take();
  for (std::size_t m = 0; m < 3; ++m) {
    const auto as_method = static_cast<method>(m);
    if (!want.asked_calls[m].is(now.has<asked::calls>(as_method),
                                now.value<asked::calls>(as_method))) {
      return "an observable counter";
    }
    for (std::size_t e = 0; e < 2; ++e) {
      const error as_error{static_cast<std::uint8_t>(e)};
      if (!want.asked_joules[m][e].is(
              now.has<asked::joules>(as_method, as_error),
              std::bit_cast<std::uint64_t>(now.value<asked::joules>(as_method, as_error)))) {
        return "an observable counter of doubles";
      }
    }
    const status s{status::members[m]};
    if (!want.asked_heat[m].is(now.has<asked::heat>(s),
                               std::bit_cast<std::uint64_t>(now.value<asked::heat>(s)))) {
      return "an observable gauge";
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    const slot which{slot::members[i]};
    if (want.is_bound_wrong ||
        !want.bound[i].is(now.has<asked::bound>(which),
                          static_cast<std::uint64_t>(now.value<asked::bound>(which)))) {
      return "an observable with bindings";
    }
  }
  for (const bool flag : {false, true}) {
    if (!want.asked_depth[flag ? 1 : 0].is(
            now.has<asked::depth>(flag),
            static_cast<std::uint64_t>(now.value<asked::depth>(flag)))) {
      return "an observable up-down counter";
    }
  }
  return nullptr;
}

}  // namespace

const char* compare() noexcept {
  if (const char* const wrong = compare_asked()) {
    return wrong;
  }
  const std::size_t reports_size = std::exchange(want.reports_size, 0);
  now.take();
  want.reports_size = reports_size;
  std::uint64_t impossible = want.combination;
  for (std::size_t m = 0; m < 3; ++m) {
    const auto as_method = static_cast<method>(m);
    for (std::size_t i = 0; i < 3; ++i) {
      const status s{status::members[i]};
      for (std::size_t d = 0; d < 2; ++d) {
        if (now.value<many::calls>(as_method, s, side{d == 1}) != want.calls[m][i][d]) {
          return "a counter";
        }
      }
    }
    for (std::size_t e = 0; e < 2; ++e) {
      if (now.value<many::pairs>(as_method, error{static_cast<std::uint8_t>(e)}) !=
          want.pairs[m][e]) {
        return "a counter of combinations";
      }
      impossible +=
          no_error_on_get(as_method, error{static_cast<std::uint8_t>(e)}) ? 0 : want.pairs[m][e];
    }
    if (now.value<gone::calls>(as_method) != (want.is_gone ? 0 : want.gone_calls[m])) {
      return "a counter that can be dropped";
    }
    if (!want.joules[m].is(now.value<many::joules>(as_method))) {
      return "a counter of doubles";
    }
    if (!want.drift[m].is(now.value<many::drift>(as_method))) {
      return "a signed histogram";
    }
    if (!want.exact[m].is(now.value<many::exact>(as_method))) {
      return "a histogram of integers";
    }
    if (!want.single_time[m].is(now.value<single::time>(as_method))) {
      return "a histogram of one writer";
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    const status s{status::members[i]};
    for (std::size_t d = 0; d < 2; ++d) {
      if (now.value<many::held>(d == 1, s) != static_cast<std::int64_t>(want.held[d][i])) {
        return "an up-down counter";
      }
      if (!want.time[i][d].is(now.value<many::time>(s, error{static_cast<std::uint8_t>(d)}))) {
        return "a histogram";
      }
    }
  }
  for (std::size_t d = 0; d < 2; ++d) {
    const double level = now.value<many::level>(error{static_cast<std::uint8_t>(d)});
    const auto bits = std::bit_cast<std::uint64_t>(level);
    if (bits != want.level[d] && !(is_nan(bits) && is_nan(want.level[d]))) {
      return "a gauge";
    }
    if (now.value<shared::calls>(side{d == 1}) != want.shared_calls[d]) {
      return "a counter without shards";
    }
  }
  if (!want.shared_joules.is(now.value<shared::joules>()) ||
      !want.size.is(now.value<shared::size>()) ||
      now.value<single::held>() != static_cast<std::int64_t>(want.single_held)) {
    return "a metric of another policy";
  }
  using nothing_of_it = decltype(want.gone_time);
  if (!(want.is_gone ? nothing_of_it{} : want.gone_time).is(now.value<gone::time>())) {
    return "a histogram that can be dropped";
  }
  const auto invalid = [](zm::invalid_reason why) { return now.value<zm::self::invalid>(why); };
  if (invalid(zm::invalid_reason::label) != want.label ||
      invalid(zm::invalid_reason::combination) != impossible ||
      invalid(zm::invalid_reason::nan) != want.nan ||
      invalid(zm::invalid_reason::infinite) != want.infinite ||
      invalid(zm::invalid_reason::negative) != want.negative) {
    return "what was refused";
  }
  const bool nothing = now.value<many::calls>(method{-1}, status{200}, side::left) == 0 &&
                       now.value<many::time>(status{7}, error{255}).count() == 0 &&
                       now.value<off::calls>(method::get) == 0;
  return nothing ? nullptr : "a series that there is not";
}

}  // namespace fuzz
