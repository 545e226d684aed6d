// SPDX-License-Identifier: MIT
#include "fuzz_model.hpp"

namespace fuzz {
namespace {

zm::snapshot<app> now;

}  // namespace

const char* compare() noexcept {
  now.take();
  std::uint64_t impossible = 0;
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
