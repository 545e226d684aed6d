// SPDX-License-Identifier: MIT
//
// Counts the heap allocations of each thread by standing in front of the C library's allocator, for
// us and for each peer alike: `operator new` ends there too. It costs an allocation one addition to
// a thread-local number. Only glibc has another name for its own.

#include "common.hpp"

#include <cstddef>
#include <cstdint>

namespace {

constinit thread_local std::uint64_t made = 0;

}  // namespace

#if defined(__GLIBC__)

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);

void* malloc(std::size_t size) {
  ++made;
  return __libc_malloc(size);
}
void* calloc(std::size_t number, std::size_t size) {
  ++made;
  return __libc_calloc(number, size);
}
void* realloc(void* memory, std::size_t size) {
  ++made;
  return __libc_realloc(memory, size);
}
}

#endif

std::uint64_t bench::allocations() noexcept { return made; }
