// SPDX-License-Identifier: MIT
/// What the library reads in answers, for otlp_answers.py: a line `STATUS TYPE BODY` each, the body
/// in hexadecimal, and a line `REJECTED MESSAGE` back.
#include <zerometer/export/otlp_response.hpp>

#include <cstddef>
#include <cstdio>
#include <iostream>
#include <string>

int main() {
  std::ios::sync_with_stdio(false);
  long status = 0;
  std::string type;
  std::string hex;
  while (std::cin >> status >> type >> hex) {
    std::string body;
    for (std::size_t i = 1; i + 1 < hex.size(); i += 2) {  // behind an x
      body += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    const zerometer::otlp::verdict said = zerometer::otlp::classify({status, type, {}, body}, 0);
    std::string message = "x";
    for (const char c : said.message()) {
      constexpr const char* digits = "0123456789abcdef";
      message += digits[static_cast<unsigned char>(c) >> 4];
      message += digits[static_cast<unsigned char>(c) & 15];
    }
    std::cout << said.rejected_points << ' ' << message << '\n';
  }
}
