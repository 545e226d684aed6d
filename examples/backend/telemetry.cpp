// SPDX-License-Identifier: MIT
#include "telemetry.hpp"

#include "number.hpp"

#include <zerometer/environment.hpp>
#include <zerometer/export/configured.hpp>
#include <zerometer/export/pull.hpp>
#include <zerometer/export/push.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>

namespace backend {

namespace {

// A request of 4 MiB holds all that this backend's tests record; what is more comes in another.
constexpr std::size_t request_bytes = std::size_t{4} << 20;

std::optional<zm::pull_endpoint<exposed, resource>> pulled;
std::optional<zm::push_exporter<exposed, resource, request_bytes>> pushed;

/// What the command line says is the program's own last word.
void apply(const settings& set, zm::configuration& to) {
  if (!set.metrics_host.empty()) {
    to.pull_host = set.metrics_host;
  }
  if (!set.metrics_port.empty()) {
    to.pull_port = static_cast<std::uint16_t>(number("--metrics-port", set.metrics_port, 0, 65535));
  }
}

void check(const zm::export_error& error) {
  if (error) {
    throw std::runtime_error(std::string{error.text()});
  }
}

std::string start_pull(const zm::configuration& set, const resource& process) {
  check(pulled.emplace(process).start(zm::configured_pull(set)));
  std::string where;
  for (std::size_t i = 0; !pulled->address(i).empty(); ++i) {
    where += fmt::format("metrics http://{}/metrics\n", pulled->address(i));
  }
  return where;
}

std::string start_push(const zm::configuration& set, const resource& process) {
  const zm::configured_push to{set};
  check(pushed.emplace().start(to.options(), process));
  // Without a query, which may be a secret.
  return fmt::format("pushes  {} every {} ms\n",
                     set.push_endpoint.substr(0, set.push_endpoint.find('?')),
                     set.export_interval_ms);
}

}  // namespace

zm::environment read_telemetry(const settings& set) {
  // Nothing is exposed until it is asked for, and pushes come twice as often as OpenTelemetry's.
  zm::environment from = zm::read_environment({.enabled = false, .export_interval_ms = 30'000},
                                              [&](zm::configuration& to) { apply(set, to); });
  if (!from.diagnostics.empty()) {
    throw std::runtime_error("the environment is not as it should be, and nothing is started:\n" +
                             from.text());
  }
  return from;
}

telemetry::telemetry(const zm::environment& from, const resource& process) {
  const zm::configuration& set = from.configuration;
  if (set.drop_high_cardinality_meters) {
    zm::drop<exposed>();
    where_ = "dropped Infisical: InfisicalCore alone is measured\n";
  }
  if (!set.enabled || !(set.pull || set.push)) {
    where_ += fmt::format("nowhere {}: recorded is all the same\n",
                          set.enabled ? "no exporter is chosen" : from.off_because);
    return;
  }
  if (set.pull) {
    where_ += start_pull(set, process);
  }
  if (set.push) {
    where_ += start_push(set, process);
  }
}

telemetry::~telemetry() {
  // The last interval first, while the page can still be had.
  if (pushed) {
    if (const zm::export_error error = pushed->shutdown(std::chrono::seconds{5})) {
      fmt::print(stderr, "the last interval was not pushed: {}\n", error.text());
    }
  }
  pushed.reset();
  pulled.reset();
}

}  // namespace backend
