// SPDX-License-Identifier: MIT
/// The files that a catalogue makes, as the main of a program of the build:
///
///     #include "metrics.hpp"
///     #include <catalogue/generate.hpp>
///     int main(int argc, char** argv) { return catalogue::generate<app>(argc, argv, alerts); }
///
/// It starts no service and reads no cell: the exposition's type is all that it needs. In Meson, an
/// executable with dependency('zerometer-catalogue'), and a custom_target for each file.
#pragma once

#include "alerts.hpp"
#include "dashboard.hpp"
#include "diff.hpp"
#include "reference.hpp"
#include "rules.hpp"
#include "schema.hpp"

#include <zerometer/catalogue.hpp>
#include <zerometer/zerometer.hpp>

#include <cstdio>
#include <exception>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace catalogue {

inline constexpr const char* usage =
    "usage: reference|dashboard|rules|schema [NAME]   one of the files, to standard output\n"
    "       diff OLD NEW                              of two schemas; 1 when something breaks\n";

[[nodiscard]] inline int print(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0
             ? 0
             : 2;
}

/// Reads a schema file; what is wrong with it is told with its name.
[[nodiscard]] inline schema_file read_schema(const char* path) {
  std::ifstream file{path};
  if (!file) {
    throw std::runtime_error(std::string{path} + " cannot be read: name a file that `schema` made");
  }
  try {
    return read_schema(file);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string{path} + ": " + error.what());
  }
}

[[nodiscard]] inline int print_diff(const char* before, const char* after) {
  const schema_diff changes{read_schema(before), read_schema(after)};
  const int printed = print(changes.text());
  return printed != 0 ? printed : (changes.is_breaking() ? 1 : 0);
}

[[nodiscard]] inline int run(metrics all, std::span<const alert> alerts,
                             std::span<char* const> arguments) {
  const std::string_view what = arguments.size() > 1 ? arguments[1] : "";
  const std::string_view name = arguments.size() > 2 ? arguments[2] : "service";
  if (what == "diff" && arguments.size() == 4) {
    return print_diff(arguments[2], arguments[3]);
  }
  if (arguments.size() == 2 || arguments.size() == 3) {
    if (what == "reference") {
      return print(reference(all, name));
    }
    if (what == "dashboard") {
      return print(dashboard(all, name));
    }
    if (what == "rules") {
      return print(rules(all, name, alerts));
    }
    if (what == "schema") {
      return print(schema(all));
    }
  }
  std::fputs(usage, stderr);
  return 2;
}

template <class Exposition>
[[nodiscard]] int generate(int argc, char** argv, std::span<const alert> alerts = {}) {
  try {
    return run(zm::catalogue<Exposition>, alerts, {argv, static_cast<std::size_t>(argc)});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}

}  // namespace catalogue
