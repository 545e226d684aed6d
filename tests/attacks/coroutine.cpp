// SPDX-License-Identifier: MIT
/// A compiler that kept the address of a thread_local, or the shard that it led to, across a
/// suspension would add to the cells of a thread that adds to them itself. Seen of each increment,
/// by what the thread says of its own shard; and in the counts, which must be exact.
///
///     coroutine [plant]    "plant" keeps the shard across suspensions: both must see it
#include "coroutine.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <thread>

namespace {

using app = zm::exposition<hops, far_hops>;
using near = zm::detail::shard_pointer<hops, zm::tls_model::initial_exec>;
using far = zm::detail::shard_pointer<far_hops, zm::tls_model::global_dynamic>;

constexpr std::uint64_t coroutines = 64;
constexpr std::uint64_t rounds = 1000;
constexpr std::uint64_t burst = 16;
constinit std::atomic<std::uint64_t> running{coroutines};
constinit std::atomic<std::uint64_t> kept{0};
bool planted = false;

/// What a thread does to a cell that another one adds to: it stores its own sum over what the other
/// has added since. Here it waits until there is something to store over, so that it costs counts
/// each time, however few the cores.
void add_late(std::uint64_t& cell) {
  const std::atomic_ref shared{cell};
  const std::uint64_t before = shared.load();
  while (shared.load() == before) {
    std::this_thread::yield();
  }
  shared.store(before + 1);
}

/// Increments right before and right after each suspension.
task hop(std::array<executor, 3>& threads, std::uint64_t number) {
  const auto handle = hops::calls::series();
  const auto far_handle = far_hops::calls::series();
  hops::calls::inc();
  std::uint64_t* const first = near::value;
  for (std::uint64_t i = 0; i < rounds; ++i) {
    co_await to{threads[(number + i) % 3]};
    hops::calls::inc();
    far_hops::calls::inc();
    kept += (planted ? first : near::value) == shard_here() ? 0 : 1;
    kept += far::value == far_shard_here() ? 0 : 1;
    handle.inc();
    far_handle.inc();
    co_await to{threads[(number + i / 3) % 3]};
    handle.inc();
    far_handle.inc();
    for (std::uint64_t j = 0; j < burst; ++j) {
      record_elsewhere();
    }
    if (planted && i == 0) {
      add_late(*first);
    }
    hops::times::observe(1.5);
    kept += near::value == shard_here() ? 0 : 1;
  }
  running.fetch_sub(1);
}

}  // namespace

int main(int count, char**) {
  planted = count > 1;
  static zm::snapshot<app> now;
  std::uint64_t here = 0;
  {
    std::array<executor, 3> threads;
    for (std::uint64_t i = 0; i < coroutines; ++i) {
      hop(threads, i);
    }
    // The thread that all of them began on goes on recording in its own shard.
    for (; running != 0; ++here) {
      hops::calls::inc();
    }
  }
  now.take();
  const std::uint64_t near_calls = now.value<hops::calls>();
  const std::uint64_t far_calls = now.value<far_hops::calls>();
  const std::uint64_t observed = now.value<hops::times>().count();
  const std::uint64_t late = planted ? 1 : 0;
  const std::uint64_t missing = coroutines * (1 + rounds * (3 + burst) + late) + here - near_calls;
  const std::uint64_t far_missing = coroutines * rounds * (3 + burst) - far_calls;
  const std::uint64_t unobserved = coroutines * rounds - observed;
  std::printf(
      "kept=%llu missing=%llu far=%llu observed=%llu\n",
      static_cast<unsigned long long>(kept.load()), static_cast<unsigned long long>(missing),
      static_cast<unsigned long long>(far_missing), static_cast<unsigned long long>(unobserved));
  return kept == 0 && missing == 0 && far_missing == 0 && unobserved == 0 ? 0 : 1;
}
