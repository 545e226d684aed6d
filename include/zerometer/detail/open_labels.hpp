// SPDX-License-Identifier: MIT
/// The labels of a descriptor of which some are texts, or of which most combinations never happen:
/// which series there are is known at run time.
///
/// A series is its place in a table of the descriptor's own (series_table.hpp); the last one,
/// behind the table's capacity, is the overflow series. What the rest of the library asks of a
/// label set is what it asks of closed_labels (label_set.hpp).
#pragma once

#include <zerometer/detail/clean_text.hpp>
#include <zerometer/detail/report.hpp>
#include <zerometer/detail/series_table.hpp>
#include <zerometer/detail/text_key.hpp>
#include <zerometer/fixed_string.hpp>
#include <zerometer/label.hpp>
#include <zerometer/label_set.hpp>
#include <zerometer/list.hpp>
#include <zerometer/text_label.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// The type of the label that marks the overflow series, and that no other has. Source:
/// OpenTelemetry, "Metrics SDK", Overflow attribute: true, a bool.
struct overflow_mark {};
using overflow_label = label<"otel.metric.overflow", overflow_mark>;

template <>
struct label_domain<overflow_mark> {
  static constexpr std::size_t count = 1;
  [[nodiscard]] static constexpr std::string_view text(std::size_t) noexcept { return "true"; }
};

template <class Item>
struct is_text_label : std::false_type {};
template <fixed_string Key, class Type>
struct is_text_label<label<Key, Type>> : std::bool_constant<is_text<Type>> {};
/// What the closed labels of a descriptor are described by.
template <class Item>
struct is_closed_item : std::bool_constant<!is_text_label<Item>::value && !is_limit<Item>::value &&
                                           !std::is_same_v<Item, per_thread>> {};

template <class Items>
struct closed_of;
template <class... Items>
struct closed_of<list<Items...>> {
  using type = closed_labels<Items...>;
};

/// What a list of text labels asks for.
template <class Labels>
struct texts_of;
template <class... Labels>
struct texts_of<list<Labels...>> {
  using cleaned = clean_texts<Labels::type::limit...>;
  template <std::size_t Capacity>
  using table = series_table<Capacity, Labels::type::limit...>;
};

/// `Meter` and `Description` tell the descriptor whose table it is.
template <class Meter, class Description, class Types, class... Items>
class open_labels_base;

template <class Meter, class Description, class... Types, class... Items>
class open_labels_base<Meter, Description, list<Types...>, Items...> {
  using texts_type = texts_of<typename filtered<list<Items...>, is_text_label>::type>;
  using limit = typename filtered<list<Items...>, is_limit>::type;
  static_assert(times<per_thread, Items...> <= 1,
                "an item of a descriptor stands there twice: remove one.");
  static_assert(limit::size <= 1, "a metric has one zm::cardinality_limit: remove the others.");

public:
  /// The labels whose values the compiler knows, without the texts.
  using closed = typename closed_of<typename filtered<list<Items...>, is_closed_item>::type>::type;
  static_assert(!closed::is_sparse,
                "zm::sparse says nothing of a metric whose series stand in a table, one with a "
                "text label or a zm::cardinality_limit: each appears with its first recording as "
                "it is. Remove zm::sparse.");
  using labels = typename joined<typename filtered<list<Items...>, is_label>::type,
                                 list<overflow_label>>::type;
  using types = list<Types...>;
  using constants = typename closed::constants;
  static constexpr bool is_open = true;
  static constexpr bool is_common = !(std::is_same_v<Items, per_thread> || ...);
  /// A series is there once it was seen.
  static constexpr bool is_sparse = false;
  static constexpr bool is_signed = closed::is_signed;
  static constexpr bool has_min_max = closed::has_min_max;
  static constexpr bool takes_any_unit = closed::takes_any_unit;
  static constexpr bool says_bindings = closed::says_bindings;
  static constexpr std::size_t binding_count = closed::binding_count;

  static constexpr std::size_t capacity =
      element<0, typename joined<limit, list<cardinality_limit<2000>>>::type>::type::count;
  /// All that the table has room for, and the overflow series behind them.
  static constexpr std::size_t series = capacity + 1;

  using table_type = typename texts_type::template table<capacity>;
  static constexpr std::size_t bytes = sizeof(table_type);

  /// Whether every value is a member of its label: any text is.
  [[nodiscard]] static constexpr bool valid(const Types&... values) noexcept {
    return (... && is_member(values));
  }

  /// Where a recording goes that goes nowhere.
  static constexpr std::size_t nowhere = ~std::size_t{0};

  /// The series with these label values, which are valid: the one that there is, a new one, or the
  /// overflow series. `nowhere` for a combination that cannot exist, which is counted.
  /// `IsRecording`: that there was no room is counted as well.
  template <bool IsRecording = true>
  [[nodiscard]] static std::size_t locate(Types... values) noexcept {
    const std::uint32_t number = digits(values...);
    const key wanted{number, texts(values...)};
    if (!wanted.is_ascii() || !fits(values...)) [[unlikely]] {
      return locate_unclean<IsRecording>(number, texts(values...));
    }
    const std::size_t found = table_.find(wanted);
    if (found != table_type::not_found) [[likely]] {
      return found;
    }
    return locate_new<IsRecording>(number, texts(values...));
  }

  /// The same, of those that there are; `series` when there is none. For readers: counts nothing.
  [[nodiscard]] static std::size_t find(const Types&... values) noexcept {
    if (!valid(values...)) {
      return series;
    }
    const cleaned clean{texts(values...)};
    const std::size_t found = table_.find(key{digits(values...), clean.views()});
    return found == table_type::not_found ? series : found;
  }

  /// How many series there are, without the overflow series.
  [[nodiscard]] static std::size_t size() noexcept { return table_.size(); }
  /// Whether there is one.
  [[nodiscard]] static bool has_overflow() noexcept { return table_.has_overflow(); }

  /// The index of the value that the label at `Position` has in a series: of a closed label, and of
  /// the overflow mark; a label's count of values where it is absent.
  template <std::size_t Position>
  [[nodiscard]] static std::size_t value_index(std::size_t number) noexcept {
    if constexpr (Position == sizeof...(Types)) {
      return number == capacity ? 0 : 1;
    } else {
      using type = typename element<Position, types>::type;
      constexpr std::size_t position = count_before<Position, false>();
      return number == capacity ? label_domain<type>::count
                                : closed::template value_index<position>(table_.digits(number));
    }
  }

  /// The value of the label at `Position` in a series, empty where it is absent.
  template <std::size_t Position>
  [[nodiscard]] static std::string_view text(std::size_t number) noexcept {
    if constexpr (Position == sizeof...(Types)) {
      return number == capacity ? label_domain<overflow_mark>::text(0) : std::string_view{};
    } else if (number == capacity) {
      return {};
    } else if constexpr (is_text<typename element<Position, types>::type>) {
      return table_.text(number, count_before<Position, true>());
    } else {
      using type = typename element<Position, types>::type;
      return label_domain<type>::text(value_index<Position>(number));
    }
  }

  /// Any series may come to be; a combination that cannot is refused at its first sight.
  [[nodiscard]] static constexpr bool exists(std::size_t) noexcept { return true; }
  [[nodiscard]] static consteval std::size_t existing() noexcept {
    // Asked of the closed labels only where that is quick: they have no series each in memory.
    if constexpr (closed::series <= 4096) {
      static_cast<void>(closed::existing());
    }
    return series;
  }

  /// See exposition.hpp: the series stay what they are, so that handles to them do.
  static void after_fork() noexcept { table_.after_fork(); }

private:
  static constexpr std::size_t text_count = (std::size_t{0} + ... + is_text<Types>);
  using cleaned = typename texts_type::cleaned;
  using key = text_key<text_count>;
  using views = std::array<std::string_view, text_count>;

  /// How many labels before this one are texts, or are not.
  template <std::size_t Position, bool Texts>
  [[nodiscard]] static consteval std::size_t count_before() noexcept {
    const std::array<bool, sizeof...(Types)> marks{is_text<Types>...};
    std::size_t count = 0;
    for (std::size_t i = 0; i < Position; ++i) {
      count += std::size_t{marks[i] == Texts};
    }
    return count;
  }

  template <class Type>
  [[nodiscard]] static constexpr bool is_member(const Type& value) noexcept {
    if constexpr (requires { value.representable(); } && is_text<Type>) {
      return value.representable();
    } else if constexpr (is_text<Type>) {
      return true;
    } else {
      return label_domain<Type>::index(value) < label_domain<Type>::count;
    }
  }
  template <class Type>
  [[nodiscard]] static constexpr unsigned is_short(const Type& value) noexcept {
    if constexpr (is_text<Type>) {
      return value.view().size() <= Type::limit ? 1 : 0;
    } else {
      return 1;
    }
  }
  [[nodiscard]] static constexpr bool fits(const Types&... values) noexcept {
    return (is_short(values) & ... & 1) != 0;
  }

  template <class Type>
  static constexpr void append_digit(std::uint32_t& number, const Type& value) noexcept {
    if constexpr (!is_text<Type>) {
      number = number * static_cast<std::uint32_t>(label_domain<Type>::count) +
               static_cast<std::uint32_t>(label_domain<Type>::index(value));
    }
  }
  /// The closed labels' values as one number: their series, were there no texts.
  [[nodiscard]] static constexpr std::uint32_t digits(const Types&... values) noexcept {
    static_assert(closed::series <= 0xFFFF'FFFF,
                  "a metric's closed labels have at most 2^32 combinations: give it fewer.");
    std::uint32_t number = 0;
    (append_digit(number, values), ...);
    return number;
  }
  template <class Type>
  static constexpr void append_text(views& all, std::size_t& next, const Type& value) noexcept {
    if constexpr (is_text<Type>) {
      all[next++] = value.view();
    }
  }
  [[nodiscard]] static constexpr views texts(const Types&... values) noexcept {
    views all{};
    std::size_t next = 0;
    (append_text(all, next, values), ...);
    return all;
  }

  /// Values of which one is too long, or not plain ASCII.
  template <bool IsRecording>
  [[nodiscard]] [[gnu::noinline]] static std::size_t locate_unclean(std::uint32_t number,
                                                                    const views& raw) noexcept {
    const cleaned clean{raw};
    if (clean.is_cut()) {
      report_invalid(invalid_reason::length);
    }
    if (clean.is_replaced()) {
      report_invalid(invalid_reason::encoding);
    }
    const std::size_t found = table_.find(key{number, clean.views()});
    return found != table_type::not_found ? found : locate_new<IsRecording>(number, clean.views());
  }

  /// A series that is not known yet.
  template <bool IsRecording>
  [[nodiscard]] [[gnu::cold, gnu::noinline]] static std::size_t
  locate_new(std::uint32_t number, const views& clean) noexcept {
    if (!closed::possible(number)) {
      report_invalid(invalid_reason::combination);
      return nowhere;
    }
    draw_hash_seed();
    const std::size_t added = table_.add(key{number, clean});
    if (IsRecording && added == capacity) {
      report_overflow(Meter::meter_name, Description::name);
    }
    return added;
  }

  alignas(64) static inline constinit table_type table_{};
};

/// Labels whose series stand in a table.
template <class Meter, class Description, class... Items>
struct open_labels
    : open_labels_base<Meter, Description,
                       typename types_of<typename filtered<list<Items...>, is_label>::type>::type,
                       Items...> {};

/// The labels of a descriptor: closed ones, unless one is a text or a limit asks for a table.
template <class Meter, class Description, class... Items>
using labels_of =
    std::conditional_t<((is_text_label<Items>::value || is_limit<Items>::value) || ...),
                       open_labels<Meter, Description, Items...>, closed_labels<Items...>>;

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
