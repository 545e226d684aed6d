// SPDX-License-Identifier: MIT
/// How long something takes that is measured inside of a request.
#pragma once

#include <chrono>

namespace backend {

class stopwatch {
public:
  [[nodiscard]] double seconds() const noexcept {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace backend
