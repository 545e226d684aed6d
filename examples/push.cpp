// SPDX-License-Identifier: MIT
/// Metrics pushed to an OpenTelemetry Collector, until SIGTERM or SIGINT, and once more at the end.
///
///     push [URL [USER PASSWORD_FILE]]
///
/// A password belongs neither on a command line, where every user of the machine sees it, nor into
/// the URL.
#include <zerometer/export/push.hpp>
#include <zerometer/export/self.hpp>
#include <zerometer/zerometer.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>

namespace zm = zerometer;

struct jobs : zm::meter<jobs, "my.jobs"> {
  struct done : counter<"jobs.done", "{job}", "Jobs that are done."> {};
  struct duration
      : histogram<"jobs.duration", "s", "Time that a job takes.", zm::bounds{0.001, 0.01, 0.1, 1}> {
  };
  using metrics = zm::list<done, duration>;
};
using app = zm::exposition<jobs, zm::exports>;

int main(int count, char** arguments) {
  zm::push_options options;  // http://localhost:4318/v1/metrics, every minute
  options.endpoint = count > 1 ? arguments[1] : options.endpoint;
  std::string password;
  if (count > 3) {
    std::getline(std::ifstream{arguments[3]}, password);
    options.credentials = zm::push_credentials{arguments[2], password};
  }
  zm::resource<256> who;
  static_cast<void>(who.add("service.name", "push example"));

  // Before any thread, so that the signals come here alone.
  sigset_t ends{};
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  static zm::push_exporter<app, zm::resource<256>> push;  // large, and so not on the stack
  if (const zm::export_error error = push.start(options, who)) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(error.text().size()), error.text().data());
    return 1;
  }
  for (int i = 0; i < 1000; ++i) {
    jobs::done::inc();
    jobs::duration::observe(0.02);
  }
  int signal = 0;
  sigwait(&ends, &signal);
  if (const zm::export_error error = push.shutdown(std::chrono::seconds{5})) {
    std::fprintf(stderr, "the last interval is lost: %.*s\n", static_cast<int>(error.text().size()),
                 error.text().data());
    return 1;
  }
  return 0;
}
