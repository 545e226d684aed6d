// SPDX-License-Identifier: MIT
// What peer_opentelemetry_cpp.cpp calls of opentelemetry/nostd/, which is the standard library's
// where opentelemetry-cpp was built for that.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <variant>

namespace opentelemetry::nostd {

using std::get;
using std::holds_alternative;
using std::shared_ptr;
using std::span;
using std::string_view;
using std::unique_ptr;
using std::variant;

}  // namespace opentelemetry::nostd
