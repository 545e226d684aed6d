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
  const char* variable;       // none: zm::read_environment reads it
  std::string_view argument;  // empty where a command line would show it to everyone
  std::string settings::* value;
  std::string_view help;
};

constexpr std::array known{
    setting{"BACKEND_HOST", "--host", &settings::host, "where the API listens"},
    setting{"BACKEND_PORT", "--port", &settings::port, "0: any that is free"},
    setting{nullptr, "--metrics-host", &settings::metrics_host,
            "where /metrics listens, over the environment"},
    setting{nullptr, "--metrics-port", &settings::metrics_port, "its port; 0: any that is free"},
    setting{"BACKEND_THREADS", "--threads", &settings::threads, "of the API, 1 to 64"},
    setting{"BACKEND_MAX_SECRETS", "--max-secrets", &settings::max_secrets, "then it is full"},
    setting{"DEPLOYMENT_ENVIRONMENT", "--environment", &settings::environment,
            "production, staging, development"},
    setting{"BACKEND_DIRECTORY", "--directory", &settings::directory,
            "a file of organizations, projects and accounts, as in directory.hpp"},
    setting{"BACKEND_USER", "--user", &settings::user, "who may log in, without a directory"},
    setting{"BACKEND_PASSWORD", {}, &settings::password, "made up and printed if not set"},
};

}  // namespace

settings read_settings(int count, const char* const* arguments) {
  settings read;
  for (const setting& one : known) {
    // An empty one is one that is not set. Source: OpenTelemetry, "Environment Variables", Empty.
    const char* const value = one.variable == nullptr ? nullptr : std::getenv(one.variable);
    if (value != nullptr && *value != '\0') {
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

std::string usage() {
  const settings defaults;
  std::string text = "usage: backend [--name=value ...]\n";
  for (const setting& one : known) {
    text += fmt::format("  {:<16} {:<35} {:<18} {}\n", one.argument,
                        one.variable == nullptr ? "" : one.variable, defaults.*one.value, one.help);
  }
  return text +
         "How the metrics leave it: OTEL_TELEMETRY_COLLECTION_ENABLED=true, OTEL_EXPORT_TYPE=\n"
         "prometheus or otlp, and the other variables of zerometer's README.\n"
         "SIGUSR1 prints the library's snapshot; SIGTERM and SIGINT print it and stop.\n";
}

}  // namespace backend
