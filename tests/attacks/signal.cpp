// SPDX-License-Identifier: MIT
/// Recordings from signal handlers into the very series that they interrupt: exact, and nothing
/// beside them is touched.
///
///     signal steps    a signal behind every instruction of a thread's first recording, and of its
///                     end, one instruction a thread (x86-64: the processor's trap flag)
///     signal storm    a timer's signal every 100 us in threads that come and go
///
/// The steps first show that they find what the ordinary call loses in a handler.
#include <zerometer/zerometer.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <thread>

#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace zm = zerometer;

namespace {

enum class who { owner, guest, lossy, storm };

template <who Who, std::size_t Shards>
struct struck : zm::meter<struck<Who, Shards>, "struck", zm::shards<Shards>> {
  using base = zm::meter<struck<Who, Shards>, "struck", zm::shards<Shards>>;
  struct before : base::template counter<"before", "", "Nobody records it."> {};
  struct calls : base::template counter<"calls", "", "Calls."> {};
  struct between : base::template counter<"between", "", "Nobody records it."> {};
  struct spent : base::template double_counter<"spent", "J", "Spent."> {};
  struct held : base::template up_down_counter<"held", "", "Held."> {};
  struct time : base::template histogram<"time", "s", "Time.", zm::bounds{1, 2}> {};
  struct exact : base::template histogram<"exact", "s", "Time.", zm::nanosecond_bounds(100)> {};
  struct level : base::template gauge<"level", "", "Level."> {};
  struct handled : base::template counter<"handled", "", "Of handlers alone, by ordinary calls."> {
  };
  struct after : base::template counter<"after", "", "Nobody records it."> {};
  using metrics = zm::list<before, calls, between, spent, held, time, exact, level, handled, after>;
};

template <class Meter>
void record() noexcept {
  Meter::calls::inc();
  Meter::spent::add(0.25);
  Meter::held::inc();
  Meter::time::observe(0.5);
  Meter::exact::observe(30U);
  Meter::level::inc();
}

/// In a handler. The ordinary call is safe where nobody else records the series.
template <class Meter>
void strike() noexcept {
  Meter::calls::inc_signal_safe();
  Meter::spent::add_signal_safe(8);
  Meter::held::add_signal_safe(-1);
  Meter::time::observe_signal_safe(1.5);
  Meter::exact::observe_signal_safe(700U);
  Meter::level::add(2);
  Meter::handled::inc();
}

template <class Meter>
void strike_unsafe() noexcept {
  Meter::time::observe(1.5);
}

std::uint64_t recordings_shared() noexcept {
  static constinit zm::snapshot<zm::exposition<zm::self>> seen;
  seen.take();
  return seen.value<zm::self::shared_recordings>();
}

int failures = 0;
void expect(bool holds, const char* what, std::uint64_t where) {
  if (!holds && ++failures < 20) {
    std::printf("FAILED %s: %llu\n", what, static_cast<unsigned long long>(where));
  }
}

template <class Meter>
void check(std::uint64_t records, std::uint64_t strikes, std::uint64_t where) {
  using app = zm::exposition<Meter, zm::without_self_metrics>;
  static zm::snapshot<app> now;
  now.take();
  const auto ups = static_cast<std::int64_t>(records);
  const auto downs = static_cast<std::int64_t>(strikes);
  expect(now.template value<typename Meter::calls>() == records + strikes, "a counter", where);
  expect(now.template value<typename Meter::spent>() ==
             static_cast<double>(records) * 0.25 + static_cast<double>(strikes) * 8,
         "a counter of doubles", where);
  expect(now.template value<typename Meter::held>() == ups - downs, "an up-down counter", where);
  const auto time = now.template value<typename Meter::time>();
  expect(time.bucket(0) == records && time.bucket(1) == strikes && time.bucket(2) == 0 &&
             time.sum() == static_cast<double>(records) * 0.5 + static_cast<double>(strikes) * 1.5,
         "a histogram", where);
  const auto exact = now.template value<typename Meter::exact>();
  expect(exact.bucket(0) == records && exact.bucket(1) == strikes &&
             exact.sum() == records * 30 + strikes * 700,
         "a histogram of integers", where);
  expect(now.template value<typename Meter::level>() == static_cast<double>(records + 2 * strikes),
         "a gauge", where);
  expect(now.template value<typename Meter::handled>() == strikes, "the handlers' own", where);
  expect(now.template value<typename Meter::before>() +
                 now.template value<typename Meter::between>() +
                 now.template value<typename Meter::after>() ==
             0,
         "a neighbour", where);
}

#if defined(__x86_64__)

constexpr std::uint64_t trap_flag = 0x100;
volatile std::uint64_t countdown = 0;
volatile bool struck_once = false;
volatile std::uint64_t shared_by_handler = 0;
void (*volatile in_handler)() noexcept = nullptr;
pthread_key_t last_key{};

void on_trap(int, siginfo_t*, void* context) {
  countdown = countdown - 1;
  if (countdown == 0) {
    const std::uint64_t before = recordings_shared();
    in_handler();
    shared_by_handler = shared_by_handler + (recordings_shared() - before);
    struck_once = true;
    auto& flags = static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_EFL];
    flags &= ~static_cast<greg_t>(trap_flag);
  }
}

// Not inlined: between the two nothing is but the call, and the stack is nobody's red zone.
[[gnu::noinline]] void trap_on() noexcept { __writeeflags(__readeflags() | trap_flag); }
[[gnu::noinline]] void trap_off(void* = nullptr) noexcept {
  __writeeflags(__readeflags() & ~trap_flag);
}

/// A thread that records for the first time, a handler running behind its instruction number
/// `instruction`; false when it has fewer.
template <class Meter>
bool struck_at(std::uint64_t instruction, bool at_end) {
  countdown = instruction;
  struck_once = false;
  std::thread{[at_end] {
    if (at_end) {
      record<Meter>();
      pthread_setspecific(last_key, &failures);  // its destructor comes behind ours
      trap_on();
      return;
    }
    trap_on();
    record<Meter>();
    trap_off();
  }}.join();
  return struck_once;
}

/// Every instruction in turn. Returns how many there were.
template <class Meter>
std::uint64_t every_instruction(bool at_end, std::uint64_t& records, std::uint64_t& strikes,
                                bool one_shard_is_enough) {
  std::uint64_t instruction = 0;
  bool fired = true;
  while (fired) {
    const std::uint64_t before = recordings_shared();
    shared_by_handler = 0;
    fired = struck_at<Meter>(++instruction, at_end);
    ++records;
    strikes += fired ? 1 : 0;
    check<Meter>(records, strikes, instruction);
    expect(!one_shard_is_enough || recordings_shared() - before == shared_by_handler,
           "a first recording found no shard", instruction);
  }
  return instruction;
}

constexpr std::size_t text_limit = 1600;
struct named : zm::meter<named, "named"> {
  struct calls : counter<"calls", "", "Calls.", zm::label<"name", zm::text<16>>,
                         zm::cardinality_limit<text_limit>> {};
  using metrics = zm::list<calls>;
};
char name[16];

/// A series of the same new text, added behind every instruction of its being added, until the
/// table is full: what it has lost of its records by then it lacks.
void add_texts() {
  using app = zm::exposition<named, zm::without_self_metrics>;
  static zm::snapshot<app> now;
  in_handler = []() noexcept { named::calls::inc(name); };
  std::uint64_t instruction = 0;
  for (std::uint64_t texts = 1; texts <= text_limit; ++texts) {
    std::snprintf(name, sizeof name, "%llu", static_cast<unsigned long long>(texts));
    countdown = ++instruction;
    struck_once = false;
    trap_on();
    named::calls::inc(name);
    trap_off();
    now.take();
    expect(now.value<named::calls>(zm::text<16>{name}) == (struck_once ? 2U : 1U), "a new text",
           instruction);
    expect(named::calls::labels::size() == texts, "series", instruction);
    instruction = struck_once ? instruction : 0;
  }
}

int steps() {
  using owner = struck<who::owner, 1>;
  using guest = struck<who::guest, 1>;
  using lossy = struck<who::lossy, 1>;
  // Made behind ours, so that its destructor runs behind ours.
  record<owner>();
  std::uint64_t records = 1;
  pthread_key_create(&last_key, trap_off);
  struct sigaction action{};
  action.sa_sigaction = on_trap;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGTRAP, &action, nullptr);

  in_handler = strike_unsafe<lossy>;
  std::uint64_t lost = 0;
  static zm::snapshot<zm::exposition<lossy>> now;
  double sum = 0;
  for (std::uint64_t instruction = 1;; ++instruction) {
    const bool fired = struck_at<lossy>(instruction, false);
    now.take();
    const double rise = now.value<lossy::time>().sum() - sum;
    sum += rise;
    lost += rise < (fired ? 2.0 : 0.5) ? 1 : 0;
    if (!fired) {
      break;
    }
  }
  expect(lost > 0, "planted and not found: an ordinary call in a handler", lost);

  add_texts();

  // The main thread has the one shard: others meet the shared one.
  std::uint64_t strikes = 0;
  in_handler = strike<owner>;
  const std::uint64_t shared = every_instruction<owner>(false, records, strikes, false);
  // The shard is free: the first recording claims, or uses what the handler claimed.
  in_handler = strike<guest>;
  std::uint64_t guests = 0;
  strikes = 0;
  const std::uint64_t first = every_instruction<guest>(false, guests, strikes, true);
  const std::uint64_t end = every_instruction<guest>(true, guests, strikes, true);
  std::printf("%llu, %llu and %llu instructions, a signal behind each; planted, %llu lost\n",
              static_cast<unsigned long long>(first), static_cast<unsigned long long>(shared),
              static_cast<unsigned long long>(end), static_cast<unsigned long long>(lost));
  return failures == 0 ? 0 : 1;
}

#else

int steps() { return 77; }

#endif

using storm_meter = struck<who::storm, 4>;
std::atomic<std::uint64_t> storm_records{0};
std::atomic<std::uint64_t> storm_strikes{0};

void on_timer(int) {
  strike<storm_meter>();
  storm_strikes.fetch_add(1, std::memory_order_relaxed);
}

/// One thread's life under a timer of its own.
void live() {
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGUSR1;
#if defined(sigev_notify_thread_id)
  event.sigev_notify_thread_id = static_cast<pid_t>(syscall(SYS_gettid));
#else
  event._sigev_un._tid = static_cast<pid_t>(syscall(SYS_gettid));
#endif
  timer_t timer{};
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) {
    expect(false, "timer_create", 0);
    return;
  }
  itimerspec every{};
  every.it_value.tv_nsec = 1;
  every.it_interval.tv_nsec = 100'000;
  timer_settime(timer, 0, &every, nullptr);
  constexpr std::uint64_t each = 20'000;
  for (std::uint64_t i = 0; i < each; ++i) {
    record<storm_meter>();
  }
  storm_records += each;
  timer_delete(timer);
}

int storm() {
  struct sigaction action{};
  action.sa_handler = on_timer;
  action.sa_flags = SA_RESTART;
  sigaction(SIGUSR1, &action, nullptr);
  const std::uint64_t before = recordings_shared();
  const auto run = [] {
    const std::time_t begin = std::time(nullptr);
    for (int i = 0; i < 50 || std::time(nullptr) < begin + 2; ++i) {
      std::thread{live}.join();
    }
  };
  std::thread other{run};
  run();
  other.join();
  check<storm_meter>(storm_records, storm_strikes, 0);
  expect(storm_strikes > 100, "signals", storm_strikes);
  std::printf("%llu recordings, %llu signals, %llu of a signal's recordings during a claim\n",
              static_cast<unsigned long long>(storm_records.load()),
              static_cast<unsigned long long>(storm_strikes.load()),
              static_cast<unsigned long long>(recordings_shared() - before));
  return failures == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  return count > 1 && std::strcmp(arguments[1], "steps") == 0 ? steps() : storm();
}
