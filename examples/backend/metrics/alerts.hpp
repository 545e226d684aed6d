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
        .name = "BackendAuditEventsDropped",
        .when = catalogue::increases(of<infisical_core::audit_dropped>()),
        .over = "10m",
        .severity = "critical",
        .summary = "{{ $labels.audit_log_event_type }} is not in the audit log, after all retries"},
    catalogue::alert{.name = "BackendJobAttemptsExhausted",
                     .when = catalogue::increases(of<infisical_core::job_failures>(exhausted::yes)),
                     .over = "10m",
                     .severity = "critical",
                     .summary =
                         "{{ $labels.job_name }} of {{ $labels.queue_name }} failed for good: "
                         "{{ $labels.error_type }}"},
    catalogue::alert{
        .name = "BackendJobsStalled",
        .when = catalogue::increases(of<infisical_core::stalled_jobs>()),
        .over = "10m",
        .severity = "critical",
        .summary = "A worker of {{ $labels.queue_name }} lost its job: stuck, killed or cut off"},
    catalogue::alert{
        .name = "BackendPoolExhausted",
        .when = catalogue::above(of<infisical_core::pool_connections>(pool_state::pending), 0),
        .pending = "1m",
        .summary = "{{ $value }} wait for a connection to the database, and all are taken"},
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
