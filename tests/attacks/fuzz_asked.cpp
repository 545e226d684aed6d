// SPDX-License-Identifier: MIT
/// Observables, which report what the bytes say once a snapshot asks them, and a meter that is
/// dropped and comes back.
#include "fuzz_model.hpp"

#include <optional>
#include <utility>

namespace fuzz {
namespace {

decltype(gone::calls::series(method{})) kept;

struct bound_slot {
  std::int64_t value = 0;
  std::int64_t number = 0;
  std::optional<zm::binding<asked::bound>> binding{};
};
std::array<bound_slot, 3> slots{};

void report_slot(zm::observer<asked::bound>& out, const bound_slot& self) noexcept {
  out.observe(self.value, slot{self.number});
}

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
  const std::uint8_t verb = from.byte() % 10;
  if (verb == 8) {
    auto* const cell = at(want.gone_calls, m);
    want.kept = !want.is_gone && there(cell) ? static_cast<int>(m) : -1;
    kept = gone::calls::series(m);
    return;
  }
  if (verb == 9) {
    if (want.kept >= 0 && !want.is_gone) {
      want.gone_calls[want.kept] += 3;
    }
    return kept.add(3);
  }
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

void attack_bound(source& from) noexcept {
  const std::size_t number = from.byte() % slots.size();
  bound_slot& one = slots[number];
  one.value = static_cast<std::int64_t>(from.integer());
  one.number = static_cast<std::int64_t>(number);
  if (one.binding) {
    one.binding.reset();
    want.bound[number] = {};
    return;
  }
  std::size_t bound = 0;
  for (const reported& each : want.bound) {
    bound += each.is_there ? 1U : 0U;
  }
  one.binding.emplace(&report_slot, std::as_const(one));
  // There is room for two; who found none has none, also when one is free again.
  want.is_bound_wrong |= (one.binding->error() == zm::binding_error::none) != (bound < 2);
  if (bound < 2) {
    want.bound[number].be(static_cast<std::uint64_t>(one.value));
  }
}

void forget() noexcept {
  kept = {};
  for (bound_slot& one : slots) {
    one.binding.reset();
  }
}

}  // namespace fuzz
