// SPDX-License-Identifier: MIT
/// A list of types: how a meter names its metrics.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>

namespace zerometer {
inline namespace v0_1 {

template <class... Types>
struct list {
  static constexpr std::size_t size = sizeof...(Types);
};

namespace detail {

template <class First, class Second>
struct joined;
template <class... First, class... Second>
struct joined<list<First...>, list<Second...>> {
  using type = list<First..., Second...>;
};

/// The elements of a list for which `Keep<Element>::value` holds.
template <class List, template <class> class Keep>
struct filtered {
  using type = list<>;
};
template <class Head, class... Tail, template <class> class Keep>
struct filtered<list<Head, Tail...>, Keep> {
  using rest = typename filtered<list<Tail...>, Keep>::type;
  template <bool Kept, class Rest>
  struct choose {
    using type = Rest;
  };
  template <class... Rest>
  struct choose<true, list<Rest...>> {
    using type = list<Head, Rest...>;
  };
  using type = typename choose<Keep<Head>::value, rest>::type;
};

/// The type at a position.
template <std::size_t Index, class List>
struct element;
template <std::size_t Index, class Head, class... Tail>
struct element<Index, list<Head, Tail...>> : element<Index - 1, list<Tail...>> {};
template <class Head, class... Tail>
struct element<0, list<Head, Tail...>> {
  using type = Head;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
