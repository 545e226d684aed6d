// SPDX-License-Identifier: MIT
// What every case includes: tests/meson.build has it compiled before them.
#include <zerometer/zerometer.hpp>
