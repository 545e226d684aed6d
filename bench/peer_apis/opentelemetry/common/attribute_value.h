// SPDX-License-Identifier: MIT
// What peer_opentelemetry_cpp.cpp calls, declared as opentelemetry/common/ declares it.
#pragma once

#include "../nostd/nostd.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace opentelemetry::common {

using AttributeValue = nostd::variant<bool, std::int64_t, double, const char*, nostd::string_view>;

using series = std::map<std::string, std::string>;

template <class Attributes>
series series_of(const Attributes& attributes) {
  series all;
  for (const auto& [key, value] : attributes)
    all.emplace(key, nostd::get<nostd::string_view>(value));
  return all;
}

}  // namespace opentelemetry::common
