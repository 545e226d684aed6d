// SPDX-License-Identifier: MIT
/// What the tests read of InfisicalCore, and how they wait: for something, and not for a time.
#pragma once

#include "metrics/infisical_core.hpp"

#include <chrono>
#include <thread>

namespace backend {

using core = zm::exposition<infisical_core>;
inline zm::snapshot<core> observed;  // too large for a stack

template <class Metric, class... Labels>
[[nodiscard]] auto value_now(Labels... labels) {
  observed.take();
  return observed.value<Metric>(labels...);
}

/// False when it does not come to be within ten seconds.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return true;
}

}  // namespace backend
