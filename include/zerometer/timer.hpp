// SPDX-License-Identifier: MIT
/// Timers: guards that observe how long a scope took.
///
///     zm::timer<server::latency> t{method::get};    // observes at the scope's end
///     zm::late_timer<server::latency> t;            // observes only when it is stopped:
///     t.stop(method::get);                          // labels that are known by then
///
/// Over a histogram of seconds: one of doubles, or one of integers (zm::nanosecond_bounds and its
/// kin), whose values are cut to the unit of its bounds. No allocation, no exception; what a timer
/// costs is two readings of its clock (clock.hpp), the second template argument; over a meter that
/// is off, or was dropped, none: no time elapses, and nothing is observed of what began or ended
/// so. A clock that steps back makes an observation of 0. A timer may end on another thread than it
/// began on; one timer is not for two threads at once.
#pragma once

#include <zerometer/clock.hpp>
#include <zerometer/descriptor.hpp>
#include <zerometer/detail/drop_flag.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>

#include <cstdint>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

[[nodiscard]] constexpr std::uint64_t power_of_ten(unsigned exponent) noexcept {
  std::uint64_t power = 1;
  for (; exponent > 0; --exponent) {
    power *= 10;
  }
  return power;
}

// Volatile: -ffast-math would multiply by the inverse of a constant, and 7 ms be above 0.007. A
// template, so that it is only where it is used.
template <class Seconds>
inline const volatile Seconds nanoseconds_a_second = 1e9;

/// Nanoseconds as a histogram of seconds takes them.
template <class Metric>
[[nodiscard]] auto observed_time(std::uint64_t nanoseconds) noexcept {
  constexpr unsigned digits = Metric::domain::digits;
  if constexpr (!Metric::of_integers && !Metric::meter::options::is_enabled) {
    // Undivided: the constant would be left of a meter that is off.
    return static_cast<double>(nanoseconds);
  } else if constexpr (!Metric::of_integers) {
    // Divided, not multiplied: 5 ms is the double 0.005 then, and inside the bucket of that bound.
    return static_cast<double>(nanoseconds) / nanoseconds_a_second<typename Metric::sum_type>;
  } else if constexpr (digits <= 9) {
    constexpr std::uint64_t scale = power_of_ten(9 - digits);
    return nanoseconds / scale;
  } else {
    constexpr std::uint64_t scale = power_of_ten(digits - 9);
    return nanoseconds * scale;
  }
}

/// What both timers share: when it began, and whether it still runs.
template <class Metric, class Clock>
class stopwatch {
  static_assert(clock<Clock>,
                "a timer's clock is a type with static std::uint64_t now() noexcept, which gives "
                "nanoseconds: zm::steady_clock, zm::tsc_clock, or one of yours.");
  static_assert(Metric::type == kind::histogram,
                "a timer observes into a histogram: give it the descriptor of one.");
  static_assert(Metric::unit == "s",
                "a timer measures seconds: give its histogram the unit \"s\"; with "
                "zm::nanosecond_bounds it still counts in integers.");

public:
  stopwatch() noexcept : stopwatch{is_recorded()} {}
  stopwatch(const stopwatch&) = delete;
  stopwatch& operator=(const stopwatch&) = delete;

  /// Nanoseconds since it began or, of one that has ended, until then.
  [[nodiscard]] std::uint64_t elapsed() const noexcept {
    if (!running_) {
      return time_;
    }
    return is_recorded() ? since_begin() : 0;
  }

  /// Ends it: nothing is observed.
  void cancel() noexcept { static_cast<void>(end()); }

protected:
  ~stopwatch() = default;

  /// Ends it, and says whether there is something to observe.
  [[nodiscard]] bool end() noexcept {
    const bool is_measured = running_ && is_recorded();
    if (running_) {
      time_ = is_measured ? since_begin() : 0;
    }
    running_ = false;
    return is_measured;
  }

private:
  using meter = typename Metric::meter;

  explicit stopwatch(bool runs) noexcept : time_{runs ? now() : 0}, running_{runs} {}

  /// Of a meter that is off, or was dropped, nobody asks for the time.
  [[nodiscard]] static bool is_recorded() noexcept {
    return meter::options::is_enabled && !is_dropped<meter>();
  }
  [[nodiscard]] std::uint64_t since_begin() const noexcept {
    const std::uint64_t time = now();
    return time > time_ ? time - time_ : 0;
  }
  [[nodiscard]] static std::uint64_t now() noexcept {
    if constexpr (meter::options::is_enabled) {
      return Clock::now();
    } else {
      return 0;
    }
  }

  std::uint64_t time_;  // of the begin; afterwards, what elapsed until the end
  bool running_;
};

template <class Metric, class Clock, class Types = typename Metric::labels::types>
class basic_late_timer;

template <class Metric, class Clock, class... Types>
class [[nodiscard]] basic_late_timer<Metric, Clock, list<Types...>>
    : public stopwatch<Metric, Clock> {
public:
  [[nodiscard]] basic_late_timer() noexcept = default;

  /// Observes now, in the series with these label values, and returns the nanoseconds that have
  /// elapsed. Of a timer that has ended it only says what it measured.
  std::uint64_t stop(Types... labels) noexcept {
    if (this->end()) {
      Metric::observe(observed_time<Metric>(this->elapsed()), labels...);
    }
    return this->elapsed();
  }

  template <class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...>)
  std::uint64_t stop(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "stop takes the metric's labels, each of its own type, in the order of their "
                  "declaration.");
    return 0;
  }
};

template <class Metric, class Clock, class Types = typename Metric::labels::types>
class basic_timer;

template <class Metric, class Clock, class... Types>
class [[nodiscard]] basic_timer<Metric, Clock, list<Types...>>
    : public basic_late_timer<Metric, Clock> {
public:
  [[nodiscard]] explicit basic_timer(Types... labels) noexcept
      : series_{Metric::series(labels...)} {}
  ~basic_timer() { stop(); }

  /// The same with the labels that the timer began with; with others, these are replaced.
  using basic_late_timer<Metric, Clock>::stop;
  std::uint64_t stop() noexcept
    requires(sizeof...(Types) != 0)
  {
    if (this->end()) {
      series_.observe(observed_time<Metric>(this->elapsed()));
    }
    return this->elapsed();
  }

  template <class... Arguments>
    requires(!are_labels<list<Types...>, Arguments...>)
  explicit basic_timer(const Arguments&...) noexcept {
    static_assert(never<Arguments...>,
                  "a timer takes the metric's labels, each of its own type, in the order of their "
                  "declaration: for labels that are known only at the end there is "
                  "zm::late_timer.");
  }

private:
  decltype(Metric::series(std::declval<Types>()...)) series_;
};

}  // namespace detail

/// Observes at the scope's end, or when it is stopped; nothing once it is cancelled. Stopped with
/// labels, it observes with these instead: begin with those of an early return.
template <class Metric, class Clock = steady_clock>
using timer = detail::basic_timer<Metric, Clock>;

/// Begins without labels, and observes only when it is stopped with them.
template <class Metric, class Clock = steady_clock>
using late_timer = detail::basic_late_timer<Metric, Clock>;

}  // namespace v0_1
}  // namespace zerometer
