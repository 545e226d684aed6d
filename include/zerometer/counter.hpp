// SPDX-License-Identifier: MIT
/// A counter: how often something happened, or how much of it there was; it only rises.
///
/// Exact 64-bit integers; on overflow they wrap. Recording is wait-free on a thread that owns a
/// shard: a load, an add and a store on memory that no other thread writes. A concurrent reader
/// never sees a count that was not reached and may lag behind. Source: OpenTelemetry, "Metrics
/// API", Counter; Prometheus, "Writing client libraries", Counter.
#pragma once

#include <zerometer/descriptor.hpp>
#include <zerometer/detail/report.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Of any type: clang reads an attribute before it asks whether the type is one that may be there.
template <class Number>
[[nodiscard]] constexpr bool is_below_zero(const Number& value) noexcept {
  if constexpr (std::signed_integral<Number>) {
    return value < 0;
  } else {
    return false;
  }
}

}  // namespace detail

/// How much a counter rises: unsigned, or a signed constant that is not negative. A signed amount
/// that is known only at run time is cast by who knows that it is not negative.
class amount {
public:
  template <std::unsigned_integral Integer>
    requires(!std::same_as<Integer, bool>)
  constexpr amount(Integer value) noexcept : value_{value} {}

  // By reference, so that gcc comes as far as this with a variable that is no constant.
  template <std::signed_integral Integer>
  consteval amount(const Integer& value) noexcept
#if defined(__clang__)  // it says of a consteval function no more than "not a constant expression"
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wgcc-compat"
      __attribute__((diagnose_if(!__builtin_constant_p(value),
                                 "an amount known at run time is unsigned so cast a signed one "
                                 "that is not negative",
                                 "error")))
      __attribute__((diagnose_if(detail::is_below_zero(value),
                                 "a counter never falls so give add an amount that is not negative",
                                 "error")))
#pragma clang diagnostic pop
#endif
  {
    if (!__builtin_constant_p(value)) {
      an_amount_known_at_run_time_is_unsigned_so_cast_a_signed_one_that_is_not_negative();
    }
    if (value < 0) {
      a_counter_never_falls_so_give_add_an_amount_that_is_not_negative();
    }
    value_ = static_cast<std::uint64_t>(value);
  }

  template <class Number>
    requires(!std::integral<Number> || std::same_as<Number, bool>)
  constexpr amount(Number) noexcept {
    static_assert(detail::never<Number>,
                  "this counter counts in integers: give add an unsigned amount, or a signed "
                  "constant that is not negative.");
  }

  [[nodiscard]] constexpr std::uint64_t value() const noexcept { return value_; }

private:
  // Not constexpr on purpose: the compiler's message names them.
  static void
  an_amount_known_at_run_time_is_unsigned_so_cast_a_signed_one_that_is_not_negative() noexcept {}
  static void a_counter_never_falls_so_give_add_an_amount_that_is_not_negative() noexcept {}
  std::uint64_t value_ = 0;
};

namespace detail {

template <class Meter, class Description, class Labels, class Types = typename Labels::types>
struct basic_counter;

/// The verbs of a counter. A descriptor derives from it:
/// `struct requests : counter<"name", "unit", "help", labels...> {};`
template <class Meter, class Description, class Labels, class... Types>
struct basic_counter<Meter, Description, Labels, list<Types...>>
    : descriptor<basic_counter<Meter, Description, Labels, list<Types...>>, Meter, Description,
                 Labels, kind::counter> {
  static constexpr cells cells_per_series{.counts = 1};
  using value_type = std::uint64_t;

  /// What a snapshot holds of a series.
  template <class Snapshot>
  [[nodiscard]] static value_type read(const Snapshot& values, std::size_t series) noexcept {
    return values.template counts<basic_counter>()[series];
  }

  /// Whether anything was recorded in a series.
  template <class Snapshot>
  [[nodiscard]] static bool touched(const Snapshot& values, std::size_t series) noexcept {
    return read(values, series) != 0;
  }

  /// One series. Trivially copyable, holds no address and no thread: keep it anywhere, use it on
  /// any thread. An empty one records nothing.
  class handle {
  public:
    constexpr handle() noexcept = default;
    void inc() const noexcept { add(amount{1U}); }
    void add(amount count) const noexcept {
      if (basic_counter::recording()) {
        basic_counter::store::add(cell_, count.value());
      }
    }
    template <class First, class... Rest>
    void inc(const First&, const Rest&...) const noexcept {
      static_assert(never<First>,
                    "inc takes nothing: a handle has its labels, and for an amount there is "
                    "add(amount).");
    }
    template <class... Arguments>
      requires(sizeof...(Arguments) != 1)
    void add(const Arguments&...) const noexcept {
      static_assert(never<Arguments...>, "add takes an amount alone: a handle has its labels.");
    }

  private:
    friend basic_counter;
    constexpr explicit handle(std::size_t cell) noexcept : cell_{cell} {}
    std::size_t cell_ = basic_counter::store::shape.total.counts;
  };

  /// Adds one to the series with these label values.
  static void inc(Types... labels) noexcept { add(amount{1U}, labels...); }

  /// Adds an amount to the series with these label values. A value that is no member of its label
  /// is counted in `zerometer.invalid` instead.
  static void add(amount count, Types... labels) noexcept {
    const std::size_t series = basic_counter::locate(labels...);
    if (series != basic_counter::nowhere) [[likely]] {
      basic_counter::store::add(basic_counter::first().counts + series, count.value());
    }
  }

  /// The same from a signal handler, exact whatever the handler interrupts: one locked instruction.
  static void inc_signal_safe(Types... labels) noexcept { add_signal_safe(amount{1U}, labels...); }
  static void add_signal_safe(amount count, Types... labels) noexcept {
    const std::size_t series = basic_counter::locate(labels...);
    if (series != basic_counter::nowhere) [[likely]] {
      basic_counter::store::add_shared(basic_counter::first().counts + series, count.value());
    }
  }

  /// A handle to the series with these label values, for a loop.
  [[nodiscard]] static handle series(Types... labels) noexcept {
    const std::size_t series = basic_counter::locate(labels...);
    return series == basic_counter::nowhere ? handle{}
                                            : handle{basic_counter::first().counts + series};
  }

  template <class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...>)
  static void inc(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "inc takes the metric's labels, each of its own type, in the order of their "
                  "declaration, and no amount: for an amount there is add(amount, labels...).");
  }
  template <class... Arguments>
    requires(!are_one_and_labels<list<Types...>, Arguments...>)
  static void add(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "add takes the amount first and then the metric's labels, each of its own type, "
                  "in the order of their declaration.");
  }
  template <class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...>)
  static void inc_signal_safe(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "inc_signal_safe takes the metric's labels, each of its own type, in the order "
                  "of their declaration, and no amount: for an amount there is "
                  "add_signal_safe(amount, labels...).");
  }
  template <class... Arguments>
    requires(!are_one_and_labels<list<Types...>, Arguments...>)
  static void add_signal_safe(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "add_signal_safe takes the amount first and then the metric's labels, each of "
                  "its own type, in the order of their declaration.");
  }
  template <class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...>)
  static handle series(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "series takes the metric's labels, each of its own type, in the order of their "
                  "declaration.");
    return {};
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
