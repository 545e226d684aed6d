// SPDX-License-Identifier: MIT
/// What of the backend's metrics is told before it runs: see meson.build.
#include "alerts.hpp"
#include "metrics.hpp"

#include <catalogue/generate.hpp>

int main(int argc, char** argv) {
  return catalogue::generate<backend::exposed>(argc, argv, backend::alerts);
}
