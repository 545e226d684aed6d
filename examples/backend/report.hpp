// SPDX-License-Identifier: MIT
/// The library's own figures, for a person: the snapshot of the request metrics, and the memory.
#pragma once

#include <string>

namespace backend {

/// Prints one line for each method, route, status and organization, "-" for a label that is absent.
/// From one thread only: the snapshot is static, as it is too large for a stack.
void print_report();

/// What the metrics take, known to the compiler.
[[nodiscard]] std::string memory();

}  // namespace backend
