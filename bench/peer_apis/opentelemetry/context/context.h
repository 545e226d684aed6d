// SPDX-License-Identifier: MIT
// What peer_opentelemetry_cpp.cpp calls, declared as opentelemetry/context/context.h declares it.
#pragma once

namespace opentelemetry::context {

class Context {
public:
  Context() = default;
};

}  // namespace opentelemetry::context
