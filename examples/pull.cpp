// SPDX-License-Identifier: MIT
/// Metrics for Prometheus to scrape, until SIGTERM or SIGINT.
///
///     pull [HOST [PORT]] &
///     curl http://localhost:9464/metrics
#include <zerometer/export/pull.hpp>
#include <zerometer/zerometer.hpp>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

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
  zm::pull_options options;  // localhost:9464
  options.host = count > 1 ? arguments[1] : options.host;
  options.port = count > 2 ? static_cast<std::uint16_t>(std::atoi(arguments[2])) : options.port;

  sigset_t ends{};
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  static zm::pull_endpoint<app> metrics;  // large, and so not on the stack
  if (const zm::export_error error = metrics.start(options)) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(error.text().size()), error.text().data());
    return 1;
  }
  for (std::size_t i = 0; !metrics.address(i).empty(); ++i) {
    std::printf("metrics http://%s/metrics\n", metrics.address(i).data());
  }
  std::fflush(stdout);

  for (int i = 0; i < 1000; ++i) {
    jobs::done::inc();
    jobs::duration::observe(0.02);
  }
  int signal = 0;
  sigwait(&ends, &signal);
  metrics.stop();  // answers that have begun are sent to their ends
}
