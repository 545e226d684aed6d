// SPDX-License-Identifier: MIT
/// The way from a cold path to the self-metrics, which are metrics as any other and so come later.
#pragma once

#include <zerometer/version.hpp>

#include <string_view>

namespace zerometer {
inline namespace v0_1 {

/// Why a recording was refused or cut: the label of `zerometer.invalid`.
enum class invalid_reason : unsigned char {
  label,
  combination,
  nan,
  infinite,
  negative,
  length,    // of a recording a text was cut, or several
  encoding,  // of a recording a text was not UTF-8, and was made so
};

namespace detail {

/// Defined in self.hpp; a template, so that what is here can name it before it exists.
template <class Late>
struct self_metrics;

template <class Late = void>
[[gnu::cold, gnu::noinline]] void report_invalid(invalid_reason reason) noexcept {
  self_metrics<Late>::count_invalid(reason);
}

template <class Late = void>
[[gnu::cold, gnu::noinline]] void report_overflow(std::string_view meter,
                                                  std::string_view metric) noexcept {
  self_metrics<Late>::count_overflow(meter, metric);
}

template <class Late = void>
[[gnu::cold, gnu::noinline]] void report_shared() noexcept {
  self_metrics<Late>::count_shared();
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
