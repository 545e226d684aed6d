// SPDX-License-Identifier: MIT
// Commits what a sanitizer is there to find, for sanitizer.py: `sanitizer OFFENCE`.
#include <climits>
#include <cstdint>
#include <string_view>
#include <thread>

namespace {

volatile int sink = 0;
std::uint64_t shared_cell = 0;

void address() {
  int numbers[4] = {1, 2, 3, 4};
  // Not a constant, so that no compiler sees it.
  volatile int index = 4;
  int* volatile begin = numbers;
  sink = begin[index];
}

void undefined() {
  volatile int most = INT_MAX;
  sink = most + 1;
}

void race() {
  const auto record = [] {
    for (int i = 0; i < 1000; ++i) {
      *static_cast<volatile std::uint64_t*>(&shared_cell) = static_cast<std::uint64_t>(i);
    }
  };
  std::thread other{record};
  record();
  other.join();
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view offence = count > 1 ? arguments[1] : "";
  if (offence == "address") {
    address();
  } else if (offence == "undefined") {
    undefined();
  } else if (offence == "race") {
    race();
  } else {
    return 2;
  }
  return 0;
}
