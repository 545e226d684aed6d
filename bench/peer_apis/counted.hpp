// SPDX-License-Identifier: MIT
//
// What stands in for a library that is not there loses each third call when it is told to,
// in the environment: a benchmark must notice.
#pragma once

#include <atomic>
#include <cstdlib>

namespace peer_apis {

/// `amount`, or nothing.
template <class Number>
Number counted(Number amount) {
  static const bool loses = std::getenv("PEER_LOSES") != nullptr;
  static std::atomic<unsigned> calls{0};
  return loses && calls++ % 3 == 2 ? Number{} : amount;
}

}  // namespace peer_apis
