// SPDX-License-Identifier: MIT
// What peer_folly.cpp calls, declared as folly/ThreadCachedInt.h of folly declares it.
#pragma once

#include "../counted.hpp"

#include <atomic>
#include <cstdint>

namespace folly {

template <class IntT, class Tag = IntT>
class ThreadCachedInt {
public:
  constexpr explicit ThreadCachedInt(IntT initial = 0, std::uint32_t = 1000) noexcept
      : value_{initial} {}
  ThreadCachedInt(const ThreadCachedInt&) = delete;
  ThreadCachedInt& operator=(const ThreadCachedInt&) = delete;
  void increment(IntT amount) { value_ += peer_apis::counted(amount); }
  IntT readFull() const { return value_; }

private:
  std::atomic<IntT> value_;
};

}  // namespace folly
