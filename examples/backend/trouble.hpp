// SPDX-License-Identifier: MIT
/// What goes wrong in the backend, with its kind, as the metrics know it.
#pragma once

#include "metrics/attributes.hpp"

#include <stdexcept>
#include <string>

namespace backend {

/// Thrown by whatever cannot do what it was asked for; the text says what was wrong.
struct trouble : std::runtime_error {
  trouble(failure what, const std::string& text) : std::runtime_error(text), kind(what) {}
  failure kind;
};

}  // namespace backend
