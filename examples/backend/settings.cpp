// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace backend {

namespace {

struct setting {
  const char* variable;
  std::string_view argument;  // empty where a command line would show it to everyone
  std::string settings::* value;
  std::string_view help;
};

constexpr const char* drop_variable = "OTEL_DROP_HIGH_CARDINALITY_METERS";

constexpr std::array known{
    setting{"BACKEND_HOST", "--host", &settings::host, "where the API listens"},
    setting{"BACKEND_PORT", "--port", &settings::port, "0: any that is free"},
    setting{"OTEL_EXPORTER_PROMETHEUS_HOST", "--metrics-host", &settings::metrics_host,
            "where /metrics listens"},
    setting{"OTEL_EXPORTER_PROMETHEUS_PORT", "--metrics-port", &settings::metrics_port,
            "0: any that is free"},
    setting{"BACKEND_THREADS", "--threads", &settings::threads, "of the API, 1 to 64"},
    setting{"BACKEND_MAX_SECRETS", "--max-secrets", &settings::max_secrets, "then it is full"},
    setting{"DEPLOYMENT_ENVIRONMENT", "--environment", &settings::environment,
            "production, staging, development"},
    setting{"BACKEND_DIRECTORY", "--directory", &settings::directory,
            "a file of organizations, projects and accounts, as in directory.hpp"},
    setting{"BACKEND_USER", "--user", &settings::user, "who may log in, without a directory"},
    setting{"BACKEND_PASSWORD", {}, &settings::password, "made up and printed if not set"},
    setting{drop_variable, "--drop-meters", &settings::drop_meters,
            "true: InfisicalCore alone is measured"},
};

}  // namespace

settings read_settings(int count, const char* const* arguments) {
  settings read;
  for (const setting& one : known) {
    // An empty one is one that is not set. Source: OpenTelemetry, "Environment Variables", Empty.
    if (const char* value = std::getenv(one.variable); value != nullptr && *value != '\0') {
      read.*one.value = value;
    }
  }
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    const std::string_view name = argument.substr(0, argument.find('='));
    bool taken = false;
    for (const setting& one : known) {
      if (!name.empty() && name == one.argument && name.size() < argument.size()) {
        read.*one.value = argument.substr(name.size() + 1);
        taken = true;
      }
    }
    if (!taken) {
      throw std::runtime_error(fmt::format("unknown argument {} (--help lists them)", argument));
    }
  }
  return read;
}

bool drops_meters(const settings& set) {
  if (set.drop_meters != "true" && set.drop_meters != "false") {
    throw std::runtime_error(
        fmt::format("{} is {}: want true or false", drop_variable, set.drop_meters));
  }
  return set.drop_meters == "true";
}

std::string usage() {
  const settings defaults;
  std::string text = "usage: backend [--name=value ...]\n";
  for (const setting& one : known) {
    text += fmt::format("  {:<16} {:<35} {:<18} {}\n", one.argument, one.variable,
                        defaults.*one.value, one.help);
  }
  return text + "SIGUSR1 prints the library's snapshot; SIGTERM and SIGINT print it and stop.\n";
}

}  // namespace backend
