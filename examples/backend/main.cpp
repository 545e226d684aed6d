// SPDX-License-Identifier: MIT
/// The beginning of a secrets backend: the API on one port, its metrics on another.
///
/// Run it with --help. It stops cleanly on SIGTERM and SIGINT.
#include "api.hpp"
#include "http_server.hpp"
#include "listener.hpp"
#include "metrics.hpp"
#include "metrics_endpoint.hpp"
#include "random.hpp"
#include "report.hpp"
#include "settings.hpp"

#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace {

using namespace backend;

unsigned number(std::string_view name, std::string_view text, unsigned least, unsigned most) {
  unsigned value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end || value < least || value > most) {
    throw std::runtime_error(
        fmt::format("{} is {}: want a number from {} to {}", name, text, least, most));
  }
  return value;
}

void describe(resource& process, const settings& set) {
  const auto add = [&](std::string_view key, std::string_view value) {
    if (process.add(key, value) != zm::resource_error::none) {
      throw std::runtime_error(fmt::format("{} does not fit the resource: {}", key, value));
    }
  };
  add("service.name", "infisical-backend");
  add("service.version", BACKEND_VERSION);
  add("git.commit.sha", BACKEND_COMMIT);
  add("deployment.environment", set.environment);
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

void serve(const settings& set) {
  const sigset_t held = hold_signals();
  const unsigned threads = number("--threads", set.threads, 1, 64);
  const unsigned max_secrets = number("--max-secrets", set.max_secrets, 0, 1'000'000);
  if (drops_meters(set)) {
    zm::drop<exposed>();
    fmt::print("dropped Infisical: InfisicalCore alone is measured\n");
  }

  resource process;
  describe(process, set);
  api served(max_secrets, directory_of(set));
  const listener metrics = listen_on(set.metrics_host, set.metrics_port);
  const listener requests = listen_on(set.host, set.port);
  {
    const metrics_endpoint scraped(metrics.socket, process);
    const http_server server(requests.socket, threads, served);
    fmt::print("api     http://{}/api/status\n", requests.address);
    fmt::print("metrics http://{}/metrics\n", metrics.address);
    std::fflush(stdout);
    int signal = 0;
    while (sigwait(&held, &signal) != 0 || signal == SIGUSR1) {
      print_report();
    }
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
