// SPDX-License-Identifier: MIT
/// The fuzzer with libFuzzer, which looks for bytes that reach new code.
#include "fuzz.hpp"

#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (const char* const wrong = fuzz::attack({bytes, size})) {
    std::fprintf(stderr, "%s is not as it should be\n", wrong);
    std::abort();
  }
  return 0;
}
