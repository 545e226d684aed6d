// SPDX-License-Identifier: MIT
/// Runs a fuzz target over inputs that a seed makes, the same ones everywhere: pairs of texts, each
/// behind its size, of the characters that formats stumble over.
///
/// Usage: seeded COUNT
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  using namespace std::string_view_literals;
  const unsigned long count = argc == 2 ? std::strtoul(argv[1], nullptr, 10) : 0;
  constexpr std::string_view pieces[] = {"a",
                                         "key",
                                         "0",
                                         "."sv,
                                         "\"",
                                         "\\",
                                         "\\u0000",
                                         "\n",
                                         "\0"sv,
                                         "\x1F",
                                         "\x7F",
                                         "\xC2\x80",
                                         "\xDF\xBF",
                                         "\xC0",
                                         "\xC1\xBF",
                                         "\x80",
                                         "\xE0\x9F",
                                         "\xE0",
                                         "\xE2\x82",
                                         "\xE2\x82\xAC",
                                         "\xED\xA0\x80",
                                         "\xEF\xBF\xBD",
                                         "\xEF\xBB\xBF",
                                         "\xF0\x9F\x98\xB1",
                                         "\xF0\x9F\x98",
                                         "\xF4\x90\x80\x80",
                                         "\xF5",
                                         "\xFF",
                                         "</script>",
                                         "\xE2\x80\xA8"};
  std::mt19937_64 random{5489};
  std::vector<std::uint8_t> input;
  for (unsigned long i = 0; i < count; ++i) {
    input.assign(1, static_cast<std::uint8_t>(random()));
    for (auto texts = random() % 12; texts > 0; --texts) {
      const std::size_t size_at = input.size();
      input.push_back(0);
      for (auto parts = random() % 8; parts > 0; --parts) {
        const std::string_view piece = pieces[random() % std::size(pieces)];
        input.insert(input.end(), piece.begin(), piece.end());
      }
      input[size_at] = static_cast<std::uint8_t>(input.size() - size_at - 1);
    }
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  std::printf("%lu inputs\n", count);
  return count == 0 ? 2 : 0;
}
