// SPDX-License-Identifier: MIT
//
// What the growth measurements of all libraries share: which sizes, and how much memory of a
// process some work makes resident.
#pragma once

#include <array>
#include <barrier>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace bench {

/// As many threads as a recording is timed with: up to more than a meter has shards.
inline constexpr std::array record_threads{1, 2, 8, 64, 256};

/// How many series the memory of one is measured with.
inline constexpr std::size_t memory_series = 10000;

/// The process's resident bytes, exactly, which /proc/self/statm does not say.
inline double resident_bytes() {
  double kilobytes = 0;
  if (std::FILE* const file = std::fopen("/proc/self/smaps_rollup", "r"); file != nullptr) {
    char line[256];
    while (std::fgets(line, sizeof line, file) != nullptr)
      if (std::strncmp(line, "Rss:", 4) == 0)
        std::sscanf(line + 4, "%lf", &kilobytes);
    std::fclose(file);
  }
  return kilobytes * 1024;
}

/// What becomes resident while so many threads, all at once, do `touch()`; their stacks not
/// counted.
template <class Touch>
double grown_by(unsigned threads, Touch touch) {
  std::barrier step{static_cast<std::ptrdiff_t>(threads) + 1};
  std::vector<std::jthread> all;
  for (unsigned i = 0; i < threads; ++i)
    all.emplace_back([&] {
      step.arrive_and_wait();
      step.arrive_and_wait();
      touch();
      step.arrive_and_wait();
      step.arrive_and_wait();  // so that each has kept what it took
    });
  step.arrive_and_wait();
#ifdef __GLIBC__
  malloc_trim(0);  // what others have freed would be taken again, and nothing become resident
#endif
  const double before = resident_bytes();
  step.arrive_and_wait();
  step.arrive_and_wait();
  const double after = resident_bytes();
  step.arrive_and_wait();
  return after - before;
}

}  // namespace bench
