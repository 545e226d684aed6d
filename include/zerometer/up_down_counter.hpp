// SPDX-License-Identifier: MIT
/// An up-down counter: how many there are now, of what begins and ends on any thread.
///
/// Ups and downs are two counters that only rise; a snapshot reads all downs, then all ups, and
/// shows the difference. So what is handed from thread to thread is never shown as less than was
/// true: in-flight work is never negative. Exact 64-bit integers; they wrap. Recording is
/// wait-free, as of a counter. Source: OpenTelemetry, "Metrics API", UpDownCounter.
#pragma once

#include <zerometer/descriptor.hpp>
#include <zerometer/detail/report.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Whether a call's arguments are an integer, and behind it a descriptor's labels.
template <class Types, class... Arguments>
inline constexpr bool are_integer_and_labels = false;
template <class Types, std::integral First, class... Rest>
  requires(!std::same_as<First, bool>)
inline constexpr bool are_integer_and_labels<Types, First, Rest...> = are_labels<Types, Rest...>;

template <class Meter, class Description, class Labels, class Types = typename Labels::types>
struct basic_up_down_counter;

/// The verbs of an up-down counter. A descriptor derives from it.
template <class Meter, class Description, class Labels, class... Types>
struct basic_up_down_counter<Meter, Description, Labels, list<Types...>>
    : descriptor<basic_up_down_counter<Meter, Description, Labels, list<Types...>>, Meter,
                 Description, Labels, kind::up_down_counter> {
  static constexpr cells cells_per_series{.counts = 1, .late = 1};
  using value_type = std::int64_t;

  /// What a snapshot holds of a series.
  template <class Snapshot>
  [[nodiscard]] static value_type read(const Snapshot& values, std::size_t series) noexcept {
    return static_cast<value_type>(values.template late<basic_up_down_counter>()[series] -
                                   values.template counts<basic_up_down_counter>()[series]);
  }

  /// Whether anything was recorded in a series.
  template <class Snapshot>
  [[nodiscard]] static bool touched(const Snapshot& values, std::size_t series) noexcept {
    return (values.template late<basic_up_down_counter>()[series] |
            values.template counts<basic_up_down_counter>()[series]) != 0;
  }

  /// One series; see basic_counter::handle.
  class handle {
  public:
    constexpr handle() noexcept = default;
    void inc() const noexcept { add(1); }
    void dec() const noexcept { add(-1); }
    void add(std::int64_t change) const noexcept {
      if (basic_up_down_counter::recording()) {
        basic_up_down_counter::record(change, down_, up_);
      }
    }
    template <class First, class... Rest>
    void inc(const First&, const Rest&...) const noexcept {
      static_assert(never<First>,
                    "inc takes nothing: a handle has its labels, and for a change there is "
                    "add(change).");
    }
    template <class First, class... Rest>
    void dec(const First&, const Rest&...) const noexcept {
      static_assert(never<First>,
                    "dec takes nothing: a handle has its labels, and for a change there is "
                    "add(-change).");
    }
    template <class... Arguments>
      requires(!are_integer_and_labels<list<>, Arguments...>)
    void add(const Arguments&...) const noexcept {
      static_assert(never<Arguments...>, "add takes an integer alone: a handle has its labels.");
    }

  private:
    friend basic_up_down_counter;
    constexpr handle(std::size_t down, std::size_t up) noexcept
        : down_{static_cast<std::uint32_t>(down)}, up_{static_cast<std::uint32_t>(up)} {}
    std::uint32_t down_ =
        static_cast<std::uint32_t>(basic_up_down_counter::store::shape.total.counts);
    std::uint32_t up_ = static_cast<std::uint32_t>(basic_up_down_counter::store::shape.late_begin +
                                                   basic_up_down_counter::store::shape.total.late);
  };

  /// One more, and one less, in the series with these label values.
  static void inc(Types... labels) noexcept { series(labels...).inc(); }
  static void dec(Types... labels) noexcept { series(labels...).dec(); }
  /// So many more, or less.
  static void add(std::int64_t change, Types... labels) noexcept { series(labels...).add(change); }

  /// The same from a signal handler, exact whatever the handler interrupts: one locked instruction.
  static void inc_signal_safe(Types... labels) noexcept { add_signal_safe(1, labels...); }
  static void dec_signal_safe(Types... labels) noexcept { add_signal_safe(-1, labels...); }
  static void add_signal_safe(std::int64_t change, Types... labels) noexcept {
    const handle to = series(labels...);
    if (change >= 0) {
      basic_up_down_counter::store::add_shared(to.up_, static_cast<std::uint64_t>(change));
    } else {
      basic_up_down_counter::store::add_release_shared(to.down_,
                                                       0 - static_cast<std::uint64_t>(change));
    }
  }

  /// A handle to the series with these label values, for a loop. A value that is no member of its
  /// label is counted in `zerometer.invalid`, and the handle is empty.
  [[nodiscard]] static handle series(Types... labels) noexcept {
    const std::size_t number = basic_up_down_counter::locate(labels...);
    if (number == basic_up_down_counter::nowhere) [[unlikely]] {
      return {};
    }
    return handle{basic_up_down_counter::first().counts + number,
                  basic_up_down_counter::store::shape.late_begin +
                      basic_up_down_counter::first().late + number};
  }

  template <class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...>)
  static void inc(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "inc takes the metric's labels, each of its own type, in the order of their "
                  "declaration, and no amount: for an amount there is add(change, labels...).");
  }
  template <class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...>)
  static void dec(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "dec takes the metric's labels, each of its own type, in the order of their "
                  "declaration, and no amount: for an amount there is add(change, labels...).");
  }
  template <class... Arguments>
    requires(!are_integer_and_labels<list<Types...>, Arguments...>)
  static void add(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "add takes an integer first and then the metric's labels, each of its own type, "
                  "in the order of their declaration.");
  }
  template <class... Arguments>
    requires(!are_integer_and_labels<list<Types...>, Arguments...>)
  static void add_signal_safe(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "add_signal_safe takes an integer first and then the metric's labels, each of "
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

private:
  static void record(std::int64_t change, std::size_t down, std::size_t up) noexcept {
    if (change >= 0) {
      basic_up_down_counter::store::add(up, static_cast<std::uint64_t>(change));
    } else {
      // Released: who sees that something ended sees that it began, on whatever thread.
      basic_up_down_counter::store::add_release(down, 0 - static_cast<std::uint64_t>(change));
    }
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
