// SPDX-License-Identifier: MIT
/// Whether a number is the value of a named enumerator, told from how the compiler spells it.
///
/// The technique of magic_enum, cut to the one question that a label asks: is the enumeration dense
/// from 0 and is its list of values as long as it is? A scoped enumeration has a fixed underlying
/// type, so every probing cast is defined.
#pragma once

#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// `auto V` is printed as `ns::e::name` when it has a name, else as `(ns::e)7`, `(ns::e)true`.
template <auto Value>
[[nodiscard]] consteval bool spelled_as_name() noexcept {
  std::string_view text = __PRETTY_FUNCTION__;
  // gcc: "... [with auto Value = (e)7]", clang: "... [Value = (e)7]".
  text.remove_prefix(text.rfind("Value = ") + 8);
  text.remove_suffix(text.size() - text.rfind(']'));
  if (!text.starts_with('(')) {
    return true;
  }
  // Either the cast, or a scope that the compiler has no name for: "(anonymous
  // namespace)::e::name".
  std::size_t end = 0;
  for (std::size_t depth = 0; end < text.size(); ++end) {
    depth += text[end] == '(' ? 1U : 0U;
    depth -= text[end] == ')' ? 1U : 0U;
    if (depth == 0) {
      break;
    }
  }
  return text.substr(end + 1).starts_with(':');
}

/// Looks for a name in the enumeration, whatever the answer: clang does not know the enumerators of
/// a class template's member before. No concept: gcc 16 fails in itself on one that asks this.
template <class Enum, class = void>
inline constexpr bool looked_into = false;
template <class Enum>
inline constexpr bool
    looked_into<Enum, std::void_t<decltype(Enum::zerometer_looks_into_the_enumeration)>> = true;

/// True when `Enum` has an enumerator of the value `Number`.
template <class Enum, std::size_t Number>
[[nodiscard]] consteval bool has_enumerator() noexcept {
  using underlying = std::underlying_type_t<Enum>;
  if constexpr (Number > static_cast<std::size_t>(std::numeric_limits<underlying>::max())) {
    return false;
  } else {
    static_cast<void>(looked_into<Enum>);
    return spelled_as_name<static_cast<Enum>(Number)>();
  }
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
