// SPDX-License-Identifier: MIT
/// A callback of an observable, bound for as long as this object lives.
///
///     class queue {
///       static void report(zm::observer<depth>& out, const queue& self) noexcept;
///       zm::binding<depth> bound_{&report, *this};
///     };
///
/// For objects that come and go; a callback that is always there is a member of its descriptor
/// (observable.hpp). Each of several bindings of a metric is called by each collection, in no
/// particular order: they report different series. There is a fixed number of places, eight or
/// zm::bindings<N>, and nothing is allocated. To bind waits for nothing. The end of a binding waits
/// until no collection on another thread is in its callback; afterwards nothing of it is called or
/// read. So it stands last in its class, and ends without a lock that the callback takes; inside a
/// callback no binding ends but the callback's own.
#pragma once

#include <zerometer/descriptor.hpp>
#include <zerometer/detail/binding_places.hpp>
#include <zerometer/observable.hpp>
#include <zerometer/observer.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace zerometer {
inline namespace v0_1 {

/// Why a callback is not bound.
enum class binding_error : unsigned char {
  none,
  no_place,  // as many bindings of the metric live as it has room for
};

template <class Metric>
class [[nodiscard]] binding {
  static_assert(detail::is_observable<Metric>::value,
                "a binding is of an observable: give it the descriptor of one.");
  static_assert(!detail::has_own_callback<Metric>(),
                "this observable has a callback of its own, static void observe: remove that, or "
                "the binding.");
  static constexpr bool enabled = Metric::meter::options::is_enabled;

public:
  /// Binds a noexcept function, or what converts to one: a lambda that captures nothing.
  template <class Function>
  explicit binding(Function function) noexcept {
    using plain = void (*)(observer<Metric>&) noexcept;
    if constexpr (std::is_convertible_v<Function, plain>) {
      bind({[](const callback& self, observer<Metric>& out) noexcept {
              std::bit_cast<plain>(self.function)(out);
            },
            std::bit_cast<std::uintptr_t>(plain{function}), nullptr});
    } else {
      static_assert(detail::never<Function>,
                    "without a context, a binding takes a noexcept function of "
                    "zm::observer<metric>&, which captures nothing.");
    }
  }

  /// Binds a noexcept function that is given the context, which lives as long as the binding.
  template <class Function, class Context>
  binding(Function function, Context& context) noexcept {
    if constexpr (std::is_convertible_v<Function, with<Context>>) {
      bind(with<Context>{function}, context);
    } else if constexpr (std::is_convertible_v<Function, with<const Context>>) {
      bind(with<const Context>{function}, std::as_const(context));
    } else {
      static_assert(detail::never<Function>,
                    "with a context, a binding takes a noexcept function of zm::observer<metric>& "
                    "and a reference to the context, which captures nothing.");
    }
  }

  // The callback's context may be what it is a member of: it stays where it is.
  binding(const binding&) = delete;
  binding& operator=(const binding&) = delete;

  ~binding() {
    if constexpr (enabled) {
      if (place_ != places::count) {
        places::unbind(place_);
      }
    }
  }

  /// Whether the callback is bound, and why not.
  [[nodiscard]] binding_error error() const noexcept {
    return enabled && place_ == places::count ? binding_error::no_place : binding_error::none;
  }

private:
  using places = detail::binding_places<Metric>;
  using callback = detail::bound_callback<Metric>;

  template <class Context>
  using with = void (*)(observer<Metric>&, Context&) noexcept;

  template <class Context>
  void bind(with<Context> function, Context& context) noexcept {
    bind({[](const callback& self, observer<Metric>& out) noexcept {
            std::bit_cast<with<Context>>(self.function)(out, *static_cast<Context*>(self.context));
          },
          std::bit_cast<std::uintptr_t>(function),
          const_cast<std::remove_const_t<Context>*>(&context)});
  }
  void bind(const callback& bound) noexcept {
    if constexpr (enabled) {
      place_ = places::bind(bound);
    } else {
      static_cast<void>(bound);
    }
  }

  std::size_t place_ = places::count;
};

}  // namespace v0_1
}  // namespace zerometer
