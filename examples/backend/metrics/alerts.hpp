// SPDX-License-Identifier: MIT
/// What an operator of the backend is told at once.
///
/// On the bounded meter alone: the other one may be dropped, and an alert on what is not exported
/// never fires.
#pragma once

#include "metrics/exposed.hpp"

#include <catalogue/alerts.hpp>

#include <array>

namespace backend {

using catalogue::of;

inline constexpr std::array alerts{
    catalogue::alert{
        .name = "BackendServerErrors",
        .when =
            catalogue::rate_above(of<infisical_core::http_errors>(error_type::server_error), 0.1),
        .pending = "5m",
        .severity = "critical",
        .summary = "{{ $labels.http_request_method }} {{ $labels.http_route }} fails {{ $value | "
                   "humanize }} times a second"},
    catalogue::alert{
        .name = "BackendLoginsRefused",
        .when = catalogue::rate_above(of<infisical_core::http_errors>(error_type::auth_error), 5),
        .pending = "10m",
        .summary = "{{ $value | humanize }} requests a second to {{ $labels.http_route }} bring no "
                   "valid credentials"},
    catalogue::alert{.name = "BackendExportsFail",
                     .when =
                         catalogue::increases(of<zm::exports::count>(zm::export_outcome::failed)),
                     .over = "10m",
                     .summary = "Nobody took what the {{ $labels.exporter }} exporter sent"},
    catalogue::alert{.name = "BackendSeriesOverflow",
                     .when = catalogue::increases(of<zm::self::overflow>()),
                     .summary = "A table of text labels is full: who asked is no longer told"},
};

}  // namespace backend
