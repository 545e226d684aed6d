// SPDX-License-Identifier: MIT
/// Each kind of call, made of bytes: once of the library and once of the model.
#include "fuzz_model.hpp"

namespace fuzz {
namespace {

void attack_calls(source& from) noexcept {
  const method m = from.any_method();
  const status s = from.any_status();
  const side d = from.any_side();
  auto* const row = at(want.calls, m, s);
  std::uint64_t* const cell = row == nullptr ? nullptr : &(*row)[d == side::right ? 1 : 0];
  const std::uint64_t amount = from.integer();
  const std::uint8_t verb = from.byte() % 8;
  if (verb == 7) {
    decltype(many::calls::series(m, s, d)){}.add(amount);
    return;
  }
  if (there(cell)) {
    *cell += verb % 2 == 0 ? 1 : amount;
  }
  switch (verb) {
  case 0:
    return many::calls::inc(m, s, d);
  case 1:
    return many::calls::add(amount, m, s, d);
  case 2:
    return many::calls::series(m, s, d).inc();
  case 3:
    return many::calls::series(m, s, d).add(amount);
  case 4:
    return many::calls::inc_signal_safe(m, s, d);
  case 5:
    return many::calls::add_signal_safe(amount, m, s, d);
  default:
    return many::calls::inc(m, s, d);
  }
}

void attack_pairs(source& from) noexcept {
  const method m = from.any_method();
  const error e = from.any_error();
  std::uint64_t* const cell = at(want.pairs, m, e);
  if (there(cell)) {
    ++*cell;
  }
  switch (from.byte() % 3) {
  case 0:
    return many::pairs::inc(m, e);
  case 1:
    return many::pairs::add(1, m, e);
  default:
    return many::pairs::series(m, e).inc();
  }
}

void attack_joules(source& from) noexcept {
  const method m = from.any_method();
  const std::uint64_t bits = from.double_bits();
  summed* const cell = at(want.joules, m);
  switch (from.byte() % 5) {
  case 0:
    if (there(cell)) {
      add_double(cell, bits);
    }
    return many::joules::add(number(bits), m);
  case 4:
    if (there(cell)) {
      add_double(cell, bits, true);
    }
    return many::joules::add_signal_safe(number(bits), m);
  case 1:
    there(cell);
    add_double(cell, bits);
    return many::joules::series(m).add(number(bits));
  case 2:
    add_double(nullptr, bits);
    return decltype(many::joules::series(m)){}.add(number(bits));
  default:
    add_double(&want.shared_joules, bits);
    return shared::joules::add(number(bits));
  }
}

void attack_held(source& from) noexcept {
  const bool flag = from.byte() % 2 == 1;
  const status s = from.any_status();
  const auto change = static_cast<std::int64_t>(from.integer());
  std::uint64_t* const cell = at(want.held[flag ? 1 : 0], s);
  const std::uint8_t verb = from.byte() % 12;
  if (verb < 9 && there(cell)) {
    *cell += verb < 3 ? 1 : verb < 6 ? ~std::uint64_t{0} : static_cast<std::uint64_t>(change);
  }
  switch (verb) {
  case 0:
    return many::held::inc(flag, s);
  case 1:
    return many::held::inc_signal_safe(flag, s);
  case 2:
    return many::held::series(flag, s).inc();
  case 3:
    return many::held::dec(flag, s);
  case 4:
    return many::held::dec_signal_safe(flag, s);
  case 5:
    return many::held::series(flag, s).dec();
  case 6:
    return many::held::add(change, flag, s);
  case 7:
    return many::held::series(flag, s).add(change);
  case 8:
    return many::held::add_signal_safe(change, flag, s);
  case 9:
    return decltype(many::held::series(flag, s)){}.add(change);
  default:
    want.single_held += static_cast<std::uint64_t>(change);
    return single::held::add(change);
  }
}

void attack_level(source& from) noexcept {
  const error e = from.any_error();
  const std::uint64_t bits = from.double_bits();
  const double value = number(bits);
  std::uint64_t* const cell = at(want.level, e);
  const std::uint8_t verb = from.byte() % 11;
  const bool is_set = verb < 2;
  const bool is_given = verb < 6;                  // else one
  const bool has_handle = verb == 4 || verb == 5;  // which counts what is refused itself
  if (verb == 10) {
  } else if (!there(cell)) {
    want.nan += has_handle && is_nan(bits) ? 1U : 0U;
  } else if (is_set) {
    *cell = bits;
  } else if (is_given && is_nan(bits)) {
    ++want.nan;
  } else {
    const std::uint64_t one = std::bit_cast<std::uint64_t>(1.0);
    *cell = sum(*cell, (is_given ? bits : one) ^ (verb % 2 == 1 ? top : 0));
  }
  switch (verb) {
  case 0:
    return many::level::set(value, e);
  case 1:
    return many::level::series(e).set(value);
  case 2:
    return many::level::add(value, e);
  case 3:
    return many::level::sub(value, e);
  case 4:
    return many::level::series(e).add(value);
  case 5:
    return many::level::series(e).sub(value);
  case 6:
    return many::level::inc(e);
  case 7:
    return many::level::dec(e);
  case 8:
    return many::level::series(e).inc();
  case 9:
    return many::level::series(e).dec();
  default:
    return decltype(many::level::series(e)){}.set(value);
  }
}

void attack_time(source& from) noexcept {
  const status s = from.any_status();
  const error e = from.any_error();
  const method m = from.any_method();
  const std::uint64_t bits = from.double_bits();
  const std::uint8_t verb = from.byte() % 6;
  auto* const cell = at(want.time, s, e);
  if (verb == 4) {
    if (auto* const alone = at(want.single_time, m); there(alone)) {
      observe(alone, bits, bounds::few, false, false);
    }
    return single::time::observe(number(bits), m);
  }
  if (verb == 5) {
    observe(decltype(cell){}, bits, bounds::few, false, false);
    return decltype(many::time::series(s, e)){}.observe(number(bits));
  }
  if (there(cell) || verb == 1) {
    observe(cell, bits, bounds::few, false, verb == 2);
  }
  switch (verb) {
  case 1:
    return many::time::series(s, e).observe(number(bits));
  case 2:
    return many::time::observe_signal_safe(number(bits), s, e);
  default:
    return many::time::observe(number(bits), s, e);
  }
}

void attack_drift(source& from) noexcept {
  const method m = from.any_method();
  const std::uint64_t bits = from.double_bits();
  const std::uint8_t verb = from.byte() % 3;
  auto* const cell = at(want.drift, m);
  if (there(cell) || verb == 1) {
    observe(cell, bits, bounds::with_sign, true, verb == 0);
  }
  switch (verb) {
  case 0:
    return many::drift::observe_signal_safe(number(bits), m);
  case 1:
    return many::drift::series(m).observe(number(bits));
  default:
    return many::drift::observe(number(bits), m);
  }
}

void attack_exact(source& from) noexcept {
  const method m = from.any_method();
  const std::uint64_t value = from.integer();
  auto* const cell = at(want.exact, m);
  const std::uint8_t verb = from.byte() % 6;
  const auto small = static_cast<std::int8_t>(value);
  if (verb == 4) {
    observe_whole(&want.size, value, false, bounds::bytes);
    return shared::size::observe(value);
  }
  if (verb == 5) {
    observe_whole(&want.size, static_cast<std::uint64_t>(small), small < 0, bounds::bytes);
    return shared::size::series().observe(small);
  }
  if (there(cell)) {
    const bool negative = verb == 1 && value >= top;
    observe_whole(cell, value, negative, bounds::nanoseconds);
  }
  switch (verb) {
  case 0:
    return many::exact::observe(value, m);
  case 1:
    return many::exact::observe(static_cast<std::int64_t>(value), m);
  case 2:
    return many::exact::observe_signal_safe(value, m);
  case 3:
    return many::exact::series(m).observe(value);
  default:
    return many::exact::observe(value, m);
  }
}

void attack_rest(source& from) noexcept {
  const method m = from.any_method();
  const side d = from.any_side();
  switch (from.byte() % 8) {
  case 0:
    return off::calls::inc(m);
  case 1:
    return off::calls::series(m).add(from.integer());
  case 2:
    return off::time::observe(number(from.double_bits()));
  case 3:
    static_cast<void>(zm::attach_thread<app>());
    return;
  case 4:
    return zm::after_fork<app>(zm::fork_counts::inherit);
  default:
    break;
  }
  ++want.shared_calls[d == side::right ? 1 : 0];
  shared::calls::inc(d);
}

/// Timers on a clock that is anywhere, and goes either way.
void attack_timers(source& from) noexcept {
  const method m = from.any_method();
  const status s = from.any_status();
  const error e = from.any_error();
  const std::uint64_t begin = from.integer();
  zm::fake_clock::set(begin);
  const std::uint8_t verb = from.byte() % 4;
  const bool later = from.byte() % 2 == 0;
  const std::uint64_t change = from.integer();
  const std::uint64_t end = later ? begin + change : begin - change;
  const std::uint64_t passed = end > begin ? end - begin : 0;
  if (verb < 2) {
    zm::late_timer<many::time, zm::fake_clock> timer;
    zm::fake_clock::advance(end - begin);
    if (verb == 0) {
      timer.cancel();
    } else if (auto* const cell = at(want.time, s, e); there(cell)) {
      volatile double nanoseconds = static_cast<double>(passed);
      volatile double scale = 1e9;
      const double seconds = nanoseconds / scale;
      observe(cell, std::bit_cast<std::uint64_t>(seconds), bounds::few, false, false);
    }
    timer.stop(s, e);
    timer.stop(s, e);
  } else {
    auto* const cell = at(want.exact, m);
    if (there(cell) && verb == 2) {
      observe_whole(cell, passed, false, bounds::nanoseconds);
    }
    zm::timer<many::exact, zm::fake_clock> timer{m};
    zm::fake_clock::advance(end - begin);
    verb == 2 ? static_cast<void>(timer.stop()) : timer.cancel();
  }
}

}  // namespace

const char* attack(std::span<const std::uint8_t> bytes) noexcept {
  zm::after_fork<app>();
  static_cast<void>(zm::drop<app>(false));
  forget();
  want = {};
  source from{bytes};
  constexpr std::array ways{attack_calls, attack_pairs, attack_joules, attack_held, attack_level,
                            attack_time,  attack_drift, attack_exact,  attack_rest, attack_timers,
                            attack_asked, attack_gone,  attack_bound};
  while (!from.done()) {
    ways[from.byte() % ways.size()](from);
  }
  return compare();
}

}  // namespace fuzz
