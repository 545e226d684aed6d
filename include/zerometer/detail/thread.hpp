// SPDX-License-Identifier: MIT
/// What a thread holds, and how its end is noticed: one pthread key for all meters.
///
/// A thread's claims are chained through records that the meters own, so nothing is allocated.
/// glibc keeps the values of the first 32 keys inside the thread's descriptor and allocates for the
/// rest (nptl, PTHREAD_KEY_2NDLEVEL_SIZE): where ours comes later, no thread claims and all share.
///
/// Everything here is hidden: each shared object watches, with its own key, the claims that its own
/// code made, and deletes the key when it is unloaded.
#pragma once

#include <zerometer/options.hpp>

#include <pthread.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// A shard that a thread holds. Written by that thread alone.
struct claim {
  claim* next = nullptr;
  void (*release)(claim&) noexcept = nullptr;
};

/// The claims of one thread. Trivial, because a thread_local with a destructor allocates.
struct thread_claims {
  claim* first = nullptr;
  bool claiming = false;  // a signal handler that records meanwhile must not claim as well
  bool ended = false;
};

/// This thread's claims and the key that notices its end, for the meters of one TLS model.
template <tls_model Model>
struct thread_claims_of;
template <>
struct thread_claims_of<tls_model::initial_exec> {
  [[gnu::visibility("hidden"),
    gnu::tls_model("initial-exec")]] static inline constinit thread_local thread_claims value{};
};
template <>
struct thread_claims_of<tls_model::global_dynamic> {
  [[gnu::visibility("hidden"),
    gnu::tls_model("global-dynamic")]] static inline constinit thread_local thread_claims value{};
};

template <tls_model Model>
class [[gnu::visibility("hidden")]] thread_watch {
public:
  /// Makes sure that the end of this thread will be noticed; false when it cannot be without
  /// allocating.
  [[nodiscard]] static bool begin(thread_claims& claims) noexcept {
    if (claims.first != nullptr) {
      return true;
    }
    // Acquire: pairs with the release in make_key().
    pthread_key_t key = __atomic_load_n(&key_, __ATOMIC_ACQUIRE);
    if (key == 0) {
      key = make_key();
    }
    return key != unusable && pthread_setspecific(key - 1, &claims) == 0;
  }

private:
  static constexpr pthread_key_t unusable = ~pthread_key_t{0};

  /// The key's destructor: gives back, on the ending thread, all that it holds. What is recorded
  /// later, by another library's destructor, goes to the shared shard.
  static void end(void* held) noexcept {
    auto& claims = *static_cast<thread_claims*>(held);
    claims.ended = true;
    while (claims.first != nullptr) {
      claim& released = *claims.first;
      claims.first = released.next;
      released.release(released);
    }
  }

  /// Runs when the object that holds this code is unloaded or the program ends: before a plug-in's
  /// static destructors and after a program's. A thread's first recording is then in the shared
  /// shard. Without it, the end of a thread that outlives a plug-in would call code that is gone.
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wglobal-constructors"  // it is wanted
#endif
  [[gnu::destructor]] static void delete_key() noexcept {
    // Acquire and release: pairs with begin(); who still runs sees the key or that it is gone.
    const pthread_key_t key = __atomic_exchange_n(&key_, unusable, __ATOMIC_ACQ_REL);
    if (key != 0 && key != unusable) {
      pthread_key_delete(key - 1);
    }
  }
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

  /// The first thread's part. Several may race; one key stays.
  [[gnu::cold]] static pthread_key_t make_key() noexcept {
    static_cast<void>(&delete_key);  // there in every object that makes a key, and in no other
    pthread_key_t made{};
    pthread_key_t wanted = unusable;
    if (pthread_key_create(&made, &end) == 0) {
#if defined(__GLIBC__)
      constexpr pthread_key_t without_allocation = 32;
      if (made >= without_allocation) {
        pthread_key_delete(made);
      } else {
        wanted = made + 1;
      }
#else
      wanted = made + 1;
#endif
    }
    pthread_key_t current = 0;
    // Acquire and release: pairs with the acquire in begin() and with delete_key().
    if (__atomic_compare_exchange_n(&key_, &current, wanted, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE)) {
      return wanted;
    }
    if (wanted != unusable) {
      pthread_key_delete(made);
    }
    return current;
  }

  // A pthread key plus one; 0 before the first thread needs it.
  static inline constinit pthread_key_t key_ = 0;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
