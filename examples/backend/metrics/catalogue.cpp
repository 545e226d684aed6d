// SPDX-License-Identifier: MIT
/// What of the backend's metrics is told before it runs: see meson.build.
#include "metrics/alerts.hpp"
#include "metrics/exposed.hpp"

#include <catalogue/generate.hpp>

int main(int argc, char** argv) {
  return catalogue::generate<backend::exposed>(argc, argv, backend::alerts);
}
