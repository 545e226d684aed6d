// SPDX-License-Identifier: MIT
/// What tests of the environment read with.
#pragma once

#include <zerometer/environment.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace reading {

using zerometer::configuration;
using zerometer::name_values;

/// What one variable alone makes, and what is told of it, less its name.
struct one_read {
  configuration made;
  std::string told;
};

inline one_read read_one(const char* name, const char* value, configuration defaults = {}) {
  const zerometer::environment from =
      zerometer::read_environment(name_values{{name, value}}, std::move(defaults));
  std::string told = from.text();
  const std::string begin = std::string{name} + " is ";
  if (told.starts_with(begin)) {
    told.erase(0, begin.size());
  }
  return {from.configuration, told};
}

/// Both told of and without effect.
inline void check_refused(const char* name, const char* value, const std::string& told) {
  CAPTURE(name);
  CAPTURE(value);
  const one_read one = read_one(name, value);
  CHECK(one.made == configuration{});
  CHECK(one.told == told + "\n");
}

inline std::string flat(const name_values& all) {
  std::string text;
  for (const auto& [name, value] : all) {
    text += name + "<" + value + ">";
  }
  return text;
}

}  // namespace reading
