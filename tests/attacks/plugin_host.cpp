// SPDX-License-Identifier: MIT
/// A program with plug-ins, and plugin.py's hands.
///
///     plugin_host together PLUGIN...    what each object sees, once each has recorded
///     plugin_host lost PLUGIN...        the same, once their files are gone
///     plugin_host cycle PLUGIN TIMES    load, record, look and unload, with threads alive across
///     it plugin_host all PLUGIN...         each is loaded and records on two threads
#include "plugin.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include <dlfcn.h>
#include <unistd.h>

namespace {

struct loaded {
  void* object;
  const plugin* entry;
};

loaded load(const char* path) {
  void* const object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (object == nullptr) {
    std::printf("refused %s\n", dlerror());
    std::exit(3);
  }
  return {object, static_cast<const plugin*>(dlsym(object, "the_plugin"))};
}

void tell(const char* who, const plugin& object) {
  const view seen = object.see();
  split_text text;
  const std::size_t size = object.split(text);
  std::printf(
      "%s calls=%llu observed=%llu failed=%llu level=%g paths=%llu depth=%g own=%llu shared=%llu "
      "split=%.*s\n",
      who, static_cast<unsigned long long>(seen.calls),
      static_cast<unsigned long long>(seen.observed), static_cast<unsigned long long>(seen.failed),
      seen.level, static_cast<unsigned long long>(seen.paths), seen.depth,
      static_cast<unsigned long long>(seen.own),
      static_cast<unsigned long long>(seen.shared_recordings), static_cast<int>(size), text.data());
}

constexpr plugin the_host{record_here, see_here, split_here};

/// Each object records its own power of ten, so that a sum says who is in it.
void together(int count, char** paths, bool hide) {
  std::vector<loaded> plugins;
  unsigned amount = 1;
  record_here(amount);
  for (int i = 0; i < count; ++i) {
    plugins.push_back(load(paths[i]));
  }
  for (const loaded& one : plugins) {
    one.entry->record(amount *= 10);
  }
  for (int i = 0; hide && i < count; ++i) {
    unlink(paths[i]);
  }
  tell("host", the_host);
  for (const loaded& one : plugins) {
    tell("plugin", *one.entry);
  }
}

/// A thread that records when it is told to, and lives until it is told to end.
class worker {
public:
  void record(const plugin* entry) {
    entry_ = entry;
    turn(1);
  }
  void end() {
    turn(2);
    thread_.join();
  }

private:
  void turn(int order) {
    order_ = order;
    order_.notify_one();
    order_.wait(order);
  }
  void run() {
    for (int order = 0; order != 2;) {
      order_.wait(0);
      order = order_;
      if (order == 1) {
        entry_->record(1);
      }
      order_ = 0;
      order_.notify_one();
    }
  }
  const plugin* entry_ = nullptr;
  std::atomic<int> order_{0};
  std::thread thread_{[this] { run(); }};
};

void cycle(const char* path, int times) {
  worker always;
  int gone = 0;
  int wrong = 0;
  std::uint64_t before = 0;
  for (int i = 0; i < times; ++i) {
    const loaded one = load(path);
    worker across;
    one.entry->record(1);
    always.record(one.entry);
    across.record(one.entry);
    std::thread{[&] { one.entry->record(1); }}.join();
    const std::uint64_t own = one.entry->see().own;
    wrong += own == before + 4 ? 0 : 1;
    if (i % 2 == 0) {
      dlclose(one.object);
    } else {  // what the plug-in records then is this thread's first recording
      std::thread{[&] { dlclose(one.object); }}.join();
    }
    const bool is_gone = dlopen(path, RTLD_NOW | RTLD_NOLOAD) == nullptr;
    gone += is_gone ? 1 : 0;
    before = is_gone ? 0 : own;  // its counts go with it
    across.end();
  }
  always.end();
  std::printf("cycles=%d gone=%d wrong=%d\n", times, gone, wrong);
  tell("host", the_host);
}

void all(int count, char** paths) {
  std::vector<loaded> plugins;
  for (int i = 0; i < count; ++i) {
    plugins.push_back(load(paths[i]));
  }
  const auto record = [&] {
    for (const loaded& one : plugins) {
      one.entry->record(1);
    }
  };
  std::thread other{record};
  record();
  other.join();
  for (const loaded& one : plugins) {
    tell("plugin", *one.entry);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    return 2;
  }
  const bool lost = std::strcmp(arguments[1], "lost") == 0;
  if (lost || std::strcmp(arguments[1], "together") == 0) {
    together(count - 2, arguments + 2, lost);
  } else if (std::strcmp(arguments[1], "cycle") == 0) {
    cycle(arguments[2], std::atoi(arguments[3]));
  } else {
    all(count - 2, arguments + 2);
  }
}
