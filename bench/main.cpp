// SPDX-License-Identifier: MIT
//
// Runs the benchmarks. A second thread is parked for as long as they run: in a process with one
// thread glibc drops the lock prefix of its mutexes, which makes a library that takes one in every
// call look four times as fast as it is in a server.

#include <benchmark/benchmark.h>

#include <future>
#include <thread>

namespace {

struct parked_thread {
  parked_thread() : thread_{[end = end_.get_future()] { end.wait(); }} {}
  parked_thread(const parked_thread&) = delete;
  parked_thread& operator=(const parked_thread&) = delete;
  ~parked_thread() {
    end_.set_value();
    thread_.join();
  }

private:
  std::promise<void> end_;
  std::thread thread_;
};

}  // namespace

int main(int argc, char** argv) {
  const parked_thread parked;
  benchmark::AddCustomContext("peers", BENCH_PEERS);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
