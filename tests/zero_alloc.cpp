// SPDX-License-Identifier: MIT
// Nothing allocates: recording, first use on a fresh thread, snapshots, callbacks and their
// bindings, rendering whole and in chunks, a thread's birth and its end.  Every way to memory is
// interposed and counted, per thread and in all; first each must be seen to count.
//
// Usage: zero_alloc [keys]
// With "keys", 40 pthread keys exist before ours: then glibc would allocate for a thread's value,
// and threads use the shared shard instead.
#include "kept_page.hpp"

#include <zerometer/negotiation.hpp>
#include <zerometer/openmetrics.hpp>
#include <zerometer/otlp_delta.hpp>
#include <zerometer/process.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/scrape_cost.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <string_view>

#include <pthread.h>

#if defined(__GLIBC__)

extern "C" void* __libc_malloc(std::size_t);
extern "C" void* __libc_calloc(std::size_t, std::size_t);
extern "C" void* __libc_realloc(void*, std::size_t);
extern "C" void* __libc_memalign(std::size_t, std::size_t);
extern "C" void __libc_free(void*);

namespace {

constinit std::atomic<std::uint64_t> all_calls{0};
constinit thread_local std::uint64_t calls_here = 0;

void count() noexcept {
  ++calls_here;
  all_calls.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

extern "C" {
void* malloc(std::size_t size) {
  count();
  return __libc_malloc(size);
}
void* calloc(std::size_t number, std::size_t size) {
  count();
  return __libc_calloc(number, size);
}
void* realloc(void* memory, std::size_t size) {
  count();
  return __libc_realloc(memory, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
  count();
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  count();
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  count();
  *memory = __libc_memalign(alignment, size);
  return *memory == nullptr ? 12 : 0;
}
void free(void* memory) {
  // Nothing to count when there is nothing to free.
  if (memory != nullptr) {
    count();
  }
  __libc_free(memory);
}
}

void* operator new(std::size_t size) {
  count();
  void* const memory = __libc_malloc(size);
  if (memory == nullptr) {
    std::abort();
  }
  return memory;
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  count();
  void* const memory = __libc_memalign(static_cast<std::size_t>(alignment), size);
  if (memory == nullptr) {
    std::abort();
  }
  return memory;
}
void operator delete(void* memory) noexcept { free(memory); }
void operator delete(void* memory, std::size_t) noexcept { free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { free(memory); }

namespace {

namespace zm = zerometer;

enum class method { get, post };
constexpr auto label_values(method) { return zm::values("GET", "POST"); }
using status = zm::integers<200, 404, 500>;

struct server : zm::meter<server, "server", zm::version<"1.0">> {
  struct requests : counter<"requests", "{request}", "Requests.", zm::label<"method", method>,
                            zm::label<"status", status>, zm::label<"cached", bool>> {};
  struct latency
      : histogram<"latency", "s", "Latency.", zm::bounds{0.1, 1, 10}, zm::label<"method", method>> {
  };
  struct temperature : gauge<"temperature", "Cel", "Temperature.", zm::label<"inside", bool>> {};
  struct build : info<"build.info", "Build.", zm::constant<"version", "1">> {};
  struct logins : counter<"logins", "", "Log-ins.", zm::label<"user", zm::text<32>>,
                          zm::label<"address", zm::text<>>, zm::cardinality_limit<8>> {};
  struct paths : histogram<"paths", "s", "Paths.", zm::bounds{1}, zm::label<"path", zm::text<>>,
                           zm::cardinality_limit<8>, zm::per_thread> {};
  struct codes : counter<"codes", "", "Codes.", zm::label<"status", status>,
                         zm::label<"cached", bool>, zm::cardinality_limit<2>> {};
  struct uptime : observable_double_counter<"uptime", "s", "Uptime."> {
    static void observe(zm::observer<uptime>& out) noexcept { out.observe(0.5); }
  };
  struct depth : observable_gauge<"depth", "", "Depth.", zm::label<"method", method>> {};
  using metrics =
      zm::list<requests, latency, temperature, build, logins, paths, codes, uptime, depth>;
};
// A second meter: a thread then has two claims to give back.
struct cache : zm::meter<cache, "cache", zm::shards<2>> {
  struct hits : counter<"hits", "", "Hits."> {};
  using metrics = zm::list<hits>;
};
using app = zm::exposition<server, cache, zm::process>;
using who = zm::resource<128>;

zm::snapshot<app> now;
std::array<char, zm::prometheus::max_bytes<app, who>> page;
constexpr zm::openmetrics::options created{.created = true};
std::array<char, zm::openmetrics::max_bytes<app, who, created>> open_page;
std::uint64_t bytes_seen = 0;
int failures = 0;

void record() {
  server::requests::inc(method::get, status{200}, true);
  server::requests::add(3U, method::post, status{404}, false);
  server::requests::inc(method::get, status{418}, true);  // no member: refused
  server::requests::series(method::get, status{500}, true).inc();
  server::latency::observe(0.5, method::get);
  server::latency::observe(-1, method::get);
  server::latency::observe(1e300 * 1e300, method::get);
  server::latency::series(method::post).observe(20);
  server::temperature::set(21.5, true);
  server::temperature::inc(true);
  server::temperature::dec(true);
  server::temperature::add(1e-3, false);
  server::temperature::sub(1e300, false);
  server::temperature::series(false).set(4);
  server::logins::inc("ann", "192.0.2.7");  // known, but for the first time
  server::logins::inc("\xff\xfe", std::string_view{page.data(), 1000});  // cut, and made UTF-8
  for (char user = 'a'; user < 'z'; ++user) {  // more than there is room for
    server::logins::add(2U, std::string_view{&user, 1}, nullptr);
    server::paths::observe(0.5, std::string_view{&user, 1});
  }
  server::logins::series("ann", "192.0.2.7").inc();
  for (const int code : {200, 404, 500}) {  // the last finds no room
    server::codes::inc(status{code}, false);
  }
  cache::hits::inc();
}

void collect() {
  const double depth = 3;
  const zm::binding<server::depth> bound{
      [](zm::observer<server::depth>& out, const double& value) noexcept {
        out.observe(value, method::get);
        out.observe(value, static_cast<method>(2));  // no member: refused
      },
      depth};
  now.take();
  bytes_seen += now.has<server::depth>(method::get) ? 1U : 0U;
  bytes_seen += now.value<server::requests>(method::get, status{200}, true);
  bytes_seen += now.value<server::latency>(method::get).count();
  bytes_seen += now.value<server::logins>("ann", "192.0.2.7");
}

template <zm::otlp::encoding Encoding>
void send(const who& resource) {
  static std::array<char, zm::otlp::max_bytes<app, Encoding, who>> body;
  now.take();
  const zm::otlp::collection<app> all{now, 1, 2};
  bytes_seen += zm::otlp::render<Encoding>(std::span<char>{body}, all, resource).body.size();
  constexpr std::size_t least = zm::otlp::min_bytes<app, Encoding, who>;
  zm::otlp::requests<app, Encoding> requests{all, resource};
  while (const auto request = requests.next(std::span<char>{body}.first(least))) {
    bytes_seen += request.body.size();
  }
  static constinit zm::otlp::delta_requests<app, Encoding> deltas;
  deltas.collect(2, 1);
  while (const auto request = deltas.next(body, resource)) {
    bytes_seen += request.body.size();
    deltas.accept();
  }
}

void render() {
  who resource;
  if (resource.add("service.name", "zero") != zm::resource_error::none ||
      resource.add("bad.utf8", "\xff") != zm::resource_error::none ||
      resource.add("number", 0.1) != zm::resource_error::none) {
    ++failures;
  }
  const std::string_view text = zm::prometheus::render<app>(page, resource);
  bytes_seen += text.size();
  bytes_seen += zm::measure_scrape<app>(std::span<char>{page}).bytes;
  now.take();
  std::array<char, 64> chunk{};
  zm::prometheus::stream<app> whole{now, resource};
  while (!whole.done()) {
    bytes_seen += whole.read(std::span<char>{chunk});
  }
  zm::prometheus::stream<app> small{now, resource};
  while (!small.done()) {
    bytes_seen += small.read(std::span<char>{chunk}.first(1));
  }
  // The other format, and the first question for when the process began.
  const zm::negotiated answer = zm::negotiate("application/openmetrics-text;version=1.0.0");
  bytes_seen += answer.content_type.size();
  bytes_seen += keep_page(zm::openmetrics::render<app, created>(open_page, resource)).size();
  zm::openmetrics::stream<app, created> open{now, resource};
  while (!open.done()) {
    bytes_seen += open.read(std::span<char>{chunk});
  }
  send<zm::otlp::encoding::json>(resource);
  send<zm::otlp::encoding::protobuf>(resource);
}

void expect(bool holds, const char* what, std::uint64_t calls) {
  if (!holds) {
    ++failures;
  }
  std::printf("%s %s: %llu\n", holds ? "ok" : "FAILED", what,
              static_cast<unsigned long long>(calls));
  std::fflush(stdout);
}

template <class Function>
std::uint64_t calls_of(Function function) {
  const std::uint64_t before = calls_here;
  function();
  return calls_here - before;
}

struct work {
  void (*first)() = nullptr;
  void (*second)() = nullptr;
  std::uint64_t calls = 0;
};

void* run_work(void* argument) {
  auto& what = *static_cast<work*>(argument);
  what.calls = calls_of([&] {
    if (what.first != nullptr) {
      what.first();
    }
    if (what.second != nullptr) {
      what.second();
    }
  });
  return nullptr;
}

/// The calls of a number of threads, one after the other, from before their birth to their end.
std::uint64_t calls_of_threads(work what) {
  const std::uint64_t before = all_calls.load();
  for (int i = 0; i < 100; ++i) {
    pthread_t thread{};
    if (pthread_create(&thread, nullptr, run_work, &what) != 0) {
      ++failures;
      break;
    }
    pthread_join(thread, nullptr);
  }
  return all_calls.load() - before;
}

constinit thread_local struct with_destructor {
  std::uint64_t value = 0;
  ~with_destructor() { bytes_seen += value; }
} planted;

void allocate() { planted.value += 1; }

template <class Function>
void plant(const char* what, Function function) {
  const std::uint64_t calls = calls_of(function);
  expect(calls > 0, what, calls);
}

void plants() {
  static void* volatile memory = nullptr;
  plant("planted malloc counts", [] { memory = std::malloc(1); });
  plant("planted realloc counts", [] { memory = std::realloc(memory, 100); });
  plant("planted free counts", [] { std::free(memory); });
  plant("planted calloc counts", [] { memory = std::calloc(1, 1); });
  std::free(memory);
  plant("planted aligned_alloc counts", [] { memory = std::aligned_alloc(64, 64); });
  std::free(memory);
  static char* volatile object = nullptr;
  plant("planted new counts", [] { object = new char; });
  plant("planted delete counts", [] { delete object; });
  const std::uint64_t idle = calls_of_threads({});
  const std::uint64_t busy = calls_of_threads({.first = allocate});
  expect(busy > idle, "planted thread_local with a destructor counts", busy - idle);
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1 && std::strcmp(arguments[1], "keys") == 0) {
    for (int i = 0; i < 40; ++i) {
      pthread_key_t key{};
      pthread_key_create(&key, nullptr);
    }
  }
  // The first threads fill the caches of the C library; those belong to nobody's account.
  calls_of_threads({});
  plants();

  std::uint64_t calls = calls_of(record);
  expect(calls == 0, "first recording on the main thread", calls);
  calls = calls_of([] {
    for (int i = 0; i < 1000; ++i) {
      record();
    }
  });
  expect(calls == 0, "more recording", calls);
  calls = calls_of(collect);
  expect(calls == 0, "snapshot", calls);
  calls = calls_of(render);
  expect(calls == 0, "rendering", calls);

  const std::uint64_t idle = calls_of_threads({});
  for (const work what : {work{.first = record}, work{.first = collect, .second = record},
                          work{.first = render, .second = record}}) {
    const std::uint64_t all = calls_of_threads(what);
    expect(all == idle, "100 threads beyond what threads take themselves", all - idle);
  }
  static work here{.first = record, .second = render};
  pthread_t thread{};
  if (pthread_create(&thread, nullptr, run_work, &here) == 0) {
    pthread_join(thread, nullptr);
  }
  expect(here.calls == 0, "first recording and rendering on a fresh thread", here.calls);
  now.take();
  calls = now.value<cache::hits>();
  expect(calls == 1302, "recordings that arrived", calls);
  // Without a key all threads share, and so says the self-metric; with one, none had to.
  calls = now.value<zm::self::shared_recordings>();
  expect(count > 1 ? calls >= 1302 : calls == 0, "recordings in the shared shard", calls);
  return failures == 0 && bytes_seen != 0 ? 0 : 1;
}

#else

int main() { return 77; }

#endif
