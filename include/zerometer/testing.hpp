// SPDX-License-Identifier: MIT
/// For tests: what was recorded between two moments, in any test framework.
///
///     static zm::testing::difference<app> seen;
///     seen.begin();
///     serve(request);
///     seen.take();
///     CHECK(seen.rise<server::requests>(method::get) == 1);
///     CHECK(seen.unasked() == "");  // nothing else moved: no invalid value, no other series
///
/// Metrics are the process's and are never reset: a test that looks at differences is isolated from
/// those before it, whatever they recorded, and another that runs beside it in the same process is
/// not isolated from it: give such tests label values, or meters, of their own. What another thread
/// records is in the difference once that thread has been joined, or is otherwise known to be done.
#pragma once

#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/meter_search.hpp>
#include <zerometer/detail/series_text.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/exposition.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>
#include <zerometer/observable.hpp>
#include <zerometer/snapshot.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace testing {

/// By how much a histogram's series rose. It looks into the difference that it came from. Minimum
/// and maximum are none: they are of all observations, and move only where a bucket does.
template <class Value>
class histogram_rise {
public:
  constexpr histogram_rise() noexcept = default;
  constexpr histogram_rise(const Value& before, const Value& after) noexcept
      : before_{before}, after_{after} {}

  [[nodiscard]] constexpr std::int64_t count() const noexcept {
    return static_cast<std::int64_t>(after_.count() - before_.count());
  }
  /// In the metric's unit or, of integers, in that of its bounds.
  [[nodiscard]] constexpr auto sum() const noexcept {
    if constexpr (std::is_same_v<decltype(after_.sum()), double>) {
      return after_.sum() - before_.sum();
    } else {
      return static_cast<std::int64_t>(after_.sum() - before_.sum());
    }
  }
  /// Of one bucket alone.
  [[nodiscard]] constexpr std::int64_t bucket(std::size_t index) const noexcept {
    return static_cast<std::int64_t>(after_.bucket(index) - before_.bucket(index));
  }

private:
  Value before_;
  Value after_;
};

/// Two snapshots of an exposition. Large, as they are: static, or a member of a fixture.
template <class Exposition>
class difference {
public:
  difference() noexcept { begin(); }
  difference(const difference&) = delete;
  difference& operator=(const difference&) = delete;

  /// Takes the first snapshot, and forgets what was asked.
  void begin() noexcept {
    before_.take();
    take();
  }
  /// Takes the second one. Again is later: the first one stays.
  void take() noexcept {
    after_.take();
    asked_ = {};
  }

  /// By how much a series rose: a signed integer of a counter or an up-down counter, a double of a
  /// gauge or a counter of doubles, histogram_rise of a histogram. An observable that was not
  /// reported counts as 0. What cannot have risen, a label value that is no member or a meter that
  /// is off, rose by nothing.
  template <class Metric, class... Labels>
    requires(!detail::are_labels<typename Metric::labels::types, Labels...>)
  [[nodiscard]] std::int64_t rise(const Labels&...) noexcept {
    static_assert(detail::never<Metric>,
                  "rise takes the metric's labels, each of its own type, in the order of their "
                  "declaration.");
    return 0;
  }
  template <class Metric, class... Labels>
    requires(detail::are_labels<typename Metric::labels::types, Labels...>)
  [[nodiscard]] auto rise(Labels... labels) noexcept {
    constexpr bool enabled = Metric::meter::options::is_enabled;
    constexpr std::size_t first = first_series<Metric>(typename Exposition::metrics{});
    static_assert(!enabled || first < all_series(typename Exposition::metrics{}),
                  "this metric's meter is not in the exposition: list it there.");
    using result = rise_of_type<Metric>;
    if constexpr (enabled) {
      const std::size_t series = Metric::labels::find(labels...);
      const bool found = series != Metric::labels::series;
      asked_[found ? first + series : all_series(typename Exposition::metrics{})] = true;
      return found ? rise_of<Metric>(series) : result{};
    } else {
      (static_cast<void>(labels), ...);
      return result{};
    }
  }

  /// The same of the series that a metric with text labels has for what found its table full.
  template <class Metric>
  [[nodiscard]] auto overflow_rise() noexcept {
    static_assert(Metric::labels::is_open,
                  "only a metric with a text label or a zm::cardinality_limit has an "
                  "overflow series.");
    using result = rise_of_type<Metric>;
    if constexpr (Metric::meter::options::is_enabled) {
      asked_[first_series<Metric>(typename Exposition::metrics{}) + Metric::labels::capacity] =
          true;
      return rise_of<Metric>(Metric::labels::capacity);
    } else {
      return result{};
    }
  }

  /// The first series that moved and was not asked for with `rise` since `take`, as text that lives
  /// until the next call; empty when there is none. What moved is what a page shows: an up-down
  /// counter that went up and down again did not.
  [[nodiscard]] std::string_view unasked() noexcept {
    text_size_ = 0;
    find_unasked(typename Exposition::metrics{});
    return {text_.data(), text_size_};
  }

private:
  template <class... Metrics>
  [[nodiscard]] static consteval std::size_t all_series(list<Metrics...>) noexcept {
    return detail::sum_of(std::array<std::size_t, sizeof...(Metrics)>{Metrics::labels::series...});
  }
  template <class Metric, class... Metrics>
  [[nodiscard]] static consteval std::size_t first_series(list<Metrics...>) noexcept {
    const std::array<bool, sizeof...(Metrics)> same{__is_same(Metric, Metrics)...};
    const std::array<std::size_t, sizeof...(Metrics)> sizes{Metrics::labels::series...};
    std::size_t first = 0;
    for (std::size_t i = 0; i < sizes.size() && !same[i]; ++i) {
      first += sizes[i];
    }
    return first;
  }

  template <class Metric>
  using rise_of_type =
      std::conditional_t<Metric::type == kind::histogram,
                         histogram_rise<typename Metric::value_type>,
                         std::conditional_t<std::is_same_v<typename Metric::value_type, double>,
                                            double, std::int64_t>>;

  template <class Metric>
  [[nodiscard]] rise_of_type<Metric> rise_of(std::size_t series) const noexcept {
    const auto before = Metric::read(before_, series);
    const auto after = Metric::read(after_, series);
    using value = typename Metric::value_type;
    if constexpr (Metric::type == kind::histogram) {
      return histogram_rise<value>{before, after};
    } else if constexpr (std::is_same_v<value, double>) {
      return after - before;
    } else {
      return static_cast<std::int64_t>(static_cast<std::uint64_t>(after) -
                                       static_cast<std::uint64_t>(before));
    }
  }

  template <class Metric>
  [[nodiscard]] bool moved(std::size_t series) const noexcept {
    const auto before = Metric::read(before_, series);
    const auto after = Metric::read(after_, series);
    if constexpr (Metric::type == kind::histogram) {
      bool differs = !same(before.sum(), after.sum());
      for (std::size_t i = 0; i < Metric::buckets; ++i) {
        differs = differs || before.bucket(i) != after.bucket(i);
      }
      return differs;
    } else if constexpr (detail::is_observable<Metric>::value) {
      return came_or_went<Metric>(series) || !same(before, after);
    } else {
      return !same(before, after);
    }
  }
  template <class Metric>
  [[nodiscard]] bool came_or_went(std::size_t series) const noexcept {
    return Metric::touched(before_, series) != Metric::touched(after_, series);
  }
  [[nodiscard]] static bool same(double a, double b) noexcept {
    return detail::bits_of(a) == detail::bits_of(b);
  }
  template <class Integer>
  [[nodiscard]] static bool same(Integer a, Integer b) noexcept {
    return a == b;
  }

  template <class... Metrics>
  void find_unasked(list<Metrics...>) noexcept {
    using search = bool (difference::*)() noexcept;
    constexpr std::array<search, sizeof...(Metrics)> searches{
        &difference::template find_unasked_of<Metrics>...};
    for (std::size_t i = 0; i < searches.size() && !(this->*searches[i])(); ++i) {
    }
  }
  template <class Metric>
  bool find_unasked_of() noexcept {
    if constexpr (Metric::type != kind::info) {
      constexpr std::size_t first = first_series<Metric>(typename Exposition::metrics{});
      for (std::size_t series = 0; series < Metric::labels::series; ++series) {
        if (!asked_[first + series] && moved<Metric>(series)) {
          describe<Metric>(series);
          return true;
        }
      }
    }
    return false;
  }

  template <class Metric>
  void describe(std::size_t series) noexcept {
    detail::text_writer out{text_.data(), text_.size()};
    detail::append_series<Metric>(out, series);
    if constexpr (detail::is_observable<Metric>::value) {
      const bool there = Metric::touched(after_, series);
      out.append(!came_or_went<Metric>(series) ? "" : (there ? " came and" : " went and"));
    }
    out.append(" rose by ");
    if constexpr (Metric::type == kind::histogram) {
      detail::append_number(out, rise_of<Metric>(series).count());
      out.append(" observations");
    } else {
      detail::append_number(out, rise_of<Metric>(series));
    }
    text_size_ = out.view().size();
  }

  snapshot<Exposition> before_;
  snapshot<Exposition> after_;
  std::array<bool, all_series(typename Exposition::metrics{}) + 1> asked_{};
  std::array<char, 512> text_{};
  std::size_t text_size_ = 0;
};

/// A meter of the program in which something was recorded and that none of the expositions has: its
/// type's name in `buffer`, and an empty text when there is none.
///
/// Found among the symbols of the program and of what it has loaded, so it costs whoever records
/// nothing; where there are no symbols to read (a stripped program or plug-in, no Linux), the text
/// says that nothing can be told. Not found: a gauge that is 0, and a meter in an anonymous
/// namespace that nothing reads, whose recordings the compiler may leave out. The library's own
/// meter is not meant.
template <class... Expositions>
[[nodiscard]] std::string_view unexposed(std::span<char> buffer) noexcept {
  detail::text_writer out{buffer.data(), buffer.size()};
  detail::find_unexposed(out, []([[maybe_unused]] const void* cells) {
    return (detail::has_cells(cells, typename Expositions::meters{}) || ...);
  });
  return out.view();
}

/// A meter of the expositions, or an observable with bound callbacks, that is more than one, since
/// two of the loaded objects (the program, a shared library, a plug-in) have it and the dynamic
/// linker did not make it one: a text in `buffer` that names it and the object that recorded in
/// cells of its own, which these expositions do not see. An empty text when there is none.
///
/// One meter needs default visibility and, where the program has it too, a program that is linked
/// with -rdynamic. Found as `unexposed` finds, with its limits, and at the same cost: it opens
/// files, so ask after plug-ins were loaded and have recorded, not while you scrape. The library's
/// own meter is meant as well, where an exposition has it.
template <class... Expositions>
[[nodiscard]] std::string_view split(std::span<char> buffer) noexcept {
  detail::text_writer out{buffer.data(), buffer.size()};
  constexpr std::size_t meters = (std::size_t{0} + ... + Expositions::meters::size);
  constexpr std::size_t metrics = (std::size_t{0} + ... + Expositions::metrics::size);
  detail::find_split<meters, metrics>(out, []([[maybe_unused]] const void* cells) {
    return (detail::has_cells(cells, typename Expositions::meters{}) || ...);
  });
  return out.view();
}

}  // namespace testing
}  // namespace v0_1
}  // namespace zerometer
