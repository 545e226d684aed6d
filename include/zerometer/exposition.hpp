// SPDX-License-Identifier: MIT
/// An exposition: the meters that an application exposes, named in one place.
///
///     using app = zm::exposition<http::server, db::pool>;
///
/// It carries the library's own meter, zm::self, unless it lists zm::without_self_metrics.
#pragma once

#include <zerometer/detail/binding_places.hpp>
#include <zerometer/detail/common_cells.hpp>
#include <zerometer/detail/drop_flag.hpp>
#include <zerometer/detail/epoch.hpp>
#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/storage.hpp>
#include <zerometer/list.hpp>
#include <zerometer/self.hpp>

#include <array>
#include <cstddef>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {

/// Listed among an exposition's meters, keeps zm::self out.
struct without_self_metrics {};

namespace detail {

/// What of an exposition's list is a meter, and not off.
template <class Item>
struct is_meter : std::false_type {
  static_assert(std::is_void_v<Item>,
                "an exposition lists meters, structs that derive from zm::meter.");
};
template <class Item>
  requires requires { Item::options::is_enabled; }
struct is_meter<Item> : std::bool_constant<Item::options::is_enabled> {};
template <>
struct is_meter<without_self_metrics> : std::false_type {};

template <class Meters>
struct all_metrics {
  using type = list<>;
};
template <class Meter, class... Meters>
struct all_metrics<list<Meter, Meters...>>
    : joined<typename metrics_of<Meter>::type, typename all_metrics<list<Meters...>>::type> {};

/// Whether two meters say the same of themselves: then equal series of theirs would be one.
template <class First, class Second>
inline constexpr bool same_scope =
    First::meter_name == Second::meter_name &&
    First::options::version_text == Second::options::version_text &&
    First::options::schema_url_text == Second::options::schema_url_text &&
    std::is_same_v<typename First::options::attributes, typename Second::options::attributes>;

template <class Meters>
struct scopes_differ;
template <class... Meters>
struct scopes_differ<list<Meters...>> {
  template <class Meter>
  static constexpr std::size_t like =
      sum_of(std::array<std::size_t, sizeof...(Meters)>{same_scope<Meter, Meters>...});
  static constexpr bool value =
      largest_of(std::array<std::size_t, sizeof...(Meters)>{like<Meters>...}) <= 1;
};

}  // namespace detail

template <class... Items>
struct exposition {
  static constexpr bool has_self = !(std::is_same_v<Items, without_self_metrics> || ...) &&
                                   !(std::is_same_v<Items, self> || ...);
  /// The meters, zm::self last.
  using meters =
      typename detail::joined<typename detail::filtered<list<Items...>, detail::is_meter>::type,
                              std::conditional_t<has_self, list<self>, list<>>>::type;
  static_assert(detail::scopes_differ<meters>::value,
                "two meters of an exposition have the same name, version and attributes, so that "
                "equal series of theirs would have the same name on a Prometheus page: rename one, "
                "or give it a zm::attribute.");
  /// The metrics of all meters, in the meters' order.
  using metrics = typename detail::all_metrics<meters>::type;
};

namespace detail {

template <class Meters>
struct meter_bytes;
template <class... Meters>
struct meter_bytes<list<Meters...>> {
  template <class Meter>
  static constexpr std::size_t bytes_of =
      storage<Meter>::bytes + common_cells<Meter>::bytes +
      (Meter::options::is_enabled ? layout<Meter>::table_bytes : 0) +
      all_binding_bytes<Meter>(typename metrics_of<Meter>::type{});
  static constexpr std::size_t value = (std::size_t{0} + ... + bytes_of<Meters>);
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

namespace detail {

template <class... Meters>
bool attach_all(list<Meters...>) noexcept {
  bool all = true;
  ((all = Meters::attach_thread() && all), ...);
  return all;
}
template <class Metric>
void fork_table() noexcept {
  if constexpr (Metric::labels::is_open) {
    Metric::labels::after_fork();
  }
}
template <class... Metrics>
void fork_tables(list<Metrics...>) noexcept {
  constexpr std::array<void (*)() noexcept, sizeof...(Metrics) + 1> all{&fork_table<Metrics>...,
                                                                        nullptr};
  for (std::size_t i = 0; i < sizeof...(Metrics); ++i) {
    all[i]();
  }
}
template <class Meter>
void fork_meter(bool reset) noexcept {
  storage<Meter>::after_fork(reset);
  if (reset) {
    common_cells<Meter>::reset();
  }
  fork_tables(typename metrics_of<Meter>::type{});
}
template <class... Meters>
void fork_all(list<Meters...>, bool reset) noexcept {
  (fork_meter<Meters>(reset), ...);
}
template <class Meter>
std::size_t drop_one(bool dropped) noexcept {
  if constexpr (Meter::options::is_droppable) {
    drop_flag<Meter>::set(dropped);
    return 1;
  } else {
    return 0;
  }
}
template <class... Meters>
std::size_t drop_all(list<Meters...>, bool dropped) noexcept {
  return (std::size_t{0} + ... + drop_one<Meters>(dropped));
}
template <class MeterOrExposition>
inline constexpr bool is_droppable_or_many = true;
template <class Meter>
  requires requires { Meter::options::is_droppable; }
inline constexpr bool is_droppable_or_many<Meter> = Meter::options::is_droppable;
template <class Metric>
void fork_places() noexcept {
  if constexpr (binding_bytes<Metric>() != 0) {
    binding_places<Metric>::after_fork();
  }
}
template <class... Metrics>
void fork_bindings(list<Metrics...>) noexcept {
  constexpr std::array<void (*)() noexcept, sizeof...(Metrics)> all{&fork_places<Metrics>...};
  for (const auto each : all) {
    each();
  }
}

}  // namespace detail

/// Claims this thread's shards of all meters and touches their pages, so that its first recordings
/// cost what every other does. False when some meter has no shard for it and will share one.
template <class Exposition>
bool attach_thread() noexcept {
  return detail::attach_all(typename Exposition::meters{});
}

/// What the child of a fork counts on from.
enum class fork_counts : unsigned char { reset, inherit };

/// To be called in the child of a fork, before anything is recorded there: the threads that are
/// gone give their shards back, and all metrics of the exposition begin at zero, now, or go on from
/// what the parent had. Callbacks of observables stay bound; what they refer to is the child's
/// copy, so one whose context lies on the stack of a thread that is gone must not have been bound.
/// Nothing is registered behind the program's back: who forks calls it.
template <class Exposition>
void after_fork(fork_counts counts = fork_counts::reset) noexcept {
  detail::fork_all(typename Exposition::meters{}, counts == fork_counts::reset);
  detail::fork_bindings(typename Exposition::metrics{});
  if (counts == fork_counts::reset) {
    detail::fork_time::set(detail::epoch_nanoseconds());
  }
}

/// Drops a droppable meter, or all that are of an exposition: of those of high cardinality, say,
/// nothing is measured, stored or exported from now on, and no call of theirs is an error. What was
/// recorded before is no longer exported either; `dropped = false` brings it back. Returns how many
/// meters it was. A handle that was taken of a dropped meter stays empty.
template <class MeterOrExposition>
std::size_t drop(bool dropped = true) noexcept {
  static_assert(detail::is_droppable_or_many<MeterOrExposition>,
                "this meter cannot be dropped: give it zm::droppable behind its name. Of an "
                "exposition, zm::drop drops those that can be.");
  return detail::drop_all(typename detail::meters_of<MeterOrExposition>::type{}, dropped);
}

}  // namespace v0_1
}  // namespace zerometer
