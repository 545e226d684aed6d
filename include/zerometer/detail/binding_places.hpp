// SPDX-License-Identifier: MIT
/// The places where the callbacks of an observable stand that are bound while the program runs.
///
/// A place is free, taken (being written, or being given back) or bound. A collection says that it
/// is in a place before it looks whether that is bound; who gives a place back says so before he
/// looks whether a collection is in it. Each of these four is sequentially consistent, so that one
/// of the two sees the other. No lock: a collection waits for nobody.
#pragma once

#include <zerometer/detail/drop_flag.hpp>
#include <zerometer/detail/fold.hpp>
#include <zerometer/list.hpp>
#include <zerometer/observable.hpp>
#include <zerometer/observer.hpp>
#include <zerometer/options.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

#include <time.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// What runs on this thread: a callback, and the place that it was called from, if any. As visible
/// as the places: where two objects have these in common, a plug-in's callback that ends its own
/// binding knows that it is in a collection of the program's.
struct running_callback {
  bool running = false;
  const void* place = nullptr;
};
template <tls_model Model>
struct running_callback_of;
template <>
struct running_callback_of<tls_model::initial_exec> {
  [[gnu::tls_model("initial-exec")]] static inline constinit thread_local running_callback value{};
};
template <>
struct running_callback_of<tls_model::global_dynamic> {
  [[gnu::tls_model(
      "global-dynamic")]] static inline constinit thread_local running_callback value{};
};

/// A function of an observer and perhaps a context, their types forgotten.
template <class Metric>
struct bound_callback {
  void (*call)(const bound_callback&, observer<Metric>&) noexcept = nullptr;
  std::uintptr_t function = 0;  // a pointer's bits: what is cast would be undefined to call
  void* context = nullptr;
};

template <class Metric>
class binding_places {
public:
  static constexpr std::size_t count = Metric::labels::binding_count;

  /// Takes a place for the callback; `count` when there is none.
  [[nodiscard]] static std::size_t bind(const bound_callback<Metric>& callback) noexcept {
    for (std::size_t index = 0; index < count; ++index) {
      place& mine = places_[index];
      std::uint32_t expected = free;
      // Acquire: pairs with the release in unbind(); nobody calls the callback that was here.
      if (__atomic_compare_exchange_n(&mine.is, &expected, taken, false, __ATOMIC_ACQUIRE,
                                      __ATOMIC_RELAXED)) {
        mine.callback = callback;
        // Release: pairs with the load in call(), which sees the callback.
        __atomic_store_n(&mine.is, bound, __ATOMIC_RELEASE);
        return index;
      }
    }
    return count;
  }

  /// Gives a place back, once no other collection is in it.
  static void unbind(std::size_t index) noexcept {
    place& mine = places_[index];
    // An exchange and not a store: to qemu 7.2 a store-release of AArch64 and the load-acquire
    // behind it have no order. On x86-64 it is the same instruction.
    __atomic_exchange_n(&mine.is, taken, __ATOMIC_SEQ_CST);
    const std::uint32_t own = here().place == &mine ? 1 : 0;
    while (__atomic_load_n(&mine.running, __ATOMIC_SEQ_CST) != own) {
      const timespec moment{0, 100'000};
      nanosleep(&moment, nullptr);
    }
    __atomic_store_n(&mine.is, free, __ATOMIC_RELEASE);  // pairs with the acquire in bind()
  }

  /// Calls every callback that is bound.
  static void call(observer<Metric>& out) noexcept {
    for (place& each : places_) {
      __atomic_fetch_add(&each.running, 1, __ATOMIC_SEQ_CST);
      if (__atomic_load_n(&each.is, __ATOMIC_SEQ_CST) == bound) {
        // By value: the place may be given back, and be another's, before the callback returns.
        const bound_callback<Metric> callback = each.callback;
        here().place = &each;
        callback.call(callback, out);
        here().place = nullptr;
      }
      // Release: pairs with the load in unbind(); what the callback did lies before its end.
      __atomic_fetch_sub(&each.running, 1, __ATOMIC_RELEASE);
    }
  }

  /// In the child of a fork, where no other thread is in a place, or about to write one.
  static void after_fork() noexcept {
    for (place& each : places_) {
      each.running = here().place == &each ? 1 : 0;
      each.is = each.is == taken ? free : each.is;
    }
  }

  /// Whether they are at this address.
  [[nodiscard]] static bool is_at(const void* places) noexcept { return places == places_; }

private:
  static constexpr std::uint32_t free = 0;
  static constexpr std::uint32_t taken = 1;
  static constexpr std::uint32_t bound = 2;
  struct place {
    std::uint32_t is = free;
    std::uint32_t running = 0;  // collections that are in it
    bound_callback<Metric> callback{};
  };

  [[nodiscard]] static running_callback& here() noexcept {
    return running_callback_of<Metric::meter::options::model>::value;
  }

  static inline constinit place places_[count]{};

public:
  static constexpr std::size_t bytes = sizeof(place) * count;
};

template <tls_model Model, class... Metrics>
[[nodiscard]] bool is_running() noexcept {
  constexpr std::size_t observables = sum_of(std::array<std::size_t, sizeof...(Metrics)>{
      (is_observable<Metrics>::value && Metrics::meter::options::model == Model)...});
  if constexpr (observables != 0) {
    return running_callback_of<Model>::value.running;
  } else {
    return false;
  }
}

/// Whether this thread is inside a callback: of an observable among these metrics, or of another
/// that is found by the same TLS model.
template <class... Metrics>
[[nodiscard]] bool is_collecting(list<Metrics...>) noexcept {
  return is_running<tls_model::initial_exec, Metrics...>() ||
         is_running<tls_model::global_dynamic, Metrics...>();
}

/// Calls what there is of callbacks of a metric, unless its meter is dropped.
template <class Metric>
void run_callbacks(const observed_series& to) noexcept {
  if (is_dropped<typename Metric::meter>()) {
    return;
  }
  observer<Metric> out{to};
  // Named each time: a reference to it is null to gcc 12's -fsanitize=undefined.
  using here = running_callback_of<Metric::meter::options::model>;
  here::value.running = true;
  if constexpr (has_own_callback<Metric>()) {
    Metric::observe(out);
  } else {
    binding_places<Metric>::call(out);
  }
  here::value.running = false;
}

/// What the places of a metric take in memory: none where the descriptor has its own callback.
template <class Metric>
[[nodiscard]] consteval std::size_t binding_bytes() noexcept {
  if constexpr (is_observable<Metric>::value) {
    if constexpr (!has_own_callback<Metric>()) {
      return binding_places<Metric>::bytes;
    }
  }
  return 0;
}
template <class Meter, class... Metrics>
[[nodiscard]] consteval std::size_t all_binding_bytes(list<Metrics...>) noexcept {
  return Meter::options::is_enabled
             ? sum_of(std::array<std::size_t, sizeof...(Metrics)>{binding_bytes<Metrics>()...})
             : 0;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
