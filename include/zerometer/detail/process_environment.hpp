// SPDX-License-Identifier: MIT
/// What the system says of the process: its variables whose names begin with OTEL_, its program's
/// name.
///
/// Not while somebody calls setenv(3). Sources: environ(7), proc(5).
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#if !defined(__linux__)
extern "C" char** environ;  // glibc and musl have it in <unistd.h>
#endif

namespace zerometer {
inline namespace v0_1 {
namespace detail {

[[nodiscard]] inline std::vector<std::pair<std::string, std::string>> process_variables() {
  std::vector<std::pair<std::string, std::string>> found;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::size_t sign = text.find('=');
    if (text.starts_with("OTEL_") && sign != std::string_view::npos) {
      found.emplace_back(text.substr(0, sign), text.substr(sign + 1));
    }
  }
  return found;
}

/// The last part of the path of the program's file; empty where the system does not tell.
[[nodiscard]] inline std::string program_name() {
  std::array<char, 4096> path;
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  if (size <= 0) {
    return {};
  }
  const std::string_view whole{path.data(), static_cast<std::size_t>(size)};
  return std::string{whole.substr(whole.rfind('/') + 1)};
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
