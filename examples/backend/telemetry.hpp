// SPDX-License-Identifier: MIT
/// How the metrics leave the process: pulled by Prometheus, pushed to a collector, both, or not at
/// all, as the environment says. Recording goes on in any case.
#pragma once

#include "metrics/exposed.hpp"
#include "settings.hpp"

#include <zerometer/environment.hpp>

#include <string>

namespace backend {

/// Reads the variables, and what the command line says over them. Strict: throws
/// std::runtime_error with a line for each that is wrong.
[[nodiscard]] zm::environment read_telemetry(const settings& set);

/// One at a time: what it starts is static, since snapshots are too large for a stack.
class telemetry {
public:
  /// Drops and starts what the configuration says. Throws std::runtime_error with the reason. The
  /// resource is copied.
  telemetry(const zm::environment& from, const resource& process);
  telemetry(const telemetry&) = delete;
  telemetry& operator=(const telemetry&) = delete;
  /// Ends it all: what was not pushed yet is pushed within five seconds, or its loss is told.
  ~telemetry();

  /// For whoever starts the program: where the metrics go, a line each.
  [[nodiscard]] const std::string& where() const noexcept { return where_; }

private:
  std::string where_;
};

}  // namespace backend
