// SPDX-License-Identifier: MIT
/// The version of these headers, and the platforms they know.
///
/// Every name lives in an inline namespace of the version, so two versions of the library in one
/// program are two sets of metrics and never one definition rule violation.
#pragma once

#define ZEROMETER_VERSION_MAJOR 0
#define ZEROMETER_VERSION_MINOR 1
#define ZEROMETER_VERSION_PATCH 0

#if __cplusplus < 202002L
#error "zerometer needs C++20: compile with -std=c++20 or later (Meson: cpp_std=c++20)."
#endif

#if !defined(__GNUC__)
#error "zerometer needs gcc 12 or clang 14 or later: it is written with their __atomic builtins."
#endif
