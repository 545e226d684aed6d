// SPDX-License-Identifier: MIT
/// The text formats, and their Content-Types. These are constants, all of them: nothing that a
/// client sends is ever part of an answer.
///
/// Sources: Prometheus, "Exposition formats" and "Content negotiation"; OpenMetrics 1.0, Overall
/// Structure.
#pragma once

#include <zerometer/version.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {

enum class text_format : unsigned char {
  prometheus,   // 0.0.4: zm::prometheus::render
  openmetrics,  // 1.0: zm::openmetrics::render
};

namespace detail {

inline constexpr std::string_view prometheus_content_type =
    "text/plain; version=0.0.4; charset=utf-8";

/// How names that are not legal everywhere would be written, in the order of the constants below.
/// Ours are legal everywhere, so that each scheme is met by the same page.
inline constexpr std::array<std::string_view, 4> escaping_schemes{"allow-utf-8", "underscores",
                                                                  "dots", "values"};

struct openmetrics_content_types {
  std::string_view plain;
  std::array<std::string_view, escaping_schemes.size()> escaped;  // the scheme was asked for
};

inline constexpr openmetrics_content_types openmetrics_1_0_0{
    "application/openmetrics-text; version=1.0.0; charset=utf-8",
    {"application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8",
     "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores",
     "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=dots",
     "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=values"}};

/// What Prometheus before 2.34 asks for: the same text.
inline constexpr openmetrics_content_types openmetrics_0_0_1{
    "application/openmetrics-text; version=0.0.1; charset=utf-8",
    {"application/openmetrics-text; version=0.0.1; charset=utf-8; escaping=allow-utf-8",
     "application/openmetrics-text; version=0.0.1; charset=utf-8; escaping=underscores",
     "application/openmetrics-text; version=0.0.1; charset=utf-8; escaping=dots",
     "application/openmetrics-text; version=0.0.1; charset=utf-8; escaping=values"}};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
