// SPDX-License-Identifier: MIT
/// The fuzzer without a fuzzing engine: the same bytes for the same seeds, everywhere.
///
/// fuzz_replay RUNS PAGES [ftz]
///
/// PAGES is written: every 128th run's page, each behind it a zero byte. With "ftz" the processor
/// takes what is denormal for zero, in what it reads and in what it writes.
#include "fuzz.hpp"

#include <zerometer/prometheus.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace zm = zerometer;

namespace {

/// Sebastiano Vigna's splitmix64 (2015).
class random_bytes {
public:
  explicit random_bytes(std::uint64_t seed) noexcept : state_{seed} {}
  [[nodiscard]] std::uint64_t next() noexcept {
    state_ += 0x9E37'79B9'7F4A'7C15;
    std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xBF58'476D'1CE4'E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D0'49BB'1331'11EB;
    return mixed ^ (mixed >> 31);
  }

private:
  std::uint64_t state_;
};

std::array<char, zm::prometheus::max_bytes<fuzz::app>> page;
zm::snapshot<fuzz::app> now;

/// The page at once, and the same in pieces of a size; false when the two differ. What is rendered
/// into a buffer says as well how long that took, so it is only looked at for being there.
bool write_page(std::FILE* out, std::size_t piece) {
  now.take();
  zm::prometheus::stream<fuzz::app> at_once{now};
  const std::string_view whole{page.data(), at_once.read(page)};
  std::vector<char> buffer(piece);
  zm::prometheus::stream<fuzz::app> pieces{now};
  std::string_view rest = whole;
  while (!pieces.done()) {
    const std::string_view some{buffer.data(), pieces.read(buffer)};
    if (!rest.starts_with(some)) {
      return false;
    }
    rest.remove_prefix(some.size());
  }
  std::fwrite(whole.data(), 1, whole.size(), out);
  std::fputc(0, out);
  return at_once.done() && rest.empty() && zm::prometheus::render<fuzz::app>(page);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    return 2;
  }
  const std::uint64_t runs = std::strtoull(arguments[1], nullptr, 10);
  std::FILE* const out = std::fopen(arguments[2], "wb");
  if (out == nullptr) {
    return 2;
  }
  if (count > 3) {
#if defined(__x86_64__)
    _mm_setcsr(_mm_getcsr() | 0x8040);
#else
    return 77;
#endif
  }
  for (std::uint64_t run = 0; run < runs; ++run) {
    random_bytes random{run};
    // Short ones too: a single call is where a fault is plainest.
    std::vector<std::uint8_t> bytes(16U << (random.next() % 9));
    for (std::uint8_t& byte : bytes) {
      byte = static_cast<std::uint8_t>(random.next());
    }
    const char* const wrong = fuzz::attack(bytes);
    if (wrong != nullptr || (run % 128 == 0 && !write_page(out, 1 + random.next() % 3000))) {
      std::printf("run %llu: %s is not as it should be\n", static_cast<unsigned long long>(run),
                  wrong != nullptr ? wrong : "a page in pieces");
      return 1;
    }
  }
  std::printf("%llu runs\n", static_cast<unsigned long long>(runs));
  return std::fclose(out) == 0 ? 0 : 1;
}
