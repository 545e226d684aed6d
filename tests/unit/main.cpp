// SPDX-License-Identifier: MIT
/// doctest's main, linked to every unit test.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
