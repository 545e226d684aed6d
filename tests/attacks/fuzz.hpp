// SPDX-License-Identifier: MIT
/// The meters that the fuzzer records into, and what it takes from its bytes: labels, amounts and
/// doubles, the members and the ordinary ones no more often than all else.
#pragma once

#include <zerometer/timer.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fuzz {

namespace zm = zerometer;

enum class method : int { get, post, put };
constexpr auto label_values(method) { return zm::values("GET", "POST", "PUT"); }
enum class error : unsigned char { none, db };
constexpr auto label_values(error) { return zm::values(zm::absent, "d\\b\"\n"); }
enum class side : bool { left, right };
constexpr auto label_values(side) { return zm::values("left", "right"); }
using status = zm::integers<-1, 200, 404>;
using slot = zm::integers<0, 1, 2>;

constexpr bool no_error_on_get(method m, error e) { return m != method::get || e == error::none; }

struct bounds {
  static constexpr std::array few{0.0, 5e-324, 0.005, 0.1, 1.0, 2.5, 1e9, 1.7976931348623157e308};
  static constexpr std::array with_sign{-1e300, -1.0, -5e-324, 0.0, 5e-324, 1.0, 1e300};
  static constexpr std::array<std::uint64_t, 4> nanoseconds{0, 1000, 1'000'000, 1'000'000'000};
  static constexpr std::array<std::uint64_t, 4> bytes{1, 4096, 1ULL << 53, ~0ULL};
};

struct many : zm::meter<many, "fuzz.many", zm::shards<2>> {
  struct calls : counter<"calls", "{call}", "Calls.", zm::label<"method", method>,
                         zm::label<"status", status>, zm::label<"side", side>> {};
  struct pairs : counter<"pairs", "{pair}", "Pairs.", zm::label<"method", method>,
                         zm::label<"error", error>, zm::only_if<no_error_on_get>> {};
  struct joules : double_counter<"energy", "J", "Energy.", zm::label<"method", method>> {};
  struct held : up_down_counter<"held", "{task}", "Held.", zm::label<"flag", bool>,
                                zm::label<"status", status>> {};
  struct level : gauge<"level", "", "Level.", zm::label<"error", error>> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds<bounds::few.size()>{bounds::few},
                          zm::label<"status", status>, zm::label<"error", error>> {};
  struct drift
      : histogram<"drift", "m", "Drift.", zm::bounds<bounds::with_sign.size()>{bounds::with_sign},
                  zm::label<"method", method>, zm::signed_values, zm::min_max> {};
  struct exact : histogram<"exact", "s", "Exact time.",
                           zm::nanosecond_bounds(bounds::nanoseconds[0], bounds::nanoseconds[1],
                                                 bounds::nanoseconds[2], bounds::nanoseconds[3]),
                           zm::label<"method", method>, zm::min_max> {};
  using metrics = zm::list<calls, pairs, joules, held, level, time, drift, exact>;
};
struct shared : zm::meter<shared, "fuzz.shared", zm::shared_atomic> {
  struct calls : counter<"shared.calls", "", "Calls.", zm::label<"side", side>> {};
  struct joules : double_counter<"shared.energy", "J", "Energy."> {};
  struct size : histogram<"shared.size", "By", "Size.",
                          zm::whole_bounds(bounds::bytes[0], bounds::bytes[1], bounds::bytes[2],
                                           bounds::bytes[3]),
                          zm::min_max> {};
  using metrics = zm::list<calls, joules, size>;
};
struct single : zm::meter<single, "fuzz.single", zm::single_writer> {
  struct held : up_down_counter<"single.held", "", "Held."> {};
  struct time : histogram<"single.time", "s", "Time.", zm::bounds<bounds::few.size()>{bounds::few},
                          zm::label<"method", method>, zm::min_max> {};
  using metrics = zm::list<held, time>;
};
struct off : zm::meter<off, "fuzz.off", zm::enabled<false>> {
  struct calls : counter<"off.calls", "", "Calls.", zm::label<"method", method>> {};
  struct time : histogram<"off.time", "s", "Time.", zm::bounds{1}> {};
  using metrics = zm::list<calls, time>;
};
struct gone : zm::meter<gone, "fuzz.gone", zm::droppable> {
  struct calls : counter<"gone.calls", "", "Calls.", zm::label<"method", method>> {};
  struct time : histogram<"gone.time", "s", "Time.", zm::bounds<bounds::few.size()>{bounds::few}> {
  };
  using metrics = zm::list<calls, time>;
};
struct asked : zm::meter<asked, "fuzz.asked"> {
  struct calls : observable_counter<"asked.calls", "", "Calls.", zm::label<"method", method>> {
    static void observe(zm::observer<calls>& out) noexcept;
  };
  struct joules
      : observable_double_counter<"asked.energy", "J", "Energy.", zm::label<"method", method>,
                                  zm::label<"error", error>, zm::only_if<no_error_on_get>> {
    static void observe(zm::observer<joules>& out) noexcept;
  };
  struct depth : observable_up_down_counter<"asked.depth", "", "Depth.", zm::label<"flag", bool>> {
    static void observe(zm::observer<depth>& out) noexcept;
  };
  struct heat : observable_gauge<"asked.heat", "Cel", "Heat.", zm::label<"status", status>> {
    static void observe(zm::observer<heat>& out) noexcept;
  };
  /// By bindings that come and go, each of a series of its own.
  struct bound : observable_up_down_counter<"asked.bound", "", "Bound.", zm::label<"slot", slot>,
                                            zm::bindings<2>> {};
  using metrics = zm::list<calls, joules, depth, heat, bound>;
};
using app = zm::exposition<many, shared, single, off, gone, asked>;

/// What the bytes say. At their end it says 0.
class source {
public:
  explicit source(std::span<const std::uint8_t> bytes) noexcept : bytes_{bytes} {}
  [[nodiscard]] bool done() const noexcept { return bytes_.empty(); }

  [[nodiscard]] std::uint8_t byte() noexcept {
    if (bytes_.empty()) {
      return 0;
    }
    const std::uint8_t first = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return first;
  }
  [[nodiscard]] std::uint64_t word() noexcept {
    std::uint64_t all = 0;
    for (int i = 0; i < 8; ++i) {
      all = all << 8 | byte();
    }
    return all;
  }

  [[nodiscard]] std::uint64_t integer() noexcept {
    static constexpr std::array<std::uint64_t, 12> special{
        0, 1, 2, 200, 404, 999, 1000, 1'000'001, ~0ULL, 1ULL << 63, (1ULL << 63) - 1, 1ULL << 53};
    const std::uint8_t choice = byte();
    return choice < 192 ? special[choice % special.size()] : word() >> (choice % 64);
  }

  /// The bits of a double: a doubled eye for bounds, their neighbours, and what is no number.
  [[nodiscard]] std::uint64_t double_bits() noexcept {
    static constexpr std::array<std::uint64_t, 9> special{
        0x7FF8'0000'0000'0000, 0xFFF8'0000'0000'0001, 0x7FF0'0000'0000'0001,  // not a number
        0x7FF0'0000'0000'0000, 0xFFF0'0000'0000'0000,                         // infinite
        0x8000'0000'0000'0000, 0x000F'FFFF'FFFF'FFFF, 0x8000'0000'0000'0001,  // -0, denormal
        0x7FEF'FFFF'FFFF'FFFF};
    const std::uint8_t choice = byte();
    if (choice < 64) {
      return special[choice % special.size()];
    }
    const std::uint64_t sign = std::uint64_t{choice % 7 == 0} << 63;
    if (choice < 160) {
      const double bound = bounds::few[choice % bounds::few.size()];
      return (std::bit_cast<std::uint64_t>(bound) + choice % 3 - (choice % 5 == 0 ? 1 : 0)) ^ sign;
    }
    // One in some of all doubles, else one of a size that sums notice.
    const std::uint64_t any = word();
    return choice < 176 ? any : (any >> 12 | std::uint64_t{1000U + choice % 48} << 52) ^ sign;
  }

  [[nodiscard]] method any_method() noexcept {
    const std::uint8_t choice = byte();
    return choice < 224 ? method{choice % 4}
                        : static_cast<method>(static_cast<std::uint32_t>(word()));
  }
  [[nodiscard]] error any_error() noexcept {
    const std::uint8_t choice = byte();
    return choice < 192 ? error{static_cast<std::uint8_t>(choice % 3)} : error{choice};
  }
  [[nodiscard]] side any_side() noexcept { return side{byte() % 2 == 1}; }
  [[nodiscard]] status any_status() noexcept {
    const std::uint8_t choice = byte();
    return choice < 64 ? status{-1} : status{integer()};
  }

private:
  std::span<const std::uint8_t> bytes_;
};

/// What the bytes of an earlier run have left bound, dropped or held.
void forget() noexcept;

/// Executes what the bytes say against the library and against a model of it. Null, or the first
/// difference between the two.
[[nodiscard]] const char* attack(std::span<const std::uint8_t> bytes) noexcept;

}  // namespace fuzz
