// SPDX-License-Identifier: MIT
/// Labels: a key and a closed set of values, each value known to the compiler.
///
/// A label's type is an `enum class` whose wire values a function `label_values(the_enum)`, found
/// by argument-dependent lookup, lists in the enumerators' order; a bool; or a closed set of
/// integers. Series are numbered by declaration order: the last label varies fastest.
///
///     enum class method { get, post };
///     constexpr auto label_values(method) { return zerometer::values("GET", "POST"); }
#pragma once

#include <zerometer/detail/enumerators.hpp>
#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/order.hpp>
#include <zerometer/detail/utf8.hpp>
#include <zerometer/fixed_string.hpp>
#include <zerometer/names.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace zerometer {
inline namespace v0_1 {

/// The value of an enumerator that means "this label is not there": the label is left out.
/// (OpenMetrics: an empty label value and an absent label are the same.)
inline constexpr std::string_view absent{};

/// The wire values of an enumeration, in the order of its enumerators.
template <class... Texts>
[[nodiscard]] constexpr auto values(const Texts&... texts) noexcept {
  static_assert(sizeof...(Texts) > 0, "zm::values lists one value for each enumerator.");
  static_assert((std::is_convertible_v<const Texts&, std::string_view> && ...),
                "zm::values lists texts, one for each enumerator: for numbers there is "
                "zm::integers<1, 2>.");
  return std::array<std::string_view, sizeof...(Texts)>{std::string_view{texts}...};
}

/// A label of a descriptor: its key, and the type that the call site passes.
template <fixed_string Key, class Type>
struct label {
  static_assert(detail::is_label_name(Key.view()),
                "a label name has letters, digits and _ . - / and begins with a letter or one "
                "underscore: rename the label.");
  static_assert(!detail::is_reserved_label(Key.view()),
                "le, quantile, otel_scope_* and names that begin with __ are reserved by "
                "Prometheus: rename the label.");
  using type = Type;
  static constexpr std::string_view key = Key.view();
};

/// A label that has the same value on every series of its descriptor.
template <fixed_string Key, fixed_string Value>
struct constant : label<Key, void> {
  static constexpr std::string_view value = Value.view();
};

/// Beside a histogram's labels: its values may be negative.
struct signed_values {};

/// Beside a histogram's labels: the least and the greatest of its finite observations are kept, and
/// told in OTLP. They cost two cells a series, which every observation compares with.
struct min_max {};

/// Beside a metric's labels: a series is exported once something was recorded in it, not before.
/// The first increment is then invisible to rate() and increase(): for products of labels of which
/// most never happen.
struct sparse {};

/// Beside a metric's labels: its unit is no base unit, or none that is known, on purpose.
struct unit_as_it_is {};

/// Beside an observable's labels: how many bindings it has room for at a time, in static storage.
/// Without it there is room for eight.
template <std::size_t Count>
struct bindings {
  static_assert(Count > 0 && Count <= 4096,
                "an observable has room for 1 to 4,096 bindings: change the number.");
  static constexpr std::size_t count = Count;
};

/// Beside a metric's labels: the most bytes that its lines on a page may take, where 64 KiB are not
/// enough. A product of labels that is not sparse is on every page, whether it happens or not.
template <std::size_t Bytes>
struct text_limit {
  static constexpr std::size_t bytes = Bytes;
};

/// Says which combinations of label values can exist; all others are never rendered. The
/// predicate's parameters are matched with the labels by type, so one predicate serves every
/// metric that has those labels.
template <auto Predicate>
struct only_if {};

namespace detail {

template <class Enum>
concept listed_enum = std::is_enum_v<Enum> && requires(Enum value) { label_values(value); };

/// What a label's type is to the library: `count` values, their `text`, and the index of a value,
/// which is `count` or more for one that is no member.
template <class Type>
struct label_domain {
  static_assert(
      std::is_void_v<Type>,
      "a label's type is an enum class, bool, zm::integers<...> or, for values known only "
      "at run time, zm::text<> or zm::any_integer.");
};

template <>
struct label_domain<bool> {
  static constexpr std::size_t count = 2;
  [[nodiscard]] static constexpr std::size_t index(bool value) noexcept { return value ? 1 : 0; }
  [[nodiscard]] static constexpr bool at(std::size_t index) noexcept { return index != 0; }
  [[nodiscard]] static constexpr std::string_view text(std::size_t index) noexcept {
    return index != 0 ? "true" : "false";
  }
};

template <class Enum>
  requires std::is_enum_v<Enum>
struct label_domain<Enum> {
  static_assert(!std::is_convertible_v<Enum, std::underlying_type_t<Enum>>,
                "a label's enumeration must be scoped: write enum class.");
  static_assert(listed_enum<Enum>,
                "this enumeration has no label_values: write, beside it, constexpr auto "
                "label_values(the_enum) { return zm::values(\"...\", ...); }");

  static constexpr auto texts = [] {
    if constexpr (listed_enum<Enum>) {
      return label_values(Enum{});
    } else {
      return values("");
    }
  }();
  static constexpr std::size_t count = texts.size();
  // The last names may be numbered past the list; this far past it, they are noticed here.
  static constexpr std::size_t probed = count + 8;

  /// Only a text that has a byte beyond ASCII can be shown as something else.
  [[nodiscard]] static consteval bool all_shown_different(const auto& all) noexcept {
    for (std::size_t i = 0; i < all.size(); ++i) {
      bool ascii = true;
      for (const char c : all[i]) {
        ascii = ascii && static_cast<unsigned char>(c) < 0x80;
      }
      for (std::size_t other = 0; !ascii && other < all.size(); ++other) {
        if (other != i && shown_alike(all[i], all[other])) {
          return false;
        }
      }
    }
    return true;
  }

  template <std::size_t... Number>
  [[nodiscard]] static consteval std::size_t count_names(std::index_sequence<Number...>) noexcept {
    return sum_of(std::array<std::size_t, sizeof...(Number)>{has_enumerator<Enum, Number>()...});
  }
  static_assert(!listed_enum<Enum> || all_different(texts),
                "two enumerators have the same text in label_values, so that their series would be "
                "one: give each its own.");
  static_assert(!listed_enum<Enum> || !all_different(texts) || all_shown_different(texts),
                "two texts in label_values differ only in bytes that are not UTF-8, each of which "
                "is shown as U+FFFD, so that their series would be one: write them in UTF-8.");
  static constexpr std::size_t inside = count_names(std::make_index_sequence<count>{});
  static constexpr std::size_t beyond = count_names(std::make_index_sequence<probed>{}) - inside;
  static_assert(!listed_enum<Enum> || inside < count || beyond == 0,
                "an enumerator has no value: add its text to label_values.");
  static_assert(!listed_enum<Enum> || inside == count || beyond == 0,
                "an enumeration of label values is numbered from 0 without a gap: renumber its "
                "enumerators.");
  static_assert(!listed_enum<Enum> || inside == count || beyond != 0,
                "label_values lists more than there are enumerators: one text for each, in their "
                "order, numbered from 0 without a gap.");

  [[nodiscard]] static constexpr std::size_t index(Enum value) noexcept {
    // Unsigned, so that what is negative is beyond all, and of the enumeration's own width.
    if constexpr (std::is_same_v<std::underlying_type_t<Enum>, bool>) {
      return static_cast<bool>(value) ? 1 : 0;
    } else {
      return static_cast<std::make_unsigned_t<std::underlying_type_t<Enum>>>(value);
    }
  }
  [[nodiscard]] static constexpr Enum at(std::size_t index) noexcept {
    return static_cast<Enum>(index);
  }
  [[nodiscard]] static constexpr std::string_view text(std::size_t index) noexcept {
    return texts[index];
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
