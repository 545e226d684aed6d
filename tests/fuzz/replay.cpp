// SPDX-License-Identifier: MIT
/// Runs a fuzz target over the files of a directory, and over each cut short and with each of its
/// bytes changed: where libFuzzer would begin, on compilers that have none.
///
/// Usage: replay DIRECTORY
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  std::size_t files = 0;
  std::size_t inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator{argc == 2 ? argv[1] : ""}) {
    std::ifstream file{entry.path(), std::ios::binary};
    std::vector<char> text{std::istreambuf_iterator<char>{file}, {}};
    const auto run = [&](std::size_t size) {
      const std::vector<std::uint8_t> bytes{text.data(), text.data() + size};
      LLVMFuzzerTestOneInput(bytes.data(), size);
      ++inputs;
    };
    for (std::size_t size = 0; size <= text.size(); ++size) {
      run(size);
    }
    for (char& byte : text) {
      const char kept = byte;
      for (const char other : {'"', '\\', ',', ';', '=', ' ', '\0', '\xFF', '0', '*'}) {
        byte = other;
        run(text.size());
      }
      byte = kept;
    }
    ++files;
  }
  std::printf("%zu inputs from %zu files\n", inputs, files);
  return files == 0 ? 2 : 0;
}
