// SPDX-License-Identifier: MIT
// A snapshot stores nothing into memory that a writer uses: taken, and rendered, while every static
// object of the program but its own is read-only.  First a store by each kind of record call must
// be seen to fault, and one by a snapshot that lies where it must not.
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <atomic>
#include <csetjmp>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace zm = zerometer;

// The program's static objects that are not constant, as the linker says.
extern "C" char __bss_start[];
extern "C" char _end[];

namespace {

struct server : zm::meter<server, "server", zm::shards<5>> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"cached", bool>> {};
  struct busy : double_counter<"busy", "s", "Busy."> {};
  struct in_flight : up_down_counter<"in.flight", "", "Now."> {};
  struct time : histogram<"time", "s", "Time.", zm::bounds{1, 2}> {};
  struct wait : histogram<"wait", "s", "Wait.", zm::nanosecond_bounds(1000, 1'000'000)> {};
  struct heat : gauge<"heat", "Cel", "Heat."> {};
  struct logins : counter<"logins", "", "Log-ins.", zm::label<"user", zm::text<16>>,
                          zm::cardinality_limit<10>> {};
  using metrics = zm::list<calls, busy, in_flight, time, wait, heat, logins>;
};
using app = zm::exposition<server>;
// A page with self-metrics records in them how long it took.
using silent = zm::exposition<server, zm::without_self_metrics>;

// Between paddings, so that it shares no page with another object. No alignment: a linker would
// leave a gap before it, where no memory is.
constexpr std::size_t largest_page = 65536;
struct own {
  char before[largest_page];
  zm::snapshot<app> now;
  std::array<char, zm::prometheus::max_bytes<silent>> page;
  sigjmp_buf back;
  const char* fault;
  char behind[largest_page];
};
own mine;
zm::snapshot<app> misplaced;

void on_fault(int, siginfo_t* info, void*) {
  mine.fault = static_cast<const char*>(info->si_addr);
  siglongjmp(mine.back, 1);
}

/// The pages of the static objects before and behind our own.
void protect(int how) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto pages = [page, how](std::uintptr_t begin, std::uintptr_t end) {
    begin = begin / page * page;
    end = (end + page - 1) / page * page;
    if (begin < end && mprotect(reinterpret_cast<void*>(begin), end - begin, how) != 0) {
      std::perror("mprotect");
      _exit(1);
    }
  };
  pages(reinterpret_cast<std::uintptr_t>(__bss_start), reinterpret_cast<std::uintptr_t>(&mine));
  pages(reinterpret_cast<std::uintptr_t>(&mine + 1), reinterpret_cast<std::uintptr_t>(_end));
}

/// Whether `work` stores into a static object that is not our own.
template <class Work>
bool stores(Work work) {
  mine.fault = nullptr;
  protect(PROT_READ);
  if (sigsetjmp(mine.back, 1) == 0) {
    work();
  }
  protect(PROT_READ | PROT_WRITE);
  return mine.fault != nullptr;
}

void record_all() {
  server::calls::inc(true);
  server::busy::add(0.5);
  server::in_flight::inc();
  server::in_flight::dec();
  server::time::observe(1.5);
  server::wait::observe(2000U);
  server::heat::set(20);
  server::logins::inc("someone");
}

}  // namespace

int main() {
  struct sigaction action{};
  action.sa_sigaction = &on_fault;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, nullptr);
  sigaction(SIGBUS, &action, nullptr);

  // More threads than shards, all alive: the shared one is used as well.
  std::atomic<int> ready{0};
  std::atomic<bool> over{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      record_all();
      ++ready;
      while (!over) {
        std::this_thread::yield();
      }
    });
  }
  while (ready < 8) {
    std::this_thread::yield();
  }

  int faults = 0;
  const auto expect = [&faults](const char* what, bool have, bool want) {
    if (have != want) {
      std::printf("%s: %s\n", what, want ? "its store was not seen" : "it stores");
      ++faults;
    }
  };
  // This thread finds no shard, so these go to the shared one.
  expect("counter", stores([] { server::calls::inc(true); }), true);
  expect("double counter", stores([] { server::busy::add(1); }), true);
  expect("up", stores([] { server::in_flight::inc(); }), true);
  expect("down", stores([] { server::in_flight::dec(); }), true);
  expect("histogram", stores([] { server::time::observe(1); }), true);
  expect("histogram of integers", stores([] { server::wait::observe(1U); }), true);
  expect("gauge", stores([] { server::heat::set(1); }), true);
  expect("a known text", stores([] { server::logins::inc("someone"); }), true);
  expect("a new text", stores([] { server::logins::inc("another"); }), true);
  expect("a snapshot that lies among the shards", stores([] { misplaced.take(); }), true);

  expect("taking a snapshot", stores([] { mine.now.take(); }), false);
  if (mine.fault != nullptr) {
    std::printf("at %p\n", static_cast<const void*>(mine.fault));
  }
  std::string_view text;
  expect("rendering a page", stores([&text] { text = zm::prometheus::render<silent>(mine.page); }),
         false);
  if (mine.now.value<server::calls>(true) != 8 || text.find("\ncalls_total") == text.npos) {
    std::printf("not all was read:\n%.*s", static_cast<int>(text.size()), text.data());
    ++faults;
  }
  over = true;
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::printf("%d faults\n", faults);
  return faults == 0 ? 0 : 1;
}
