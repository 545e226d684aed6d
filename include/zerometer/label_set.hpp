// SPDX-License-Identifier: MIT
/// The labels of a descriptor together: which series there are, and which of them can exist.
///
/// A series is a number: the labels' indices as digits, the first label the most significant. What
/// the rest of the library asks of a label set is the members of `closed_labels`; a set with texts,
/// which are known only at run time, offers the same ones (detail/open_labels.hpp).
#pragma once

#include <zerometer/label.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>
#include <zerometer/text_label.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

template <class Item>
struct is_label : std::false_type {};
template <fixed_string Key, class Type>
struct is_label<label<Key, Type>> : std::true_type {};

template <class Item>
struct is_constant : std::false_type {};
template <fixed_string Key, fixed_string Value>
struct is_constant<constant<Key, Value>> : std::true_type {};

template <class Item>
struct is_predicate : std::false_type {};
template <auto Predicate>
struct is_predicate<only_if<Predicate>> : std::true_type {};

template <class Item>
struct is_flag
    : std::bool_constant<std::is_same_v<Item, signed_values> || std::is_same_v<Item, min_max> ||
                         std::is_same_v<Item, sparse> || std::is_same_v<Item, unit_as_it_is>> {};

/// How often an item stands among others.
template <class Item, class... Items>
inline constexpr std::size_t times = (std::size_t{std::is_same_v<Item, Items>} + ... + 0);

template <class Item>
struct is_limit : std::false_type {};
template <std::size_t Count>
struct is_limit<cardinality_limit<Count>> : std::true_type {};

/// The types that a call passes for labels.
template <class Labels>
struct types_of;
template <fixed_string... Keys, class... Types>
struct types_of<list<label<Keys, Types>...>> {
  using type = list<Types...>;
};

template <class Item>
struct is_bindings : std::false_type {};
template <std::size_t Count>
struct is_bindings<bindings<Count>> : std::true_type {};

template <class Item>
struct is_text_limit : std::false_type {};
template <std::size_t Bytes>
struct is_text_limit<text_limit<Bytes>> : std::true_type {};

/// The one item of a kind, or `Default` when there is none.
template <class Items, template <class> class Is, class Default>
struct item {
  using found = typename filtered<Items, Is>::type;
  static_assert(found::size <= 1, "an item of a descriptor stands there twice: remove one.");
  using type = typename element<0, typename joined<found, list<Default>>::type>::type;
};

/// The parameter types of a predicate: a function, or an object with one call operator.
template <class Function>
struct parameters {
  static_assert(std::is_void_v<Function>,
                "a zm::only_if predicate is a function, or an object with one call operator, whose "
                "parameters have the labels' types: write the types in place of auto.");
  using type = list<>;
};
template <class Function>
  requires requires { &Function::operator(); }
struct parameters<Function> : parameters<decltype(&Function::operator())> {};
template <class Result, class... Types>
struct parameters<Result (*)(Types...)> {
  using type = list<std::remove_cvref_t<Types>...>;
};
template <class Result, class... Types>
struct parameters<Result (*)(Types...) noexcept> : parameters<Result (*)(Types...)> {};
template <class Result, class Class, class... Types>
struct parameters<Result (Class::*)(Types...) const> : parameters<Result (*)(Types...)> {};
template <class Result, class Class, class... Types>
struct parameters<Result (Class::*)(Types...) const noexcept> : parameters<Result (*)(Types...)> {};

/// Sixty-four series of a label set: a bit for each that can exist. Each word is a constant of its
/// own, so that no evaluation passes a compiler's limit of steps.
template <class Labels, std::size_t Word>
inline constexpr std::uint64_t existence_word = [] {
  std::uint64_t word = 0;
  for (std::size_t bit = 0; bit < 64 && Word * 64 + bit < Labels::series; ++bit) {
    word |= std::uint64_t{Labels::possible(Word * 64 + bit)} << bit;
  }
  return word;
}();
template <class Labels, class Words = std::make_index_sequence<(Labels::series + 63) / 64>>
struct existence_map;
template <class Labels, std::size_t... Word>
struct existence_map<Labels, std::index_sequence<Word...>> {
  static constexpr std::array<std::uint64_t, sizeof...(Word)> words{
      existence_word<Labels, Word>...};
  static_assert(
      words != std::array<std::uint64_t, sizeof...(Word)>{},
      "no combination of this metric's label values can exist: its zm::only_if predicates "
      "are never all true. Correct one.");
};

template <class Labels, class Predicates, class... Items>
struct closed_labels_base;

template <fixed_string... Keys, class... Types, auto... Predicates, class... Items>
struct closed_labels_base<list<label<Keys, Types>...>, list<only_if<Predicates>...>, Items...> {
  /// The labels whose values the compiler knows: all of them.
  using closed = closed_labels_base;
  using labels = list<label<Keys, Types>...>;
  using types = list<Types...>;
  using constants = typename filtered<list<Items...>, is_constant>::type;

  static_assert(((is_label<Items>::value || is_constant<Items>::value ||
                  is_predicate<Items>::value || is_flag<Items>::value || is_limit<Items>::value ||
                  std::is_same_v<Items, per_thread> || is_bindings<Items>::value ||
                  is_text_limit<Items>::value) &&
                 ...),
                "behind its help a descriptor takes zm::label, zm::constant, zm::only_if, "
                "zm::signed_values, zm::min_max, zm::sparse, zm::unit_as_it_is, zm::bindings, "
                "zm::text_limit, zm::cardinality_limit and zm::per_thread.");
  static_assert(
      !((is_limit<Items>::value || std::is_same_v<Items, per_thread>) || ...),
      "zm::per_thread is for metrics whose series stand in a table, those with a text label "
      "or a zm::cardinality_limit; this metric has neither: remove it here.");

  static_assert(((!is_flag<Items>::value || times<Items, Items...> == 1) && ...),
                "an item of a descriptor stands there twice: remove one.");

  static constexpr bool is_open = false;
  /// Whether the cells are in one block for all threads, and not in each thread's shard.
  static constexpr bool is_common = false;
  /// What a table of series takes.
  static constexpr std::size_t bytes = 0;

  /// Whether a series that nothing was recorded in is left out.
  static constexpr bool is_sparse = (std::is_same_v<Items, sparse> || ...);
  /// Whether a histogram's values may be negative.
  static constexpr bool is_signed = (std::is_same_v<Items, signed_values> || ...);
  /// Whether a histogram keeps its least and its greatest observation.
  static constexpr bool has_min_max = (std::is_same_v<Items, min_max> || ...);
  /// Whether the unit need not be a base unit.
  static constexpr bool takes_any_unit = (std::is_same_v<Items, unit_as_it_is> || ...);

  /// Whether it says how many bindings there is room for, and how many that is.
  static constexpr bool says_bindings = (is_bindings<Items>::value || ...);
  static constexpr std::size_t binding_count =
      item<list<Items...>, is_bindings, bindings<8>>::type::count;

  /// How long the text of all series together may be.
  static constexpr std::size_t text_limit_bytes =
      item<list<Items...>, is_text_limit, text_limit<64 << 10>>::type::bytes;

  /// How many series there are; which of them can exist, `possible` says.
  static constexpr std::size_t series = (std::size_t{1} * ... * label_domain<Types>::count);

  static constexpr std::array<std::size_t, sizeof...(Types) + 1> counts{
      label_domain<Types>::count..., 1};
  static constexpr std::array<std::size_t, sizeof...(Types) + 1> strides = [] {
    std::array<std::size_t, sizeof...(Types) + 1> products{};
    products[sizeof...(Types)] = 1;
    for (std::size_t i = sizeof...(Types); i > 0; --i) {
      products[i - 1] = products[i] * counts[i];
    }
    return products;
  }();

  /// Whether every value is a member of its label.
  [[nodiscard]] static constexpr bool valid(Types... values) noexcept {
    // A branch for each label and not one for all: no flag has to become a number.
    return (... && (label_domain<Types>::index(values) < label_domain<Types>::count));
  }

  /// The number of the series with these label values, which are valid.
  [[nodiscard]] static constexpr std::size_t index(Types... values) noexcept {
    // In 32 bits, which a compiler need not widen label by label.
    static_assert(series <= 0xFFFF'FFFF, "a metric has at most 2^32 series: give it fewer labels.");
    std::uint32_t number = 0;
    ((number = number * static_cast<std::uint32_t>(label_domain<Types>::count) +
               static_cast<std::uint32_t>(label_domain<Types>::index(values))),
     ...);
    return number;
  }

  /// The same of any values: `series` when there is none with them.
  [[nodiscard]] static constexpr std::size_t find(Types... values) noexcept {
    return valid(values...) ? index(values...) : series;
  }

  /// The index of the value that the label at `Position` has in a series.
  template <std::size_t Position>
  [[nodiscard]] static constexpr std::size_t value_index(std::size_t number) noexcept {
    return number / strides[Position] % counts[Position];
  }

  /// The text of that value, empty where the label is absent.
  template <std::size_t Position>
  [[nodiscard]] static constexpr std::string_view text(std::size_t number) noexcept {
    using type = typename element<Position, types>::type;
    return label_domain<type>::text(value_index<Position>(number));
  }

  /// Whether the series can exist: what every `only_if` says of its label values.
  [[nodiscard]] static constexpr bool possible(std::size_t number) noexcept {
    static_cast<void>(number);
    return (holds<Predicates>(number, typename parameters<decltype(Predicates)>::type{}) && ...);
  }

  /// The same from a bitmap, which the compiler has filled.
  [[nodiscard]] static constexpr bool exists(std::size_t number) noexcept {
    if constexpr (sizeof...(Predicates) == 0) {
      static_cast<void>(number);
      return true;
    } else {
      return (existence_map<closed_labels_base>::words[number / 64] >> (number % 64) & 1) != 0;
    }
  }

  /// How many series can exist, at most.
  [[nodiscard]] static consteval std::size_t existing() noexcept {
    if constexpr (sizeof...(Predicates) == 0) {
      return series;
    } else {
      std::size_t count = 0;
      for (const std::uint64_t word : existence_map<closed_labels_base>::words) {
        count += static_cast<std::size_t>(std::popcount(word));
      }
      return count;
    }
  }

private:
  template <class Type>
  [[nodiscard]] static consteval std::size_t position_of() noexcept {
    std::size_t position = 0;
    bool found = false;
    ((found = found || std::is_same_v<Type, Types>, position += found ? 0 : 1), ...);
    return position;
  }
  template <auto Predicate, class... Parameters>
  [[nodiscard]] static constexpr bool holds(std::size_t number, list<Parameters...>) noexcept {
    return Predicate(value_of<Parameters>(number)...);
  }
  template <class Parameter>
  [[nodiscard]] static constexpr Parameter value_of(std::size_t number) noexcept {
    constexpr std::size_t matches = (std::size_t{0} + ... + std::is_same_v<Parameter, Types>);
    static_assert(matches == 1,
                  "each parameter of a zm::only_if predicate has the type of exactly one label of "
                  "the descriptor: correct its type, or give the labels types of their own.");
    if constexpr (matches == 1) {
      constexpr std::size_t position = position_of<Parameter>();
      return label_domain<Parameter>::at(value_index<position>(number));
    }
  }
};

/// Labels whose values are all known to the compiler.
template <class... Items>
struct closed_labels
    : closed_labels_base<typename filtered<list<Items...>, is_label>::type,
                         typename filtered<list<Items...>, is_predicate>::type, Items...> {};

/// One key of a label set as Prometheus spells it.
struct label_name {
  std::array<char, 264> text{};
  std::size_t size = 0;
  constexpr label_name() noexcept = default;
  constexpr explicit label_name(std::string_view key) noexcept {
    text_writer out{text.data(), text.size()};
    append_label_name(out, key);
    size = out.view().size();
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text.data(), size}; }
};

/// Whether no two of the items' keys have the same name, once Prometheus has spelled them.
template <class... Items>
[[nodiscard]] consteval bool distinct_label_names(list<Items...>) noexcept {
  std::array<label_name, sizeof...(Items) + 1> names{label_name{Items::key}..., label_name{}};
  for (std::size_t i = 0; i < sizeof...(Items); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (names[i].view() == names[j].view()) {
        return false;
      }
    }
  }
  return true;
}

template <class Item>
struct has_key : std::bool_constant<is_label<Item>::value || is_constant<Item>::value> {};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
