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

#include <cstddef>
#include <cstdint>

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

/// A pthread key plus one; 0 before the first thread needs it.
using thread_key = std::uint32_t;
inline constexpr thread_key unusable_key = ~thread_key{0};
[[gnu::visibility("hidden")]] inline constinit thread_key thread_keys[2]{};

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

/// The key's destructor: gives back, on the ending thread, all that it holds. What is recorded
/// later, by another library's destructor, goes to the shared shard.
[[gnu::visibility("hidden")]] inline void end_thread(void* held) noexcept {
  auto& claims = *static_cast<thread_claims*>(held);
  claims.ended = true;
  while (claims.first != nullptr) {
    claim& released = *claims.first;
    claims.first = released.next;
    released.release(released);
  }
}

/// Runs when the object that holds this code is unloaded, after its last static destructor. Without
/// it, the end of a thread that outlives a plug-in would call code that is gone.
[[gnu::visibility("hidden"), gnu::destructor]] inline void delete_thread_keys() noexcept {
  for (thread_key& key : thread_keys) {
    // Acquire and release: pairs with watch_thread(); who still runs sees the key or that it is
    // gone.
    const thread_key old = __atomic_exchange_n(&key, unusable_key, __ATOMIC_ACQ_REL);
    if (old != 0 && old != unusable_key) {
      pthread_key_delete(static_cast<pthread_key_t>(old - 1));
    }
  }
}

/// The first thread's part: makes the key. Several may race; one key stays.
[[gnu::visibility("hidden"), gnu::cold]] inline thread_key
make_thread_key(thread_key& key) noexcept {
  pthread_key_t made{};
  thread_key wanted = unusable_key;
  if (pthread_key_create(&made, &end_thread) == 0) {
#if defined(__GLIBC__)
    constexpr pthread_key_t without_allocation = 32;
    if (made >= without_allocation) {
      pthread_key_delete(made);
    } else {
      wanted = static_cast<thread_key>(made) + 1;
    }
#else
    wanted = static_cast<thread_key>(made) + 1;
#endif
  }
  thread_key current = 0;
  // Acquire and release: pairs with the acquire in watch_thread() and delete_thread_keys().
  if (__atomic_compare_exchange_n(&key, &current, wanted, false, __ATOMIC_ACQ_REL,
                                  __ATOMIC_ACQUIRE)) {
    return wanted;
  }
  if (wanted != unusable_key) {
    pthread_key_delete(made);
  }
  return current;
}

/// Makes sure that the end of this thread will be noticed; false when it cannot be without
/// allocating.
template <tls_model Model>
[[nodiscard]] inline bool watch_thread(thread_claims& claims) noexcept {
  if (claims.first != nullptr) {
    return true;
  }
  thread_key& slot = thread_keys[static_cast<std::size_t>(Model)];
  // Acquire: pairs with the release in make_thread_key().
  thread_key key = __atomic_load_n(&slot, __ATOMIC_ACQUIRE);
  if (key == 0) {
    key = make_thread_key(slot);
  }
  return key != unusable_key &&
         pthread_setspecific(static_cast<pthread_key_t>(key - 1), &claims) == 0;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
