// SPDX-License-Identifier: MIT
/// The library's own snapshot of the request metrics, as a table for a person.
#pragma once

namespace backend {

/// Prints one line for each series that is not 0, "-" for a label that it does not have. From one
/// thread only: the snapshot is static, as it is too large for a stack.
void print_report();

}  // namespace backend
