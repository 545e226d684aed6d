// SPDX-License-Identifier: MIT
/// Observables, which report what the bytes say once a snapshot asks them, and a meter that is
/// dropped and comes back.
#include "fuzz_model.hpp"

namespace fuzz {
namespace {

void model_of(const report& one) noexcept {
  const auto whole = static_cast<std::int64_t>(one.bits);
  switch (one.of) {
  case 0:
    if (auto* const series = at(want.asked_calls, one.m); there(series)) {
      if (one.flag && whole < 0) {
        ++want.negative;
      } else {
        series->be(one.bits);
      }
    }
    return;
  case 1:
    if (auto* const series = at(want.asked_joules, one.m, one.e); there(series)) {
      if (is_countable(one.bits)) {
        no_error_on_get(one.m, one.e) ? series->be(one.bits) : void(++want.combination);
      }
    }
    return;
  case 2:
    return want.asked_depth[one.flag ? 1 : 0].be(one.bits);
  default:
    if (auto* const series = at(want.asked_heat, one.s); there(series)) {
      series->be(one.bits);
    }
  }
}

template <class Visitor>
void visit(std::uint8_t of, Visitor visitor) noexcept {
  for (std::size_t i = 0; i < want.reports_size; ++i) {
    if (want.reports[i].of == of) {
      visitor(want.reports[i]);
    }
  }
}

}  // namespace

void asked::calls::observe(zm::observer<calls>& out) noexcept {
  visit(0, [&](const report& one) {
    one.flag ? out.observe(static_cast<std::int64_t>(one.bits), one.m)
             : out.observe(one.bits, one.m);
  });
}
void asked::joules::observe(zm::observer<joules>& out) noexcept {
  visit(1, [&](const report& one) { out.observe(number(one.bits), one.m, one.e); });
}
void asked::depth::observe(zm::observer<depth>& out) noexcept {
  visit(2, [&](const report& one) { out.observe(static_cast<std::int64_t>(one.bits), one.flag); });
}
void asked::heat::observe(zm::observer<heat>& out) noexcept {
  visit(3, [&](const report& one) { out.observe(number(one.bits), one.s); });
}

void attack_asked(source& from) noexcept {
  const auto of = static_cast<std::uint8_t>(from.byte() % 4);
  const bool whole = of % 2 == 0;
  const report one{of,
                   from.any_method(),
                   from.any_error(),
                   from.any_status(),
                   from.byte() % 2 == 1,
                   whole ? from.integer() : from.double_bits()};
  if (want.reports_size < want.reports.size()) {
    want.reports[want.reports_size++] = one;
    model_of(one);
  }
}

void attack_gone(source& from) noexcept {
  const method m = from.any_method();
  const std::uint64_t bits = from.double_bits();
  const std::uint8_t verb = from.byte() % 8;
  if (verb == 0) {
    want.is_gone = !want.is_gone;
    static_cast<void>(zm::drop<gone>(want.is_gone));
    return;
  }
  if (verb < 4) {
    if (auto* const cell = at(want.gone_calls, m); !want.is_gone && there(cell)) {
      ++*cell;
    }
    return verb == 1   ? gone::calls::inc(m)
           : verb == 2 ? gone::calls::inc_signal_safe(m)
                       : gone::calls::series(m).inc();
  }
  if (!want.is_gone) {
    observe(&want.gone_time, bits, bounds::few, false, verb == 4);
  }
  verb == 4 ? gone::time::observe_signal_safe(number(bits)) : gone::time::observe(number(bits));
}

}  // namespace fuzz
