// SPDX-License-Identifier: MIT
/// An exposition: the meters that an application exposes, named in one place.
///
///     using app = zm::exposition<http::server, db::pool>;
///
/// It carries the library's own meter, zm::self, unless it lists zm::without_self_metrics.
#pragma once

#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/storage.hpp>
#include <zerometer/list.hpp>
#include <zerometer/self.hpp>

#include <cstddef>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {

/// Listed among an exposition's meters, keeps zm::self out.
struct without_self_metrics {};

namespace detail {

template <class Item>
struct is_meter : std::bool_constant<!std::is_same_v<Item, without_self_metrics>> {};

template <class Meters>
struct all_metrics {
  using type = list<>;
};
template <class Meter, class... Meters>
struct all_metrics<list<Meter, Meters...>>
    : joined<typename Meter::metrics, typename all_metrics<list<Meters...>>::type> {};

}  // namespace detail

template <class... Items>
struct exposition {
  static constexpr bool has_self = !(std::is_same_v<Items, without_self_metrics> || ...) &&
                                   !(std::is_same_v<Items, self> || ...);
  /// The meters, zm::self last.
  using meters =
      typename detail::joined<typename detail::filtered<list<Items...>, detail::is_meter>::type,
                              std::conditional_t<has_self, list<self>, list<>>>::type;
  /// The metrics of all meters, in the meters' order.
  using metrics = typename detail::all_metrics<meters>::type;
};

namespace detail {

template <class Meters>
struct meter_bytes;
template <class... Meters>
struct meter_bytes<list<Meters...>> {
  static constexpr std::size_t value = (std::size_t{0} + ... + storage<Meters>::bytes);
};

template <class Type>
struct meters_of {
  using type = list<Type>;
};
template <class... Items>
struct meters_of<exposition<Items...>> {
  using type = typename exposition<Items...>::meters;
};

}  // namespace detail

/// What a meter, or all meters of an exposition, keep in memory, in bytes. Shards that no thread
/// has claimed are never touched and so cost address space alone.
template <class MeterOrExposition>
inline constexpr std::size_t memory_bytes =
    detail::meter_bytes<typename detail::meters_of<MeterOrExposition>::type>::value;

}  // namespace v0_1
}  // namespace zerometer
