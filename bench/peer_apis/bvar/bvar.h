// SPDX-License-Identifier: MIT
// What peer_bvar.cpp calls, declared as bvar/reducer.h of brpc declares it.
#pragma once

#include "../counted.hpp"

#include <atomic>
#include <type_traits>

namespace bvar {

template <class T>
class Adder {
public:
  Adder() = default;
  Adder(const Adder&) = delete;
  Adder& operator=(const Adder&) = delete;
  Adder& operator<<(std::conditional_t<std::is_integral_v<T>, T, const T&> amount) {
    value_ += peer_apis::counted(T{amount});
    return *this;
  }
  T get_value() const { return value_; }

private:
  std::atomic<T> value_{};
};

}  // namespace bvar
