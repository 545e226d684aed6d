// SPDX-License-Identifier: MIT
/// Whether a fuzz target is to judge wrongly, so that what finds faults is seen to find one:
/// with PLANTED_FAULT in the environment.
#pragma once

#include <cstdlib>

inline const bool planted_fault = std::getenv("PLANTED_FAULT") != nullptr;
