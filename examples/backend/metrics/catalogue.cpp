// SPDX-License-Identifier: MIT
/// What of the backend's metrics is told before it runs: see meson.build. `absences` is for the
/// test that holds them against the documentation's tables.
#include "metrics/absence.hpp"
#include "metrics/alerts.hpp"
#include "metrics/exposed.hpp"

#include <catalogue/generate.hpp>

#include <string_view>

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view{argv[1]} == "absences") {
    return catalogue::print(backend::absences(zerometer::catalogue<backend::exposed>));
  }
  return catalogue::generate<backend::exposed>(argc, argv, backend::alerts);
}
