// SPDX-License-Identifier: MIT
/// The beginning of a secrets backend: the API on one port, its metrics on another.
///
/// Run it with --help. It stops cleanly on SIGTERM and SIGINT.
#include "api/api.hpp"
#include "http/http_server.hpp"
#include "http/listener.hpp"
#include "identity/random.hpp"
#include "metrics/exposed.hpp"
#include "number.hpp"
#include "report.hpp"
#include "settings.hpp"
#include "telemetry.hpp"

#include <zerometer/environment.hpp>

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using namespace backend;

void describe(resource& process, const settings& set, const zm::configuration& exporting) {
  const auto add = [&](std::string_view key, std::string_view value) {
    if (process.add(key, value) != zm::resource_error::none) {
      throw std::runtime_error(fmt::format("{} does not fit the resource: {}", key, value));
    }
  };
  add("service.name", "infisical-backend");
  add("service.version", BACKEND_VERSION);
  add("git.commit.sha", BACKEND_COMMIT);
  add("deployment.environment", set.environment);
  // What OTEL_RESOURCE_ATTRIBUTES adds to that, and what every resource has.
  for (const zm::diagnostic& one : zm::complete(process, exporting)) {
    throw std::runtime_error(one.text());
  }
}

/// In every thread, so that the main thread takes them one by one, when it is ready.
sigset_t hold_signals() {
  sigset_t held;
  sigemptyset(&held);
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) {
    sigaddset(&held, signal);
  }
  pthread_sigmask(SIG_BLOCK, &held, nullptr);
  return held;
}

std::string directory_of(const settings& set) {
  if (!set.directory.empty()) {
    std::ifstream file(set.directory, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file || text.empty()) {
      throw std::runtime_error(fmt::format("cannot read the directory {}", set.directory));
    }
    return text;
  }
  const bool made_up = set.password.empty();
  const std::string password = made_up ? random_text<16>() : set.password;
  fmt::print("log in as {}{}{}, project {}\n", set.user, made_up ? " with password " : "",
             made_up ? password : "", small_project);
  return small_directory(set.user, password);
}

/// Prints a report whenever it is asked for.
void wait_for_the_end(const sigset_t& held) {
  int signal = 0;
  while (sigwait(&held, &signal) != 0 || signal == SIGUSR1) {
    print_report();
  }
}

void serve(const settings& set) {
  const sigset_t held = hold_signals();
  const unsigned threads = number("--threads", set.threads, 1, 64);
  const zm::environment exporting = read_telemetry(set);

  resource process;
  describe(process, set, exporting.configuration);
  services working(set, directory_of(set));
  api served(working);
  const listener requests = listen_on(set.host, set.port);
  {
    // Ends behind the server and the jobs: what the last ones recorded is exported, too.
    const telemetry exported(exporting, process);
    {
      const http_server server(requests.socket, threads, served);
      fmt::print("api     http://{}/api/status\n{}", requests.address, exported.where());
      std::fflush(stdout);
      wait_for_the_end(held);
    }
    working.jobs.stop();
  }
  print_report();  // what no scrape has seen is in it: nothing is served any more
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count == 2 && std::string_view{arguments[1]} == "--help") {
      fmt::print("{}{}", usage(), memory());
      return 0;
    }
    serve(read_settings(count, arguments));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "backend: {}\n", error.what());
    return 1;
  }
}
