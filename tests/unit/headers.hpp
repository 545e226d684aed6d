// SPDX-License-Identifier: MIT
// What most unit tests include and is not ours: tests/meson.build has it compiled before them.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>
